package target_test

import (
	"context"
	"encoding/binary"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/target"
)

// acks is when each record was acknowledged.
type acks struct {
	mu     sync.Mutex
	at     []time.Time
	failed []error
}

func (a *acks) promise(_ *kgo.Record, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = append(a.at, time.Now())
	if err != nil {
		a.failed = append(a.failed, err)
	}
}

// between counts the acknowledgements in [from, to).
func (a *acks) between(from, to time.Time) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for _, t := range a.at {
		if !t.Before(from) && t.Before(to) {
			n++
		}
	}
	return n
}

// first is when the first acknowledgement at or after from came.
func (a *acks) first(from time.Time) time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	i := slices.IndexFunc(a.at, func(t time.Time) bool { return !t.Before(from) })
	if i < 0 {
		return time.Time{}
	}
	return a.at[i]
}

const clicks = "clicks"

func number(n int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// readAll reads want records of clicks from the beginning and then the end, and
// returns how often each number is there.
func readAll(t *testing.T, tgt target.Target, want int) map[int]int {
	t.Helper()
	cl := connect(t, tgt, kgo.ConsumeTopics(clicks), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	seen := make(map[int]int)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for total := 0; total < want; {
		fs := cl.PollFetches(ctx)
		if err := fs.Err(); err != nil {
			t.Fatalf("read back: %v after %d of %d", err, total, want)
		}
		fs.EachRecord(func(r *kgo.Record) {
			seen[int(binary.BigEndian.Uint64(r.Value))]++
			total++
		})
	}
	return seen
}

// stallRun produces a record a millisecond for total, with a stall of all brokers
// in the middle, and returns how late the first acknowledgement after it came.
// What was read from its connection before the stall may be answered within grace.
func stallRun(t *testing.T, tgt *target.EmbeddedTarget, total, begin, hold, grace time.Duration) (late time.Duration) {
	t.Helper()
	prepare(t, tgt, target.Topic{Name: clicks, Partitions: 12, Replication: 1})
	cl := connect(t, tgt, kgo.ProducerLinger(0), kgo.MaxBufferedRecords(1<<20))
	var a acks
	if err := cl.ProduceSync(t.Context(), &kgo.Record{Topic: clicks, Value: number(0)}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	n, epoch := 1, time.Now()
	produceUntil := func(until time.Duration) {
		for ; time.Since(epoch) < until; time.Sleep(time.Millisecond) {
			cl.Produce(t.Context(), &kgo.Record{Topic: clicks, Key: number(n), Value: number(n)}, a.promise)
			n++
		}
	}
	produceUntil(begin)
	release, err := tgt.Stall(t.Context(), tgt.BrokerIDs())
	if err != nil {
		t.Fatal(err)
	}
	stalled := time.Now()
	produceUntil(begin + hold)
	released := time.Now()
	release()
	produceUntil(total)
	if err := cl.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(a.failed) > 0 {
		t.Fatalf("%d records failed, the first with: %v", len(a.failed), a.failed[0])
	}
	if got := a.between(stalled.Add(grace), released); got > 0 {
		t.Errorf("%d acknowledgements during the stall", got)
	}
	seen := readAll(t, tgt, n)
	for i := range n {
		if seen[i] != 1 {
			t.Fatalf("record %d of %d is there %d times", i, n, seen[i])
		}
	}
	return a.first(released).Sub(released)
}

func TestStallHoldsEverythingAndLosesNothing(t *testing.T) {
	tgt := start(t, target.EmbeddedOptions{}, target.Needs{})
	late := stallRun(t, tgt, 1500*time.Millisecond, 250*time.Millisecond, time.Second, 500*time.Millisecond)
	t.Logf("first acknowledgement %v after the release; TestStallInABubble holds it to nothing", late)
}

func TestStallInABubble(t *testing.T) {
	// After 10 s requests of the client begin to time out.
	for _, hold := range []time.Duration{time.Second, 3 * time.Second, 15 * time.Second, time.Minute} {
		t.Run(hold.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tgt := start(t, target.EmbeddedOptions{Virtual: true}, target.Needs{})
				if late := stallRun(t, tgt, hold+4*time.Second, 2*time.Second, hold, 5*time.Millisecond); late != 0 {
					t.Errorf("first acknowledgement %v after the release", late)
				}
			})
		})
	}
}

func TestStallOfOneBrokerLeavesTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tgt := start(t, target.EmbeddedOptions{Virtual: true}, target.Needs{})
		cl := connect(t, tgt)
		if err := cl.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		check := func(when string, want ...int32) {
			t.Helper()
			if got := answering(t, cl, tgt.BrokerIDs()); !slices.Equal(got, want) {
				t.Errorf("%s: brokers %v answer, want %v", when, got, want)
			}
		}
		check("before", 0, 1, 2)
		first, err := tgt.Stall(t.Context(), []int32{1})
		if err != nil {
			t.Fatal(err)
		}
		second, err := tgt.Stall(t.Context(), []int32{1, 2})
		if err != nil {
			t.Fatal(err)
		}
		check("two stalls", 0)
		second()
		second()
		check("one released", 0, 2)
		first()
		check("both released", 0, 1, 2)
	})
}

// answering is the brokers that answer a request within a second.
func answering(t *testing.T, cl *kgo.Client, brokers []int32) []int32 {
	t.Helper()
	var ids []int32
	for _, id := range brokers {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		if _, err := cl.Broker(int(id)).Request(ctx, kmsg.NewPtrListGroupsRequest()); err == nil {
			ids = append(ids, id)
		}
		cancel()
	}
	return ids
}

func TestStallOfAnUnknownBroker(t *testing.T) {
	tgt := start(t, target.EmbeddedOptions{InMemory: true}, target.Needs{})
	if _, err := tgt.Stall(t.Context(), []int32{0, 7}); err == nil || err.Error() != "stall broker 7: there are only [0 1 2]" {
		t.Errorf("stall of broker 7: %v", err)
	}
}

func TestCloseDuringAStall(t *testing.T) {
	tgt := target.Embedded(target.EmbeddedOptions{})
	if err := tgt.Start(t.Context(), target.Needs{TempDir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	cl := connect(t, tgt)
	if err := cl.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := tgt.Stall(t.Context(), tgt.BrokerIDs()); err != nil {
		t.Fatal(err)
	}
	if err := tgt.Close(); err != nil {
		t.Fatal(err)
	}
}
