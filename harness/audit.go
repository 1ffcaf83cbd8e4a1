package harness

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// audit reads every topic from its beginning after the drain, unmetered, and
// establishes what the logs hold.
func (r *run) audit(ctx context.Context, reads committedReads) (*results.AuditFacts, error) {
	ctx, cancel := context.WithTimeout(ctx, auditWithin)
	defer cancel()
	began := time.Now()
	facts := &results.AuditFacts{Done: true}
	var sum digest
	for i := range r.top.topics {
		t := &r.top.topics[i]
		facts.Topics = append(facts.Topics, results.AuditTopic{Topic: t.Name})
		a := &auditor{run: r, topic: t, facts: &facts.Topics[i], sum: &sum, writer: r.transactor(t), handed: reads[i]}
		err := a.read(ctx)
		facts.Reads = append(facts.Reads, a.reads...)
		if err != nil {
			facts.Done = false
			r.note(fmt.Sprintf("auditing topic %s: %v", t.Name, err))
			if errors.Is(err, context.Canceled) {
				return facts, err
			}
		}
	}
	facts.Hash = sum.String()
	facts.Took = time.Since(began)
	return facts, nil
}

// auditor reads one topic.
type auditor struct {
	run   *run
	topic *topic
	facts *results.AuditTopic
	sum   *digest
	env   workload.Envelope

	writer *stage                              // the stage that writes it with transactions; nil if none does
	handed map[int]map[int32]results.Intervals // as in committedReads
	fates  *fates                              // nil without a writer
	reads  []results.AuditReads
}

// transactor is the stage that writes a topic with transactions, or nil.
func (r *run) transactor(t *topic) *stage {
	for _, s := range r.stages {
		if s.out == t && s.transacts() {
			return s
		}
	}
	return nil
}

func (a *auditor) read(ctx context.Context) error {
	starts, err := a.run.startOffsets(ctx, a.topic.physical)
	if err != nil {
		return err
	}
	ends, err := a.ends(ctx)
	if err != nil {
		return err
	}
	if a.writer != nil {
		if a.fates, err = a.auditFates(ctx, starts, ends); err != nil {
			return err
		}
		a.facts.Aborted, a.reads = a.fates.count(), a.abortedReads(a.fates)
	}
	rd, err := a.run.newReader(client.Role{Kind: client.KindAudit}, nil, starts, ends, a.writer != nil)
	if err != nil {
		return err
	}
	defer rd.close()
	if err := rd.all(ctx, a.record); err != nil {
		return err
	}
	a.facts.Done = true
	return nil
}

// ends is where the topic ends, once no transaction on it is open.
func (a *auditor) ends(ctx context.Context) (offsets, error) {
	if a.writer != nil {
		return a.awaitEnds(ctx)
	}
	return a.run.endOffsets(ctx, a.topic.physical)
}

func (a *auditor) record(r *kgo.Record) {
	if a.fates != nil && a.fates.aborted[r.Partition].Contains(uint64(r.Offset)) {
		a.facts.AbortedReads++
	}
	err := a.env.Decode(headerOf(r), r.Value)
	switch {
	case errors.Is(err, workload.ErrForeign) || err == nil && a.env.Run != a.run.id:
		a.facts.Foreign++
		return
	case err != nil:
		a.facts.Damaged++
		return
	}
	a.facts.Bytes += int64(len(r.Key) + len(r.Value))
	ev := &a.env.Event
	if ev.Flags&workload.FlagHistory != 0 {
		a.facts.History++
		return
	}
	a.facts.Records++
	duplicate, outOfOrder, injected := a.run.tracker.Audited(ev, a.topic.index, r.Partition, r.Offset)
	switch {
	case duplicate && a.topic.source:
		a.facts.Duplicates++
		return
	case duplicate:
		a.facts.Reprocessed++
		return
	case injected:
		a.facts.Disorder++
	case outOfOrder:
		a.facts.OutOfOrder++
	}
	if a.topic.source {
		a.sum.add(a.run.sc.Sources[ev.Source].Name, ev, r.Key, r.Value)
	}
}

// digest is a hash over a set of records, whatever their order: the sum of the
// records' SHA-256, as four numbers modulo 2^64. docs/run-record.md describes it.
type digest struct {
	lanes [4]uint64
	buf   []byte
}

// add takes a record's source, n, copy, due, key and value, each of the texts
// preceded by its length.
func (d *digest) add(source string, ev *workload.Event, key, value []byte) {
	b := appendText(d.buf[:0], []byte(source))
	b = binary.LittleEndian.AppendUint64(b, ev.N)
	b = append(b, ev.Copy)
	b = binary.LittleEndian.AppendUint64(b, uint64(ev.Due))
	b = appendText(b, key)
	b = appendText(b, value)
	d.buf = b
	h := sha256.Sum256(b)
	for i := range d.lanes {
		d.lanes[i] += binary.LittleEndian.Uint64(h[8*i:])
	}
}

func appendText(b, text []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(text))), text...)
}

func (d *digest) String() string {
	var b [32]byte
	for i, l := range d.lanes {
		binary.BigEndian.PutUint64(b[8*i:], l)
	}
	return hex.EncodeToString(b[:])
}
