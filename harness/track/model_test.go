package track

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
	"pgregory.net/rapid"
)

func TestTrackerAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		emits := rapid.SampledFrom([]float64{1, 0.5, 0.1}).Draw(t, "emits")
		partitions := rapid.Int32Range(1, 3).Draw(t, "partitions")
		seed := rapid.Uint64().Draw(t, "seed")
		s := newSim(shop(partitions, emits), rapid.IntRange(1, 10).Draw(t, "users"), byChance(seed), t.Fatalf)
		for range rapid.IntRange(0, 25).Draw(t, "rounds") {
			for range 20 {
				s.step()
			}
			s.check()
		}
		if rapid.Bool().Draw(t, "finishes") {
			s.finish()
		}
		s.check()
		s.checkLedger(true)
		s.audit(rapid.IntRange(0, 3).Draw(t, "lost of ten"))
		s.checkLedger(true)
	})
}

func (s *sim) check() {
	for stage := range s.stages {
		s.checkOldest(stage)
		s.checkBacklog(stage)
	}
	s.checkStaleness(atRanking)
	s.checkOracle(atRanking)
	s.checkLedger(false)
	s.checkSettled()
}

func (s *sim) checkOldest(stage int) {
	var want time.Duration
	at := map[string]bool{}
	for _, ev := range s.events {
		if age := s.now - ev.Due; s.unseen(stage, ev) && age >= want && age > 0 {
			if age > want {
				clear(at)
			}
			want = age
			at[fmt.Sprintf("%s/%d", s.top.Topics[s.top.Sources[ev.Source].Topic].Name, ev.Partition)] = true
		}
	}
	got, where := s.tr.Oldest(stage, s.now)
	if got != want || want > 0 && !at[where] {
		s.fatal("oldest unseen of %s: %v at %q, want %v at %v", s.top.Stages[stage].Name, got, where, want, at)
	}
	var worst time.Duration
	for _, g := range s.tr.Gauges(stage, s.now) {
		worst = max(worst, g.Oldest)
	}
	if stage != atRanking && stage != atOutcomes && worst != want {
		s.fatal("the worst partition of %s stands at %v, want %v", s.top.Stages[stage].Name, worst, want)
	}
}

func (s *sim) checkBacklog(stage int) {
	var want int64
	for at, in := range s.stages[stage].inputs {
		want += max(0, s.ends[at]-in.position)
	}
	var sum int64
	for _, g := range s.tr.Gauges(stage, s.now) {
		sum += g.Backlog
	}
	if _, got := s.tr.Lag(stage, s.now); got != want || sum != want {
		s.fatal("backlog of %s: %d, by partition %d, want %d", s.top.Stages[stage].Name, got, sum, want)
	}
}

func (s *sim) checkSettled() {
	all, unacked := true, int64(0)
	for stage, st := range s.stages {
		var want int64
		for _, ev := range s.events {
			if reads := slices.Contains(s.top.Stages[stage].Sources, int(ev.Source)); reads && !ev.failed && !st.available[ev] && !st.skipped[ev] {
				want++
			}
		}
		if got := s.tr.Pending(stage); got != want {
			s.fatal("%d events are pending at %s, want %d", got, s.top.Stages[stage].Name, want)
		}
		all = all && want == 0
	}
	for _, ev := range s.events {
		if !ev.acked && !ev.failed {
			unacked++
		}
	}
	if got := s.tr.Settled(); got != all {
		s.fatal("settled: %v, want %v", got, all)
	}
	if got := s.tr.Unacked(); got != unacked {
		s.fatal("%d events are not acknowledged, want %d", got, unacked)
	}
}

func (s *sim) checkStaleness(stage int) {
	for user := range uint64(min(s.users, 10)) {
		at := s.now - time.Duration(s.pick(300))*time.Millisecond
		var want time.Duration
		for _, ev := range s.events {
			if ev.User == user && ev.Due <= at && s.unseen(stage, ev) {
				want = max(want, at-ev.Due)
			}
		}
		if got, _ := s.tr.Staleness(stage, user, at, time.Second); got != want {
			s.fatal("staleness of user %d at %v: %v, want %v", user, at, got, want)
		}
		window := time.Duration(s.pick(1000)) * time.Millisecond
		recent := slices.ContainsFunc(s.events, func(ev *simEvent) bool {
			return ev.User == user && ev.Due >= s.now-window && s.reaches(stage, ev)
		})
		if _, got := s.tr.Staleness(stage, user, s.now, window); got != recent {
			s.fatal("user %d had an event within %v: %v, want %v", user, window, got, recent)
		}
	}
}

func (s *sim) checkOracle(stage int) {
	want := map[uint64]*simEvent{}
	for _, ev := range s.events {
		if old := want[ev.User]; s.reaches(stage, ev) && (old == nil || VersionOf(&old.Event).Before(VersionOf(&ev.Event))) {
			want[ev.User] = ev
		}
	}
	for user, ev := range want {
		if ev.failed {
			delete(want, user)
		}
	}
	n := 0
	s.tr.Oracle(stage, func(user uint64, v Version) {
		n++
		if ev := want[user]; ev == nil || VersionOf(&ev.Event) != v {
			s.fatal("the oracle has %+v for user %d, want %v", v, user, ev)
		}
	})
	if n != len(want) {
		s.fatal("the oracle has %d users, want %d", n, len(want))
	}
}

