package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/replicas"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// weighAhead is how long before an entry its brokers are weighed: network counts may
// take Docker a second or two, and the entry is to begin in time.
const weighAhead = 3 * time.Second

// weighing tells how many bytes the brokers move for an entry. A nil weighing is of
// an entry for which they move none, or of a target that cannot tell.
type weighing struct {
	entry  *entry
	held   target.Weigher
	counts target.InterfaceCounter // nil = the target has none
	// shared is true where there is nothing to copy: what log dirs hold is then a size in
	// an object store.
	shared bool

	at         time.Duration
	before     replicas.Held
	interfaces map[int32]target.Interfaces
}

func newWeighing(e *entry) *weighing {
	held, ok := target.As[target.Weigher](e.run.tgt)
	if !ok || !movesData(e) {
		return nil
	}
	w := &weighing{entry: e, held: held, shared: e.run.tgt.Facts().StorageModel == results.ModelShared}
	w.counts, _ = target.As[target.InterfaceCounter](e.run.tgt)
	return w
}

// movesData is true for verbs after which brokers copy data from each other.
func movesData(e *entry) bool {
	s := e.spec
	return s.Outage != nil || s.Replace != nil || s.Move != nil || s.Scale != nil || s.Cut != nil && s.Cut.Broker != ""
}

// begin weighs shortly before the entry begins; false if load ended meanwhile.
func (w *weighing) begin(load context.Context) bool {
	if w == nil {
		return true
	}
	if !w.entry.await(load, weighAhead) {
		return false
	}
	w.at = w.entry.run.clock.Now()
	held, err := w.weigh(load)
	if err == nil && w.counts != nil {
		w.interfaces, err = w.counts.Interfaces(load)
	}
	if err != nil {
		w.unknown(load, err)
		return load.Err() == nil
	}
	w.before = held
	return true
}

// weigh is what brokers hold; nothing where storage is shared.
func (w *weighing) weigh(ctx context.Context) (replicas.Held, error) {
	if w.shared {
		return replicas.Held{}, nil
	}
	return w.held.Held(ctx)
}

// end weighs again and records the difference.
func (w *weighing) end(load context.Context, moves *fault.Moves) {
	if w == nil || moves == nil || w.before == nil {
		return
	}
	held, err := w.weigh(load)
	if err != nil {
		w.unknown(load, err)
		return
	}
	m := &results.Moved{Copied: held.Copied(w.before, moves.Emptied, moves.Behind), Shared: w.shared}
	text := measure.FormatQuantity(float64(m.Copied), measure.Bytes) + " of replicas copied"
	if w.shared {
		text = "no replica to copy"
	}
	if w.counts != nil {
		now, err := w.counts.Interfaces(load)
		if err != nil {
			w.unknown(load, err)
			return
		}
		m.Network = interfaces(w.interfaces, now)
		m.Network.Over = w.entry.run.clock.Now() - w.at
		text += fmt.Sprintf("; in %s the brokers' networks took in %s and sent %s, clients included", measure.FormatDuration(m.Network.Over.Round(100*time.Millisecond)),
			measure.FormatQuantity(float64(m.Network.Received), measure.Bytes), measure.FormatQuantity(float64(m.Network.Sent), measure.Bytes))
	}
	w.entry.run.event(results.Event{Kind: results.MovedBytes, Entry: w.entry.spec.Name, Bytes: m.Copied, Moved: m, Text: text})
}

// unknown warns that the bytes cannot be told, unless the load is over anyway.
func (w *weighing) unknown(load context.Context, err error) {
	if load.Err() == nil {
		w.entry.run.event(results.Event{Kind: results.Warning, Text: fmt.Sprintf("%s: how many bytes were moved is not known: %v", w.entry.spec.Name, err)})
	}
}

// interfaces is what went through interfaces in between; those of a broker that was
// started meanwhile count from its start.
func interfaces(before, after map[int32]target.Interfaces) *results.NetworkBytes {
	var sum results.NetworkBytes
	for id, now := range after {
		was := before[id]
		if was.Start != now.Start {
			was = target.Interfaces{}
		}
		sum.Received += now.Received - was.Received
		sum.Sent += now.Sent - was.Sent
	}
	return &sum
}
