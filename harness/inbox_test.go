package harness

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"pgregory.net/rapid"
)

// TestAnInboxIsNeverLeftPaused puts and takes at random: fetching is paused only
// while there is enough to do, and everything comes out in order.
func TestAnInboxIsNeverLeftPaused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paused := false
		in := newInbox(inboxAtMost, func() { paused = true }, func() { paused = false })
		put, taken, pending := int64(0), int64(0), 0
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "put") {
				records := make([]*kgo.Record, rapid.IntRange(1, 3*inboxAtMost/2).Draw(t, "records"))
				for i := range records {
					records[i] = &kgo.Record{Offset: put}
					put++
				}
				in.put(batch{records: records})
				pending += len(records)
			} else if b, ok, over := in.take(); ok {
				for _, r := range b.records {
					if r.Offset != taken {
						t.Fatalf("took %d, want %d", r.Offset, taken)
					}
					taken++
					in.done()
				}
				pending -= len(b.records)
			} else if over || pending > 0 {
				t.Fatalf("nothing to take with %d pending (over %v)", pending, over)
			}
			if pending <= inboxAtMost/4 && paused {
				t.Fatalf("paused with %d records to do", pending)
			}
			if pending > inboxAtMost && !paused {
				t.Fatalf("not paused with %d records to do", pending)
			}
		}
	})
}

func TestAClosedInboxRunsDry(t *testing.T) {
	in := newInbox(inboxAtMost, func() {}, func() {})
	in.put(batch{records: []*kgo.Record{{}}})
	in.close()
	if _, ok, over := in.take(); !ok || over {
		t.Error("what was put before the close is gone")
	}
	if _, ok, over := in.take(); ok || !over {
		t.Error("a dry, closed inbox is not over")
	}
}

// TestAFastWorkerIsWaitedFor puts more than an inbox holds while a worker is about
// to work it off: fetching goes on. For one that is slow, or that has stopped, it
// is paused.
func TestAFastWorkerIsWaitedFor(t *testing.T) {
	for _, tt := range []struct {
		name   string
		pace   time.Duration // a record
		works  bool
		paused bool
	}{
		{"fast", 500 * time.Nanosecond, true, false},
		{"fast before, and held now", time.Microsecond, false, true},
		{"slow", time.Millisecond, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				paused := false
				in := newInbox(inboxAtMost, func() { paused = true }, func() {})
				in.took(inboxAtMost*tt.pace, inboxAtMost)
				var worker sync.WaitGroup
				if tt.works {
					worker.Go(func() {
						<-in.more
						for b, ok, _ := in.take(); ok; b, ok, _ = in.take() {
							time.Sleep(time.Duration(len(b.records)) * tt.pace)
							for range b.records {
								in.done()
							}
						}
					})
				}
				begun := time.Now()
				in.put(batch{records: make([]*kgo.Record, inboxAtMost+1000)})
				if waited := time.Since(begun); waited > inboxPatience {
					t.Errorf("the poll waited %v, expected at most %v", waited, inboxPatience)
				}
				if paused != tt.paused {
					t.Errorf("paused %v, expected %v", paused, tt.paused)
				}
				worker.Wait()
			})
		})
	}
}
