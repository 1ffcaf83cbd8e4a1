package track

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestPendingLists holds lists of several users against slices: events come, settle
// in any order, twice or without having come, and the room is given back meanwhile.
func TestPendingLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type event struct {
			lane uint32
			seq  uint64
			due  time.Duration
		}
		const users = 3
		var lists pendingLists
		var table userTable[user]
		want := map[uint64][]event{}
		for n := range rapid.IntRange(1, 200).Draw(t, "steps") {
			id := rapid.Uint64Range(0, users-1).Draw(t, "user")
			u, _ := table.put(id)
			switch rapid.IntRange(0, 4).Draw(t, "do") {
			case 0, 1:
				e := event{uint32(rapid.IntRange(0, 1).Draw(t, "lane")), uint64(n), time.Duration(n)}
				u.pending = lists.append(u.pending, pendingNode{due: e.due, seq: e.seq, lane: e.lane})
				want[id] = append(want[id], e)
			case 2, 3:
				if len(want[id]) == 0 {
					continue
				}
				at := rapid.IntRange(0, len(want[id])-1).Draw(t, "which")
				e := want[id][at]
				want[id] = slices.Delete(want[id], at, at+1)
				u.pending = lists.remove(u.pending, e.lane, e.seq)
				u.pending = lists.remove(u.pending, e.lane, e.seq) // once more does nothing
				u.pending = lists.remove(u.pending, e.lane+2, e.seq)
			default:
				// As after a stall: far more nodes than are used.
				lists.nodes = append(lists.nodes, make([]pendingNode, 16*roomy)...)
				lists.fit(&table)
				if len(lists.nodes) > 2*users*200 {
					t.Fatalf("%d nodes for %d events", len(lists.nodes), lists.used)
				}
			}
			used := 0
			for id := range uint64(users) {
				var got []event
				if u := table.get(id); u != nil {
					lists.each(u.pending, func(n pendingNode) { got = append(got, event{n.lane, n.seq, n.due}) })
				}
				if !slices.Equal(got, want[id]) {
					t.Fatalf("user %d: %v, want %v", id, got, want[id])
				}
				used += len(got)
			}
			if used != lists.used {
				t.Fatalf("%d used, counted as %d", used, lists.used)
			}
		}
	})
}

// A stall makes lists long. What is settled then, oldest first, must not take longer
// for that, and afterwards the room is given back.
func TestAStallLeavesNoRoom(t *testing.T) {
	const events = 40 * roomy
	b := newUserBook()
	ev := click(0, 1, time.Second)
	for seq := range uint64(events) {
		ev.Seq, ev.Due = seq, time.Duration(seq)
		b.due(0, ev)
	}
	s := b.shard(1)
	if s.pending.used != events {
		t.Fatalf("%d pending, want %d", s.pending.used, events)
	}
	for seq := range uint64(events) {
		ev.Seq = seq
		b.settle(0, ev)
	}
	if s.pending.used != 0 || len(s.pending.nodes) > roomy {
		t.Errorf("%d pending, room for %d", s.pending.used, len(s.pending.nodes))
	}
}