// checkLedger takes the lines that changed and compares all lines so far with the
// model's sets; with all, every line is written again.
func (s *sim) checkLedger(all bool) {
	if all {
		clear(s.ledger)
	}
	for _, l := range s.tr.Ledger(s.now, all) {
		s.ledger[fmt.Sprint(l.Source, l.Shard, l.Topic, l.Partition, l.Stage, l.State)] = l
	}
	want := map[string]model{}
	skipped := map[string]uint64{}
	add := func(ev *simEvent, stage, state string, skip bool) {
		src := s.top.Sources[ev.Source]
		key := fmt.Sprint(src.Name, ev.Shard, s.top.Topics[src.Topic].Name, ev.Partition, stage, state)
		if want[key] == nil {
			want[key] = model{}
		}
		if want[key][ev.Seq] = true; skip {
			skipped[key]++
		}
	}
	for _, ev := range s.events {
		s.states(ev, add)
		if s.audited != nil {
			s.logged(ev, add, func(stage string) {
				src := s.top.Sources[ev.Source]
				key := fmt.Sprint(src.Name, ev.Shard, s.top.Topics[src.Topic].Name, ev.Partition, stage, results.StateAudited)
				if want[key] == nil {
					want[key] = model{}
				}
			})
		}
	}
	for key, m := range want {
		if got := s.ledger[key]; !slices.Equal(got.Intervals, m.intervals()) || got.NotEmitted != skipped[key] {
			s.fatal("ledger %s: %v, %d not emitted; want %v, %d", key, got.Intervals, got.NotEmitted, m.intervals(), skipped[key])
		}
		if s.ledger[key].At == 0 {
			s.fatal("ledger %s has no time", key)
		}
	}
	for key := range s.ledger {
		if want[key] == nil {
			s.fatal("ledger %s: there should be no such line", key)
		}
	}
}

// states gives every line that an event is in.
func (s *sim) states(ev *simEvent, add func(ev *simEvent, stage, state string, skipped bool)) {
	add(ev, "", results.StateDue, false)
	if ev.acked {
		add(ev, "", results.StateAcked, false)
	}
	if ev.failed {
		state := results.StateUnconfirmed
		if s.rejected(ev) {
			state = results.StateRejected
		}
		add(ev, "", state, false)
	}
	for i, st := range s.stages {
		name := s.top.Stages[i].Name
		if st.available[ev] || st.skipped[ev] {
			add(ev, name, results.StateAvailable, st.skipped[ev])
		}
		if st.passed[ev] || st.skipped[ev] {
			add(ev, name, results.StateRead, st.skipped[ev])
		}
	}
}

// logged gives the lines of what the audit found of an event, and those of its
// lane that are there although they may be empty.
func (s *sim) logged(ev *simEvent, add func(ev *simEvent, stage, state string, skipped bool), empty func(stage string)) {
	if s.audited[s.top.Sources[ev.Source].Topic][ev] {
		add(ev, "", results.StateAudited, false)
	}
	for i, info := range s.top.Stages {
		if info.Writes < 0 || !slices.Contains(info.Sources, int(ev.Source)) {
			continue
		}
		empty(info.Name)
		st := s.stages[i]
		unwritten := st.skipped[ev] || st.available[ev] && !s.emits(i, ev)
		if unwritten || s.audited[info.Writes][ev] {
			add(ev, info.Name, results.StateAudited, unwritten)
		}
	}
}

// rejected reports whether an event that failed was never written.
func (s *sim) rejected(ev *simEvent) bool {
	return !slices.Contains(s.logs[[2]int{s.top.Sources[ev.Source].Topic, int(ev.Partition)}], ev)
}

// A record from elsewhere must not bring the books down.
func TestTrackerIgnoresWhatIsNotOfTheTopology(t *testing.T) {
	tr := New(shop(2, 1))
	for _, ev := range []workload.Event{{Source: 9}, {Shard: 99}, {Partition: 2}, {Partition: -1}} {
		tr.Due(&ev)
		tr.Sent(&ev, 0)
		tr.Acked(&ev, 0, 0, 0)
		tr.Failed(&ev, results.StateRejected)
		tr.Seen(0, 0, 0, 0, &ev)
		tr.NotEmitted(0, &ev)
		tr.Audited(&ev, features, 0, 0)
		if tr.Written(atFeatures, &ev) {
			t.Errorf("%+v is to be written", ev)
		}
		if tr.Available(0, &ev, 0) {
			t.Errorf("%+v became available", ev)
		}
	}
	known := workload.Event{}
	tr.Seen(atRanking, rawClicks, 0, 0, &known) // a topic that it does not read
	tr.Seen(atFeatures, rawClicks, 7, 0, &known)
	tr.End(9, 0, 1, 0)
	tr.End(0, 9, 1, 0)
	tr.Position(atFeatures, 9, 9, 1)
	if tr.Available(atAnalytics, &workload.Event{Source: consent}, 0) {
		t.Error("an event that does not reach the stage became available")
	}
	if lines := tr.Ledger(time.Second, true); len(lines) > 0 {
		t.Errorf("the ledger has %v", lines)
	}
}
