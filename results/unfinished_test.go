package results

import (
	"strings"
	"testing"
	"time"
)

// killed is a run that was killed after 40 s with some of its events in flight:
// as a run looks, too, that is judged while it goes on.
func killed(r *testRun) {
	r.events, r.windows, r.facts = r.events[:3], r.windows[:40], nil
	line := func(stage, state string, last uint64) LedgerLine {
		return LedgerLine{At: 40 * sec, Source: "clicks", Topic: "raw", Stage: stage, State: state, Intervals: Intervals{{0, last}}}
	}
	r.ledger = []LedgerLine{
		line("", StateDue, 3999), line("", StateAcked, 3989),
		line("enrich", StateAvailable, 3979), line("ranking", StateAvailable, 3969), line("analytics", StateAvailable, 3999),
	}
	s := r.windows[30].Stages["ranking"]
	s.Redelivered, s.Reprocessed, s.OutOfOrder, s.Disorder = 4, 3, 2, 1
	r.windows[30].Stages["ranking"] = s
}

// interrupted is a run whose load ended after 40 s, drained and audited.
func interrupted(r *testRun) {
	r.windows = r.windows[:40]
	r.events = append(testEvents(20*sec, 25*sec, 40*sec), Event{At: 40 * sec, Kind: Interrupted})
}

func aborted(r *testRun) {
	interrupted(r)
	r.events[len(r.events)-1].Kind = Abort
}

func failed(r *testRun) {
	killed(r)
	r.events = append(r.events, Event{At: 40 * sec, Kind: Failure, Text: "no leader"})
}

// What failed in a run that is not whole is a failure only if more time could not
// mend it.
func TestFailuresOfUnfinishedRuns(t *testing.T) {
	for _, how := range []struct {
		name     string
		change   func(*testRun)
		verified bool
		reason   string
	}{
		{"killed", killed, false, "the run was cut short after 40 s of 60 s"},
		{"failed", failed, false, "the run failed after 40 s of 60 s"},
		{"interrupted", interrupted, true, "the run was interrupted after 40 s of 60 s"},
		{"aborted", aborted, true, "an expectation ended the run after 40 s of 60 s"},
	} {
		for _, tc := range []struct {
			text string
			// verdicts in a run that ended without drain and audit, and in one that was
			// verified; "" = no such case.
			broken, verified Verdict
		}{
			// counts and rates
			{"clicks.sent.count > 5000 overall", Unknown, Unknown},
			{"clicks.sent == 5500 overall", Unknown, Unknown},
			{"clicks.sent != 3500 overall", Unknown, Unknown},
			{"clicks.sent < 1000 overall", Fail, Fail},
			{"clicks.sent == 1000 overall", Fail, Fail},
			{"clicks.acked.rate >= 400/s overall", Unknown, Unknown},
			{"clicks.acked.rate < 10/s overall", Fail, Fail},
			{"page-view.missed.count > 100 overall", Unknown, Unknown},
			{"page-view.missed.count <= 1 overall", Fail, Fail},
			// shares, percentiles, means
			{"page-view.missed < 1% during kill", Fail, Fail},
			{"page-view.missed.rate > 90% during kill", Fail, Fail},
			{"ranking.age.p99 < 1ms overall", Fail, Fail},
			{"ranking.age.p50 > 1s overall", Fail, Fail},
			{"ranking.age.mean < 1ms overall", Fail, Fail},
			// maxima and what adds up
			{"ranking.age.max < 1s overall", Fail, Fail},
			{"ranking.age.max > 10s overall", Unknown, Unknown},
			{"ranking.oldest-unseen.max < 1s overall", Fail, Fail},
			{"serving.oldest-unseen > 10s overall", Unknown, Unknown},
			{"ranking.stale-time < 1s overall", Fail, Fail},
			{"ranking.stale-time > 20s overall", Unknown, Unknown},
			// functions
			{"recovery(kill, ranking) < 2s", Fail, Fail},
			{"recovery(kill, ranking) > 9s", Unknown, Unknown},
			// how events end
			{"unsent == 0", Unknown, ""},
			{"unread == 0", Unknown, ""},
			{"ranking.unread <= 10", Unknown, ""},
			{"acknowledged > 5000", Unknown, Pass},
			{"acknowledged > 9000", Unknown, Unknown},
			{"acknowledged == 9000", Unknown, Fail},
			{"due >= 9000", Unknown, Unknown},
			{"due == 1", Unknown, Fail},
			{"lost > 0", Unknown, Unknown},
			{"unconfirmed != 0", Unknown, Fail},
			{"ranking.diverged != 0", Unknown, Fail},
			// what only grows
			{"ranking.redelivered == 0", Fail, ""},
			{"reprocessed < 3", Fail, ""},
			{"ranking.out-of-order <= 1", Fail, ""},
			{"ranking.redelivered == 9", Unknown, ""},
			{"ranking.redelivered > 9", Unknown, Unknown},
			{"rejected > 1", Unknown, Unknown},
		} {
			want := tc.broken
			if how.verified {
				want = tc.verified
			}
			if want == "" {
				continue
			}
			t.Run(how.name+" "+tc.text, func(t *testing.T) {
				r := healthyRun()
				how.change(&r)
				c := r.expect(t, tc.text)[0]
				if c.Verdict != want {
					t.Fatalf("%s (%s, %s), want %s", c.Verdict, c.Shown, c.Reason, want)
				}
				measured := c.Measured != nil
				if want == Unknown && measured && !strings.HasPrefix(c.Text, "lost") && c.Reason != how.reason {
					t.Errorf("the reason is %q, want %q", c.Reason, how.reason)
				}
			})
		}
	}
}

// Judged in mid-run, a replay's or a fault's beginning is no failure yet.
func TestRecoveryIsNotFailedTooEarly(t *testing.T) {
	look := func(at time.Duration) Check {
		r := healthyRun()
		killed(&r)
		r.windows = testWindows(at, map[string]gauge{"ranking": outage(20*ms, 20*sec, 60*sec)})
		return r.expect(t, "recovery(kill, ranking) < 5s")[0]
	}
	for at, want := range map[time.Duration]Verdict{21 * sec: Unknown, 24 * sec: Unknown, 26 * sec: Fail} {
		if c := look(at); c.Verdict != want {
			t.Errorf("at %v: %s (%s, %s), want %s", at, c.Verdict, c.Shown, c.Reason, want)
		}
	}
}
