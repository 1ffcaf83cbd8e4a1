package results

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// ledgerGroup is a line of the ledger file: the LedgerLines of one source, topic,
// stage and state, written together because they share most of their bytes.
type ledgerGroup struct {
	At     time.Duration `json:"at_ns"`
	Source string        `json:"source"`
	Topic  string        `json:"topic"`
	Stage  string        `json:"stage,omitempty"`
	State  string        `json:"state"`
	Lanes  ledgerLanes   `json:"lanes"`
}

// ledgerEnd is the last line of a ledger file of a run that came to its end, and
// how many lines are before it. Without it, or with fewer lines, the file lost some.
type ledgerEnd struct {
	End   bool  `json:"end,omitempty"`
	Lines int64 `json:"lines,omitempty"`
}

// ledgerRow is any line of a ledger file.
type ledgerRow struct {
	ledgerGroup
	ledgerEnd
}

// ledgerLane is one shard and partition. In JSON it is a flat list, since there
// are very many: [shard, partition, first, last, first, last, ...], and at the end
// the number not emitted unless that is 0.
type ledgerLane struct {
	Shard      uint16
	Partition  int32
	Intervals  Intervals
	NotEmitted uint64
}

// MarshalJSON writes the flat list.
func (l ledgerLane) MarshalJSON() ([]byte, error) {
	out := append(make([]byte, 0, 16+16*len(l.Intervals)), '[')
	out = strconv.AppendUint(out, uint64(l.Shard), 10)
	out = append(out, ',')
	out = strconv.AppendInt(out, int64(l.Partition), 10)
	for _, i := range l.Intervals {
		out = append(out, ',')
		out = strconv.AppendUint(out, i.First, 10)
		out = append(out, ',')
		out = strconv.AppendUint(out, i.Last, 10)
	}
	if l.NotEmitted > 0 {
		out = append(out, ',')
		out = strconv.AppendUint(out, l.NotEmitted, 10)
	}
	return append(out, ']'), nil
}

// ledgerLanes is the lanes of a line. Their numbers are most of what a long run's
// record has, so they are read without a JSON value for each.
type ledgerLanes []ledgerLane

// UnmarshalJSON reads the list of flat lists and refuses what Intervals refuse.
func (l *ledgerLanes) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	in := numberLists{rest: data}
	lanes := (*l)[:0]
	for in.next() {
		lane, err := laneOf(in.numbers)
		if err != nil {
			return fmt.Errorf("lane: %w", err)
		}
		lanes = append(lanes, lane)
	}
	*l = lanes
	if in.damaged {
		return errors.New("lanes: not lists of whole numbers from 0")
	}
	return nil
}

// laneOf makes a lane of its flat list.
func laneOf(n []uint64) (ledgerLane, error) {
	if len(n) < 2 || n[0] > math.MaxUint16 || n[1] > math.MaxInt32 {
		return ledgerLane{}, errors.New("not [shard, partition, first, last, ...]")
	}
	l := ledgerLane{Shard: uint16(n[0]), Partition: int32(n[1])}
	if len(n)%2 != 0 {
		l.NotEmitted = n[len(n)-1]
		n = n[:len(n)-1]
	}
	pairs := make([][]uint64, 0, len(n)/2-1)
	for i := 2; i < len(n); i += 2 {
		pairs = append(pairs, n[i:i+2])
	}
	var err error
	l.Intervals, err = fromPairs(pairs)
	return l, err
}

// groupIntervals is after how many intervals a group is closed and another begun,
// so that a lossy log makes more lines and not one too long to read.
const groupIntervals = 100_000

// groupLedger groups lines, in the order of their first.
func groupLedger(lines []LedgerLine) []*ledgerGroup {
	type key struct {
		at                          time.Duration
		source, topic, stage, state string
	}
	index, intervals := map[key]*ledgerGroup{}, map[*ledgerGroup]int{}
	var out []*ledgerGroup
	for _, l := range lines {
		k := key{l.At, l.Source, l.Topic, l.Stage, l.State}
		g := index[k]
		if g == nil || intervals[g] > groupIntervals {
			g = &ledgerGroup{At: l.At, Source: l.Source, Topic: l.Topic, Stage: l.Stage, State: l.State}
			index[k] = g
			out = append(out, g)
		}
		intervals[g] += len(l.Intervals)
		g.Lanes = append(g.Lanes, ledgerLane{l.Shard, l.Partition, l.Intervals, l.NotEmitted})
	}
	return out
}

// lines is the group's LedgerLines.
func (g *ledgerGroup) lines() []LedgerLine {
	out := make([]LedgerLine, 0, len(g.Lanes))
	for _, l := range g.Lanes {
		out = append(out, LedgerLine{
			At: g.At, Source: g.Source, Shard: l.Shard, Topic: g.Topic, Partition: l.Partition,
			Stage: g.Stage, State: g.State, Intervals: l.Intervals, NotEmitted: l.NotEmitted,
		})
	}
	return out
}
