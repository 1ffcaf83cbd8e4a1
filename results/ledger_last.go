package results

import (
	"fmt"
	"io"
)

// ledgerKey is what a line of the ledger is about.
type ledgerKey struct {
	source       string
	shard        uint16
	partition    int32
	topic, stage string
	state        string
}

// lastLines keeps the last line of each key, by time, in the order of the first:
// what holds of a ledger, which repeats each key every 10 s.
type lastLines struct {
	lines []LedgerLine
	index map[ledgerKey]int
}

func (k *lastLines) add(lines []LedgerLine) {
	if k.index == nil {
		k.index = map[ledgerKey]int{}
	}
	for _, l := range lines {
		key := ledgerKey{l.Source, l.Shard, l.Partition, l.Topic, l.Stage, l.State}
		i, seen := k.index[key]
		switch {
		case !seen:
			k.index[key] = len(k.lines)
			k.lines = append(k.lines, l)
		case l.At >= k.lines[i].At:
			k.lines[i] = l
		}
	}
}

// read adds the lines of a ledger file.
func (k *lastLines) read(r *Record, in io.Reader, name string) []string {
	var n int64
	var end ledgerEnd
	problems := decodeLines(in, name, func(row ledgerRow) error {
		if row.End {
			end = row.ledgerEnd
			return nil
		}
		n++
		k.add(row.lines())
		return nil
	})
	switch {
	case len(problems) > 0 || !r.reached(PhaseDone):
	case !end.End:
		problems = append(problems, name+": its end is missing")
	case end.Lines != n:
		problems = append(problems, fmt.Sprintf("%s: it has %s of %s", name, number(n), counted(end.Lines, "line", "lines")))
	}
	return problems
}
