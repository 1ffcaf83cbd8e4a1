package track

import (
	"time"

	"github.com/freshet-bench/freshet/results"
)

// Ledger is what has happened by `at` to the events of each lane, as lines of the
// run record: those that changed since the last call, or every one that is not
// empty if all is true.
//
// A line of state available holds what is available at its stage together with
// what an earlier stage did not emit, and counts the latter in NotEmitted: apart,
// a sampled stream would be as many intervals as events. So does a line of state
// read, which holds what the stage was handed and its position has passed, and
// one of state audited with a stage, which holds what the audit found in the
// stage's output topic and counts in NotEmitted what was not to be written there.
// Those are written after DropRuntime only, and of every lane that was ever due,
// so that an output topic that lost everything is known from one that nobody
// looked at. Any two lines of one lane are of the same moment, and what is read and was going
// to be available is available.
func (t *Tracker) Ledger(at time.Duration, all bool) []results.LedgerLine {
	w := ledgerWriter{top: &t.top, at: at, all: all, over: t.over.Load()}
	for _, l := range t.byID {
		w.lane(l)
	}
	return w.lines
}

// ledgerWriter gathers the lines of one call.
type ledgerWriter struct {
	top   *Topology
	at    time.Duration
	all   bool
	over  bool
	lines []results.LedgerLine
}

func (w *ledgerWriter) lane(l *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	source := w.top.Sources[l.source]
	line := results.LedgerLine{
		At: w.at, Source: source.Name, Shard: l.shard, Topic: w.top.Topics[source.Topic].Name, Partition: l.partition,
	}
	if l.next > 0 && (w.all || l.next != l.written) {
		line.State, line.Intervals = results.StateDue, results.Intervals{{First: 0, Last: l.next - 1}}
		w.lines = append(w.lines, line)
		l.written = l.next
	}
	w.set(line, results.StateAcked, &l.acked)
	w.set(line, results.StateRejected, &l.rejected)
	w.set(line, results.StateUnconfirmed, &l.unconfirmed)
	w.set(line, results.StateAudited, &l.audited)
	for _, s := range l.stages {
		line.Stage, line.NotEmitted = w.top.Stages[s.stage].Name, s.skipped
		w.set(line, results.StateAvailable, &s.settled)
		w.set(line, results.StateRead, &s.passed)
		line.NotEmitted = 0
		w.set(line, results.StateAborted, &s.aborted)
		if w.over && s.writes && l.next > 0 && (w.all || s.logged.changed) {
			line.NotEmitted = s.unwritten
			w.put(line, results.StateAudited, &s.logged)
		}
	}
}

// set adds the line of one state, if there is something to say.
func (w *ledgerWriter) set(line results.LedgerLine, state string, s *seqSet) {
	if s.count == 0 || !w.all && !s.changed {
		return
	}
	w.put(line, state, s)
}

// put adds the line of one state.
func (w *ledgerWriter) put(line results.LedgerLine, state string, s *seqSet) {
	line.State, line.Intervals = state, s.intervals()
	w.lines = append(w.lines, line)
	s.changed = false
}
