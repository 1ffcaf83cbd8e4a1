package results

import (
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
		{"lost upstream", append(all(), at("enrich", StateAvailable, 0, 79), at("enrich", StateRead, 0, 99), at("ranking", StateAvailable, 0, 79)), place{stage: "ranking"}, Settled{Seen: 80, Lost: 20}},
		{"unread upstream", append(all(), at("enrich", StateAvailable, 0, 79), at("ranking", StateAvailable, 0, 79)), place{stage: "ranking"}, Settled{Seen: 80, Unread: 20}},
		{"seen upstream, unread here", append(all("enrich"), at("ranking", StateAvailable, 0, 79)), place{stage: "ranking"}, Settled{Seen: 80, Unread: 20}},
		{"not emitted", append(all(), at("enrich", StateAvailable, 0, 99), at("ranking", StateAvailable, 0, 9), at("ranking", StateNotEmitted, 10, 99)), place{stage: "ranking"}, Settled{Seen: 10, NotEmitted: 90}},
		{"not emitted, as a number", append(all(), at("enrich", StateAvailable, 0, 99), sampled(at("ranking", StateAvailable, 0, 99), 90)), place{stage: "ranking"}, Settled{Seen: 10, NotEmitted: 90}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := settle(testPlan(), tc.lines, map[string]bool{"raw": true})
			got := s.places[tc.place]
			got.Examples, got.Unknown = nil, ""
			tc.want.Due, tc.want.Topic, tc.want.Stage = 100, tc.place.topic, tc.place.stage
			if !sameSettled(got, tc.want) {
				t.Errorf("\ngot  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func sameSettled(a, b Settled) bool {
	return a.Topic == b.Topic && a.Stage == b.Stage && a.Due == b.Due && a.Seen == b.Seen && a.Unsent == b.Unsent &&
		a.Rejected == b.Rejected && a.Unconfirmed == b.Unconfirmed && a.Expired == b.Expired && a.Superseded == b.Superseded &&
		a.Unread == b.Unread && a.NotEmitted == b.NotEmitted && a.Lost == b.Lost
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
		ledger := laneLedger{states: map[string]map[string]Intervals{}}
		for _, stage := range []string{"", "enrich", "ranking", "analytics"} {
			ledger.states[stage] = map[string]Intervals{}
			for _, state := range states {
				ledger.states[stage][state], _ = drawSet(t, stage+" "+state)
			}
		}
		audited := rapid.Bool().Draw(t, "audited")
		ends := settleLane(lane{source: "clicks"}, "raw", ledger, byDepth(stages), audited)
		if len(ends) != 4 {
			t.Fatalf("settled at %d places", len(ends))
		}
		for name, e := range ends {
			var union Intervals
			var sum int64
			for _, s := range []Intervals{e.seen, e.unsent, e.rejected, e.unconfirmed, e.expired, e.superseded, e.unread, e.notEmitted, e.lost} {
				union = union.Union(s)
				sum += s.Count()
			}
			if sum != e.due.Count() || union.Count() != sum || len(union.Subtract(e.due)) > 0 {
				t.Fatalf("%q: %d due, %d in states, %d distinct", name, e.due.Count(), sum, union.Count())
			}
		}
	})
}
