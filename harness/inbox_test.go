package harness

import (
	"testing"

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
