package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// endsWithin is how long after its timeout a transaction that nobody ends may
// still be open: Kafka looks for such every 10 s.
const endsWithin = 30 * time.Second

// fates is how the transactions of a topic ended, read from the log itself: every
// record, committed or not, and the marker at the end of each transaction.
type fates struct {
	aborted map[int32]results.Intervals // offsets by partition
	open    map[writerKey][]*kgo.Record // records without a marker yet
	ended   func(r *kgo.Record, aborted bool)
}

// writerKey is a producer in a partition: it has one transaction there at a time.
type writerKey struct {
	partition int32
	producer  int64
}

// record takes the next record of a partition.
func (f *fates) record(r *kgo.Record) {
	key := writerKey{r.Partition, r.ProducerID}
	if !r.Attrs.IsControl() {
		if r.Attrs.IsTransactional() {
			f.open[key] = append(f.open[key], r)
		}
		return
	}
	var marker kmsg.ControlRecordKey
	if err := marker.ReadFrom(r.Key); err != nil {
		return
	}
	for _, data := range f.open[key] {
		aborted := marker.Type == kmsg.ControlRecordKeyTypeAbort
		if aborted {
			offsets := f.aborted[data.Partition]
			offsets.Add(uint64(data.Offset))
			f.aborted[data.Partition] = offsets
		}
		f.ended(data, aborted)
	}
	delete(f.open, key)
}

// count is how many records were in aborted transactions.
func (f *fates) count() (n int64) {
	for _, offsets := range f.aborted {
		n += offsets.Count()
	}
	return n
}

// auditFates reads a topic that is written with transactions as if there were
// none, up to ends.
func (a *auditor) auditFates(ctx context.Context, starts, ends offsets) (*fates, error) {
	f := &fates{aborted: map[int32]results.Intervals{}, open: map[writerKey][]*kgo.Record{}}
	f.ended = func(r *kgo.Record, aborted bool) {
		if aborted {
			a.abortedRecord(r)
		}
	}
	rd, err := a.run.newReader(client.Role{Kind: client.KindAudit}, nil, starts, ends, false)
	if err != nil {
		return nil, err
	}
	defer rd.close()
	rd.control = f.record
	return f, rd.all(ctx, f.record)
}

// abortedRecord notes the event of a record that no consumer is to be given.
func (a *auditor) abortedRecord(r *kgo.Record) {
	if a.env.Decode(headerOf(r), r.Value) != nil || a.env.Run != a.run.id || a.env.Event.Flags&workload.FlagHistory != 0 {
		return
	}
	a.run.tracker.Aborted(a.writer.index, &a.env.Event)
}

// awaitEnds waits until no transaction on the topic is open any more and returns
// where its partitions end. One that nobody ends is aborted by the broker.
func (a *auditor) awaitEnds(ctx context.Context) (offsets, error) {
	ctx, cancel := context.WithTimeout(ctx, a.writer.spec.Transaction.Timeout+endsWithin)
	defer cancel()
	for {
		ends, err := a.run.endOffsets(ctx, a.topic.physical)
		if err != nil {
			return nil, err
		}
		stable, err := a.run.stableOffsets(ctx, a.topic.physical)
		if err != nil {
			return nil, err
		}
		waiting := 0
		for p, end := range ends[a.topic.physical] {
			if stable[a.topic.physical][p] < end {
				waiting++
			}
		}
		if waiting == 0 {
			return ends, nil
		}
		if !a.run.sleep(ctx, retryAfter) {
			return nil, fmt.Errorf("a transaction is open still on %d of its partitions", waiting)
		}
	}
}

// abortedReads counts, by stage, the records of aborted transactions that a stage
// was handed although it reads only what is committed.
func (a *auditor) abortedReads(f *fates) []results.AuditReads {
	var out []results.AuditReads
	for _, s := range a.run.stages {
		reads, ok := a.handed[s.index]
		if !ok {
			continue
		}
		found := results.AuditReads{Stage: s.spec.Name, Topic: a.topic.Name}
		for p, offsets := range reads {
			found.Aborted += offsets.Intersect(f.aborted[p]).Count()
		}
		out = append(out, found)
	}
	return out
}

// committedReads is what stages that read only what is committed were handed of
// the topics that are written with transactions: by topic, stage and partition.
type committedReads map[int]map[int]map[int32]results.Intervals

// committedReads looks at what was handed, before the tracker forgets it.
func (r *run) committedReads() committedReads {
	out := committedReads{}
	for _, s := range r.stages {
		for _, t := range r.top.reads[s.index] {
			topic := &r.top.topics[t]
			if !s.readsCommitted() || !r.sc.Transactional(topic.Name) {
				continue
			}
			reads := map[int32]results.Intervals{}
			for p := range topic.Partitions {
				reads[p] = r.tracker.Handed(s.index, t, p)
			}
			if out[t] == nil {
				out[t] = map[int]map[int32]results.Intervals{}
			}
			out[t][s.index] = reads
		}
	}
	return out
}
