package track

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

func TestAudited(t *testing.T) {
	tr := New(shop(2, 1))
	events := []*workload.Event{click(0, 1, 1*time.Second), click(1, 1, 2*time.Second), click(2, 1, 3*time.Second), click(3, 2, time.Second)}
	for _, ev := range events {
		tr.Due(ev)
	}
	tr.DropRuntime()
	type finding struct{ duplicate, outOfOrder, injected bool }
	disordered := *click(4, 1, 2500*time.Millisecond)
	disordered.Flags = workload.FlagDisorder
	steps := []struct {
		name  string
		ev    *workload.Event
		topic int
		want  finding
	}{
		{"first", events[0], rawClicks, finding{}},
		{"in order", events[2], rawClicks, finding{}},
		{"another user", events[3], rawClicks, finding{}},
		{"behind a later one", events[1], rawClicks, finding{outOfOrder: true}},
		{"twice", events[1], rawClicks, finding{duplicate: true}},
		{"disorder that was asked for", &disordered, rawClicks, finding{injected: true}},
		{"in the output topic of a stage", events[0], features, finding{}},
		{"in order there", events[2], features, finding{}},
		{"reprocessed, so out of order of no account", events[0], features, finding{duplicate: true}},
		{"behind a later one there", events[1], features, finding{outOfOrder: true}},
		{"disorder that was asked for, there", &disordered, features, finding{injected: true}},
		{"in a topic that has never heard of it", events[0], rawConsent, finding{}},
		{"in no topic", events[0], 9, finding{}},
	}
	for i, tt := range steps {
		var got finding
		got.duplicate, got.outOfOrder, got.injected = tr.Audited(tt.ev, tt.topic, 0, int64(i))
		if got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	audited := map[string]int64{}
	for _, l := range tr.Ledger(time.Minute, true) {
		if l.State == results.StateAudited {
			audited[l.Stage] += l.Intervals.Count()
		}
	}
	if want := map[string]int64{"": 5, "features": 4, "ranking": 0}; !maps.Equal(audited, want) {
		t.Errorf("events audited: %v, want %v", audited, want)
	}
}

// What a stage does not emit is told apart from what its output topic lost, and
// takes no interval of its own once the rest was found.
func TestAuditOfASampledOutput(t *testing.T) {
	tr := New(shop(1, 0.5))
	var written []*workload.Event
	for n := range uint64(100) {
		ev := click(n, n, time.Second)
		tr.Due(ev)
		tr.Available(atFeatures, ev, ev.Due)
		if tr.Written(atFeatures, ev) {
			written = append(written, ev)
			continue
		}
		tr.NotEmitted(atFeatures, ev)
		if tr.Written(atRanking, ev) {
			t.Errorf("ranking is to write event %d, which features does not emit", n)
		}
	}
	if tr.Written(atAnalytics, written[0]) {
		t.Error("analytics writes nothing")
	}
	for _, l := range tr.Ledger(time.Second, true) {
		if l.State == results.StateAudited {
			t.Errorf("before the audit: %+v", l)
		}
	}
	tr.DropRuntime()
	lost := written[len(written)/2]
	for _, ev := range written {
		if ev != lost {
			tr.Audited(ev, features, 0, int64(ev.N))
		}
	}
	for _, l := range tr.Ledger(time.Minute, true) {
		if l.State != results.StateAudited || l.Stage != "features" {
			continue
		}
		gap := results.Intervals{{First: 0, Last: 99}}.Subtract(l.Intervals)
		if l.NotEmitted != uint64(100-len(written)) || !slices.Equal(gap, results.Intervals{{First: lost.Seq, Last: lost.Seq}}) {
			t.Errorf("%d not emitted, missing %v; want %d, missing %d", l.NotEmitted, gap, 100-len(written), lost.Seq)
		}
	}
}

func TestDropRuntimeKeepsTheLedger(t *testing.T) {
	s := newSim(shop(2, 0.5), 10, byChance(3), t.Fatalf)
	for range 500 {
		s.step()
	}
	s.audit(0)
	s.checkLedger(true)
	s.checkSettled()
	s.tr.Oracle(atRanking, func(user uint64, _ Version) { t.Errorf("user %d is still there", user) })
	if age, _ := s.tr.Oldest(atRanking, s.now); age != 0 {
		t.Errorf("oldest unseen %v without an index", age)
	}
}
