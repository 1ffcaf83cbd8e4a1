package results

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func at(stage, state string, first, last uint64) LedgerLine {
	return LedgerLine{Source: "clicks", Topic: "raw", Stage: stage, State: state, Intervals: Intervals{{first, last}}}
}

func sampled(l LedgerLine, notEmitted uint64) LedgerLine {
	l.NotEmitted = notEmitted
	return l
}

// One lane of 100 events; what the topic and the stages make of them.
func TestSettle(t *testing.T) {
	base := []LedgerLine{at("", StateDue, 0, 99), at("", StateAcked, 0, 99), at("", StateAudited, 0, 99)}
	// written is all of that, and that enrich wrote up to last to its output topic.
	written := func(last uint64, more ...LedgerLine) []LedgerLine {
		return append(append(base[:3:3], at("enrich", StateAvailable, 0, last)), more...)
	}
	out := place{topic: "features"}
	all := func(stages ...string) []LedgerLine {
		out := append([]LedgerLine(nil), base...)
		for _, s := range stages {
			out = append(out, at(s, StateAvailable, 0, 99))
		}
		return out
	}
	for _, tc := range []struct {
		name  string
		lines []LedgerLine
		place place
		want  Settled
	}{
		{"all seen at the topic", all(), place{topic: "raw"}, Settled{Seen: 100}},
		{"all seen at a stage", all("enrich"), place{stage: "enrich"}, Settled{Seen: 100}},
		{"never sent", []LedgerLine{at("", StateDue, 0, 99), at("", StateAcked, 0, 89), at("", StateAudited, 0, 89)}, place{topic: "raw"}, Settled{Seen: 90, Unsent: 10}},
		{"never sent, at a stage", []LedgerLine{at("", StateDue, 0, 99), at("", StateAcked, 0, 89), at("", StateAudited, 0, 89), at("enrich", StateAvailable, 0, 89)}, place{stage: "enrich"}, Settled{Seen: 90, Unsent: 10}},
		{"acked, not in the log", []LedgerLine{at("", StateDue, 0, 99), at("", StateAcked, 0, 99), at("", StateAudited, 0, 94)}, place{topic: "raw"}, Settled{Seen: 95, Lost: 5}},
		{"lost in the log is lost at the stage", []LedgerLine{at("", StateDue, 0, 99), at("", StateAcked, 0, 99), at("", StateAudited, 0, 94), at("enrich", StateAvailable, 0, 94)}, place{stage: "enrich"}, Settled{Seen: 95, Lost: 5}},
		{"compacted away", []LedgerLine{at("", StateDue, 0, 99), at("", StateAcked, 0, 99), at("", StateAudited, 0, 94), at("", StateSuperseded, 95, 99)}, place{topic: "raw"}, Settled{Seen: 95, Superseded: 5}},
		{"seen at the stage before it was compacted", append(all("enrich")[:2], at("", StateAudited, 0, 94), at("", StateSuperseded, 95, 99), at("enrich", StateAvailable, 0, 99)), place{stage: "enrich"}, Settled{Seen: 100}},
		{"expired before it was read", append(all()[:2], at("", StateAudited, 50, 99), at("", StateExpired, 0, 49), at("enrich", StateAvailable, 50, 99)), place{stage: "enrich"}, Settled{Seen: 50, Expired: 50}},
		{"outcome unknown, in the log", append(all(), at("", StateUnconfirmed, 0, 9)), place{topic: "raw"}, Settled{Seen: 100}},
		{"outcome unknown, not in the log", []LedgerLine{at("", StateDue, 0, 99), at("", StateAcked, 0, 89), at("", StateUnconfirmed, 90, 99), at("", StateAudited, 0, 89)}, place{topic: "raw"}, Settled{Seen: 90, Unconfirmed: 10}},
		{"rejected", []LedgerLine{at("", StateDue, 0, 99), at("", StateAcked, 0, 89), at("", StateRejected, 90, 99), at("", StateAudited, 0, 89)}, place{stage: "enrich"}, Settled{Unread: 90, Rejected: 10}},
		{"not reached by the drain", append(all(), at("enrich", StateAvailable, 0, 79)), place{stage: "enrich"}, Settled{Seen: 80, Unread: 20}},
		{"read past without output", append(all(), at("enrich", StateAvailable, 0, 79), at("enrich", StateRead, 0, 99)), place{stage: "enrich"}, Settled{Seen: 80, Lost: 20}},
		{"aborted, and not committed later", append(all(), at("enrich", StateAvailable, 0, 79), at("enrich", StateAborted, 60, 89)), place{stage: "enrich"}, Settled{Seen: 80, Aborted: 10, Unread: 10}},
		{"aborted upstream", append(all(), at("enrich", StateAvailable, 0, 79), at("enrich", StateAborted, 60, 89), at("ranking", StateAvailable, 0, 79)), place{stage: "ranking"}, Settled{Seen: 80, Aborted: 10, Unread: 10}},
		{"aborted as far as is known, and in the committed log", append(all(), at("enrich", StateAvailable, 0, 79), at("enrich", StateAborted, 80, 99), at("enrich", StateAudited, 0, 99)), place{stage: "enrich"}, Settled{Seen: 100}},
		{"aborted, and read past", append(all(), at("enrich", StateAvailable, 0, 79), at("enrich", StateAborted, 80, 99), at("enrich", StateRead, 0, 89)), place{stage: "enrich"}, Settled{Seen: 80, Lost: 10, Aborted: 10}},
		{"lost upstream", append(all(), at("enrich", StateAvailable, 0, 79), at("enrich", StateRead, 0, 99), at("ranking", StateAvailable, 0, 79)), place{stage: "ranking"}, Settled{Seen: 80, Lost: 20}},
		{"unread upstream", append(all(), at("enrich", StateAvailable, 0, 79), at("ranking", StateAvailable, 0, 79)), place{stage: "ranking"}, Settled{Seen: 80, Unread: 20}},
		{"seen upstream, unread here", append(all("enrich"), at("ranking", StateAvailable, 0, 79)), place{stage: "ranking"}, Settled{Seen: 80, Unread: 20}},
		{"not emitted", append(all(), at("enrich", StateAvailable, 0, 99), at("ranking", StateAvailable, 0, 9), at("ranking", StateNotEmitted, 10, 99)), place{stage: "ranking"}, Settled{Seen: 10, NotEmitted: 90}},
		{"not emitted, as a number", append(all(), at("enrich", StateAvailable, 0, 99), sampled(at("ranking", StateAvailable, 0, 99), 90)), place{stage: "ranking"}, Settled{Seen: 10, NotEmitted: 90}},
		{"all seen in an output topic", written(99, at("enrich", StateAudited, 0, 99)), out, Settled{Due: 100, Seen: 100}},
		{"due in an output topic is what was written", written(79, at("enrich", StateAudited, 0, 79)), out, Settled{Due: 80, Seen: 80}},
		{"written, not in the log", written(99, at("enrich", StateAudited, 0, 94)), out, Settled{Due: 100, Seen: 95, Lost: 5}},
		{"all that was written is gone", written(99, LedgerLine{Source: "clicks", Topic: "raw", Stage: "enrich", State: StateAudited}), out, Settled{Due: 100, Lost: 100}},
		{"lost between two stages is lost at the later", written(99, at("enrich", StateAudited, 0, 94), at("ranking", StateAvailable, 0, 94)), place{stage: "ranking"}, Settled{Seen: 95, Lost: 5}},
		{"and not at the earlier", written(99, at("enrich", StateAudited, 0, 94), at("ranking", StateAvailable, 0, 94)), place{stage: "enrich"}, Settled{Seen: 100}},
		{"read before it was lost", written(99, at("enrich", StateAudited, 0, 94), at("ranking", StateAvailable, 0, 99)), place{stage: "ranking"}, Settled{Seen: 100}},
		{"unread, and some lost between", written(99, at("enrich", StateAudited, 0, 94), at("ranking", StateAvailable, 0, 89)), place{stage: "ranking"}, Settled{Seen: 90, Unread: 5, Lost: 5}},
		{"compacted in an output topic", written(99, at("enrich", StateAudited, 0, 89), at("enrich", StateSuperseded, 90, 94), at("enrich", StateExpired, 95, 98)), out, Settled{Due: 100, Seen: 90, Superseded: 5, Expired: 4, Lost: 1}},
		{"compacted between two stages", written(99, at("enrich", StateAudited, 0, 89), at("enrich", StateSuperseded, 90, 99), at("ranking", StateAvailable, 0, 94)), place{stage: "ranking"}, Settled{Seen: 95, Superseded: 5}},
		{"compacted in an output topic is seen at its writer", written(99, at("enrich", StateAudited, 0, 89), at("enrich", StateSuperseded, 90, 99)), place{stage: "enrich"}, Settled{Seen: 100}},
		{"sampled into an output topic", written(99, sampled(at("enrich", StateAudited, 0, 98), 90)), out, Settled{Due: 10, Seen: 9, Lost: 1}},
		{"sampled before and into an output topic", append(base[:3:3], sampled(at("enrich", StateAvailable, 0, 99), 50), sampled(at("enrich", StateAudited, 0, 98), 90)), out, Settled{Due: 10, Seen: 9, Lost: 1}},
		{"written and not acknowledged, at the writer", written(59, at("enrich", StateRead, 0, 99), at("enrich", StateAudited, 0, 61)), place{stage: "enrich"}, Settled{Seen: 62, Lost: 38}},
		{"written and not acknowledged, in the output topic", written(59, at("enrich", StateRead, 0, 99), at("enrich", StateAudited, 0, 61)), out, Settled{Due: 62, Seen: 62}},
		{"written and not acknowledged, at the stage behind", written(59, at("enrich", StateRead, 0, 99), at("enrich", StateAudited, 0, 61), at("ranking", StateAvailable, 0, 61)), place{stage: "ranking"}, Settled{Seen: 62, Lost: 38}},
		{"found, with some that were not to be there", written(59, at("enrich", StateRead, 0, 99), sampled(at("enrich", StateAudited, 0, 61), 2)), place{stage: "enrich"}, Settled{Seen: 60, Lost: 40}},
		{"a record of an older audit", written(99), out, Settled{Due: 100, Unread: 100}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := settle(testPlan(), tc.lines, map[string]bool{"raw": true, "features": true})
			got := s.places[tc.place]
			got.Examples, got.Unknown = nil, ""
			tc.want.Topic, tc.want.Stage = tc.place.topic, tc.place.stage
			if tc.place != out {
				tc.want.Due = 100
			}
			if !sameSettled(got, tc.want) {
				t.Errorf("\ngot  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func sameSettled(a, b Settled) bool {
	return a.Topic == b.Topic && a.Stage == b.Stage && a.Due == b.Due && a.Seen == b.Seen && a.Unsent == b.Unsent &&
		a.Rejected == b.Rejected && a.Unconfirmed == b.Unconfirmed && a.Aborted == b.Aborted && a.Expired == b.Expired && a.Superseded == b.Superseded &&
		a.Unread == b.Unread && a.NotEmitted == b.NotEmitted && a.Lost == b.Lost
}

// An event that is lost on the topic between is one lost event of the run.
func TestLostBetweenStagesIsLostOnce(t *testing.T) {
	r := healthyRun()
	r.ledger[4].Intervals = Intervals{{0, 5989}} // available at ranking
	r.ledger[6].Intervals = Intervals{{0, 5989}} // found in features
	r.facts.Audit.Topics[1].Reprocessed, r.facts.Audit.Topics[1].Duplicates, r.facts.Audit.Topics[1].OutOfOrder = 7, 9, 3
	r.plan.Expect = nil
	for _, x := range []string{"lost == 0", "topics[features].lost == 0", "ranking.lost == 0", "enrich.lost == 0", "topics[raw].lost == 0",
		"unread == 0", "topics[features].acknowledged == 6000", "topics[features].audited == 5990", "audited == 6000", "acknowledged == 6000",
		"duplicates == 0", "topics[features].out-of-order == 3", "out-of-order == 3"} {
		r.plan.Expect = append(r.plan.Expect, PlanExpect{Text: x})
	}
	o := Judge(r.memory())
	for i, c := range o.Checks {
		want, value := Pass, c.Measured
		if i < 3 {
			want = Fail
		}
		if c.Verdict != want || value == nil || i < 3 && *value != 10 {
			t.Errorf("%s: %s, %s (%s)", c.Text, c.Verdict, c.Shown, c.Reason)
		}
	}
	var names []string
	for _, s := range o.Settled {
		names = append(names, s.Topic+s.Stage)
	}
	if !slices.Equal(names, []string{"raw", "features", "enrich", "ranking", "analytics"}) {
		t.Fatalf("settled %v", names)
	}
	if s := o.Settled[1]; s.Lost != 10 || s.Reprocessed != 7 || s.LogDuplicates != 0 || s.OutOfOrder != 3 || o.SettledRun.Lost != 10 {
		t.Errorf("features %+v, run %+v", s, o.SettledRun)
	}
}

func TestUnauditedOutputMakesLostUnknown(t *testing.T) {
	r := healthyRun()
	r.ledger = r.ledger[:6] // an audit that knew the sources' topics only
	for _, c := range r.expect(t, "lost == 0", "unread == 0", "topics[features].unread == 0", "topics[features].lost == 0") {
		if c.Verdict != Unknown || c.Reason != "the audit did not read features" {
			t.Errorf("%s: %s, %q", c.Text, c.Verdict, c.Reason)
		}
	}
	for _, c := range r.expect(t, "topics[raw].lost == 0", "enrich.lost == 0", "ranking.unread == 0") {
		if c.Verdict != Pass {
			t.Errorf("%s: %s, %q", c.Text, c.Verdict, c.Reason)
		}
	}
}

func TestUnauditedTopicLosesNothing(t *testing.T) {
	s := settle(testPlan(), []LedgerLine{at("", StateDue, 0, 9), at("", StateAcked, 0, 9)}, nil)
	got := s.places[place{topic: "raw"}]
	if got.Lost != 0 || got.Unread != 10 || got.Unknown != "the audit did not read raw" {
		t.Errorf("got %+v", got)
	}
}

func TestLostExamples(t *testing.T) {
	s := settle(testPlan(), append(testLedger()[:2], LedgerLine{Source: "clicks", Topic: "raw", State: StateAudited, Intervals: Intervals{{0, 10}, {18, 5999}}}), map[string]bool{"raw": true})
	got := s.places[place{topic: "raw"}]
	if got.Lost != 7 || len(got.Examples) != 5 || got.Examples[0] != "clicks/0 seq=11 raw/0" {
		t.Errorf("got %d lost, %q", got.Lost, got.Examples)
	}
}

// Whatever the ledger says, the states of each place divide the due events.
func TestStatesPartitionTheDue(t *testing.T) {
	states := []string{StateDue, StateAcked, StateRejected, StateUnconfirmed, StateAudited, StateSuperseded, StateExpired, StateAvailable, StateNotEmitted, StateRead}
	stages := testPlan().Stages
	rapid.Check(t, func(t *rapid.T) {
		ledger := newLaneLedger()
		for _, stage := range []string{"", "enrich", "ranking", "analytics"} {
			ledger.states[stage] = map[string]Intervals{}
			for _, state := range states {
				ledger.states[stage][state], _ = drawSet(t, stage+" "+state)
			}
			ledger.skipped[stage] = rapid.Uint64Range(0, 70).Draw(t, stage+" skipped")
			ledger.unwritten[stage] = rapid.Uint64Range(0, 70).Draw(t, stage+" unwritten")
		}
		audited := map[string]bool{"raw": rapid.Bool().Draw(t, "raw audited"), "features": rapid.Bool().Draw(t, "features audited")}
		ends := settleLane(lane{source: "clicks"}, "raw", ledger, byDepth(stages), audited)
		if len(ends) != 5 {
			t.Fatalf("settled at %d places", len(ends))
		}
		for p, e := range ends {
			var union Intervals
			var sum int64
			for _, s := range []Intervals{e.seen, e.unsent, e.rejected, e.unconfirmed, e.expired, e.superseded, e.unread, e.notEmitted, e.lost} {
				union = union.Union(s)
				sum += s.Count()
			}
			if sum != e.due.Count() || union.Count() != sum || len(union.Subtract(e.due)) > 0 {
				t.Fatalf("%+v: %d due, %d in states, %d distinct", p, e.due.Count(), sum, union.Count())
			}
			var s Settled
			s.count(e)
			if s.Due != s.Seen+s.Unsent+s.Rejected+s.Unconfirmed+s.Expired+s.Superseded+s.Unread+s.NotEmitted+s.Lost || s.Due < 0 || s.Seen < 0 {
				t.Fatalf("%+v: the numbers do not add up: %+v", p, s)
			}
		}
		if out, writer := ends[place{topic: "features"}], ends[place{stage: "enrich"}]; !slices.Equal(out.due, writer.seen) {
			t.Fatalf("due in features %v, written %v", out.due, writer.seen)
		}
	})
}
