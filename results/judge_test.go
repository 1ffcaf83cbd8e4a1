package results

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// The run of healthyRun, worked out by hand: ranking stands still from 20 s to
// 23 s, so its oldest unseen is above 500 ms from 20.5 s (20 ms + t - 20 s) and
// is well again at 23 s; kill itself ends at 25 s.
func TestChecksOfHealthyRun(t *testing.T) {
	for _, tc := range []struct {
		text     string
		verdict  Verdict
		measured float64
		during   string
	}{
		{"ranking.platform-age.p99 < 500ms", Pass, 0.020, "steady"},
		{"ranking.platform-age.max < 500ms", Pass, 0.020, "steady"},
		{"ranking.platform-age.max < 2s during kill", Fail, 3.020, "kill"},
		{"ranking.age.max < 4s overall", Pass, 3.020, "overall"},
		{"serving.platform-age.p50 < 1s during kill", Pass, 0.520, "kill"},
		{"ranking.platform-age.max < 1s before kill", Pass, 0.020, "before kill"},
		{"ranking.platform-age.max < 1s after kill", Pass, 0.020, "after kill"},
		{"ranking.platform-age.count == 500 during kill", Pass, 500, "kill"},
		{"clicks.acked.rate == 100/s overall", Pass, 100, "overall"},
		{"clicks.sent == 5500 overall", Pass, 5500, "overall"},
		{"ranking.oldest-unseen.max < 1s during kill", Fail, 2.970, "kill"},
		{"ranking.oldest-unseen.max < 1s", Pass, 0.020, "steady"},
		{"ranking.stale-time < 3s overall", Pass, 2.5, "overall"},
		{"analytics.lag.max < 30s during kill", Pass, 0.020, "kill"},
		{"page-view.missed < 10% during kill", Fail, 0.22, "kill"},
		{"page-view.missed.count == 11 overall", Pass, 11, "overall"},
		{"recovery(kill, ranking) < 4s", Pass, 3, "kill"},
		{"recovery(kill, ranking) < 2s", Fail, 3, "kill"},
		{"recovery(kill.end, ranking) < 1s", Pass, 0, "kill"},
		{"recovery(kill) < 4s", Pass, 3, "kill"},
		{"recovery(kill, enrich) == 0s", Pass, 0, "kill"},
		{"lost == 0", Pass, 0, "whole run"},
		{"topics[raw].duplicates == 0", Pass, 0, "whole run"},
		{"ranking.due == 6000", Pass, 6000, "whole run"},
		{"audited == 6000", Pass, 6000, "whole run"},
		{"ranking.diverged == 0", Pass, 0, "whole run"},
	} {
		t.Run(tc.text, func(t *testing.T) {
			c := healthyRun().expect(t, tc.text)[0]
			if c.Verdict != tc.verdict || c.During != tc.during {
				t.Fatalf("got %s over %q (%s, %s), want %s over %q", c.Verdict, c.During, c.Shown, c.Reason, tc.verdict, tc.during)
			}
			if c.Measured == nil || !near(*c.Measured, tc.measured, 0.002) {
				t.Errorf("measured %v (%s), want %v", *c.Measured, c.Shown, tc.measured)
			}
		})
	}
}

func near(got, want, share float64) bool {
	return got-want <= share*want && want-got <= share*want
}

func TestUnknownSaysWhy(t *testing.T) {
	slow := func(r *testRun, from, to int) {
		for i := from; i < to; i++ {
			s := r.windows[i].Sources["clicks"]
			s.GeneratorP999 = 80 * ms
			r.windows[i].Sources["clicks"] = s
		}
	}
	stuck := func(r *testRun, from, to int) {
		for i := from; i < to; i++ {
			s := r.windows[i].Sources["clicks"]
			s.TargetP999 = 80 * ms
			r.windows[i].Sources["clicks"] = s
		}
	}
	for _, tc := range []struct {
		name    string
		change  func(*testRun)
		text    string
		verdict Verdict
		reason  string
	}{
		{"no sample", func(r *testRun) { r.plan.Stages[0].Name = "other" }, "other.age.p99 < 1s", Unknown, "no sample in steady"},
		{"too few", func(r *testRun) { r.events[2].At = 20*sec + 500*ms }, "ranking.age.p99 < 9s during kill", Unknown, "50 samples in kill, p99 needs 100"},
		{"entry never began", func(r *testRun) { r.events = append(r.events[:1], r.events[3:]...) }, "ranking.age.p99 < 9s during kill", Unknown, "kill did not begin"},
		{"entry never ended", func(r *testRun) { r.events = append(r.events[:2], r.events[3:]...) }, "recovery(kill.end, ranking) < 9s", Unknown, "kill did not end"},
		{"another entry began inside", func(r *testRun) {
			r.plan.Entries = append(r.plan.Entries, PlanEntry{Name: "slow", Verb: "slow", Begin: 22 * sec})
			r.events = slices.Insert(r.events, 2, Event{At: 22 * sec, Kind: EntryBegin, Entry: "slow"})
		}, "recovery(kill.end, ranking) < 9s", Unknown, "another entry began before kill ended"},
		{"censored", func(r *testRun) {
			r.windows = testWindows(60*sec, map[string]gauge{"ranking": outage(20*ms, 20*sec, 60*sec)})
		}, "recovery(kill, ranking) < 50s", Unknown, "not recovered by 60 s"},
		{"censored long enough", func(r *testRun) {
			r.windows = testWindows(60*sec, map[string]gauge{"ranking": outage(20*ms, 20*sec, 60*sec)})
		}, "recovery(kill, ranking) < 40s", Fail, "not recovered by 60 s"},
		{"generator slip spoils a pass", func(r *testRun) { slow(r, 10, 13) }, "ranking.age.p99 < 1s", Unknown, "generator slip"},
		{"generator slip spoils a failed time", func(r *testRun) { slow(r, 10, 13) }, "ranking.age.p99 < 1ms", Unknown, "generator slip"},
		{"generator slip spoils a passed count", func(r *testRun) { slow(r, 10, 13) }, "lost == 0", Unknown, "generator slip"},
		{"generator slip leaves a failed count", func(r *testRun) { slow(r, 10, 13) }, "due == 1", Fail, ""},
		{"two slow windows are allowed", func(r *testRun) { slow(r, 10, 12) }, "ranking.age.p99 < 1s", Pass, ""},
		{"slow windows of the warmup do not count", func(r *testRun) { slow(r, 0, 5) }, "ranking.age.p99 < 1s", Pass, ""},
		{"target slip, embedded", func(r *testRun) { stuck(r, 40, 43) }, "ranking.age.p99 < 1s", Unknown, "target slip on the embedded target"},
		{"target slip in an entry that causes it", func(r *testRun) { stuck(r, 20, 23); r.plan.Entries[0].Delays = true }, "ranking.age.p99 < 1s", Pass, ""},
		{"target slip in another entry", func(r *testRun) { stuck(r, 20, 23) }, "ranking.age.p99 < 1s", Unknown, "target slip"},
		{"target slip of a real target", func(r *testRun) { stuck(r, 40, 43); r.run.Target.Kind = "external" }, "ranking.age.p99 < 1s", Pass, ""},
		{"a busy process", func(r *testRun) {
			r.run.Target.Kind = "external"
			for i := 30; i < 33; i++ {
				r.windows[i].Process.CPU = 1.9
			}
		}, "ranking.age.p99 < 1s", Unknown, "CPU of this process"},
		{"goroutines that wait for a processor", func(r *testRun) {
			r.run.Target.Kind = "external"
			for i := 30; i < 33; i++ {
				r.windows[i].Process.SchedP999 = 80 * ms
			}
		}, "ranking.age.p99 < 1s", Unknown, "waited for a processor"},
		{"pauses for garbage collection", func(r *testRun) {
			r.run.Target.Kind = "external"
			for i := 30; i < 33; i++ {
				r.windows[i].Process.GCPauseMax = 80 * ms
			}
		}, "ranking.age.p99 < 1s", Unknown, "garbage collection stopped this process"},
		{"a coarse timer", func(r *testRun) { r.run.Machine.Timer = &Timer{Pause: 250 * time.Microsecond, Late: 60 * ms} },
			"ranking.age.p99 < 1s", Unknown, "timer is too coarse"},
		{"a good timer", func(r *testRun) {
			r.run.Machine.Timer = &Timer{Pause: 250 * time.Microsecond, Late: 60 * time.Microsecond, Step: 40}
		},
			"ranking.age.p99 < 1s", Pass, ""},
		{"a clock ahead", func(r *testRun) { r.plan.Stages[0].ClockAhead = -60 * ms }, "ranking.age.p99 < 1s", Unknown, "is 60 ms off"},
		{"consumers that do not poll", func(r *testRun) {
			for i := 30; i < 33; i++ {
				s := r.windows[i].Stages["ranking"]
				s.PollGapMax = 80 * ms
				r.windows[i].Stages["ranking"] = s
			}
		}, "ranking.age.p99 < 1s", Unknown, "did not poll for more than 50 ms in 3 of"},
		{"late page views", func(r *testRun) {
			for i := 10; i < 13; i++ {
				r.windows[i].Decisions = map[string]DecisionWindow{"page-view": {LateP999: 80 * ms}}
			}
		}, "page-view.missed < 90%", Unknown, "generator slip"},
		{"a store that was not whole", func(r *testRun) { r.facts.State = nil }, "ranking.diverged == 0", Unknown, "the store of ranking was not whole at the end"},
		{"of the run, too", func(r *testRun) { r.facts.State = nil }, "stale-writes == 0", Unknown, "the store of ranking was not whole at the end"},
		{"a store that has not seen all", func(r *testRun) {
			lostAndUnread(r)
			r.facts.State[0].Diverged = 10
			for i := range r.ledger {
				if r.ledger[i].Stage == "analytics" {
					r.ledger[i].Stage = "ranking"
				}
			}
		}, "ranking.diverged == 0", Unknown, "of ranking: "},
		{"another store was whole", anotherStore(0), "resurrected == 0", Unknown, "the store of other was not whole at the end"},
		{"another store was whole, and wrong", anotherStore(2), "resurrected == 0", Fail, ""},
		{"a stage without a store", func(*testRun) {}, "enrich.diverged == 0", Unknown, "no store was compared"},
		{"clock skew", func(r *testRun) {
			s := r.windows[30].Stages["ranking"]
			s.Negative = 3
			r.windows[30].Stages["ranking"] = s
		}, "ranking.age.p99 < 1s", Unknown, "clock skew: 3 ages below 0"},
		{"lost while some are unread", func(r *testRun) { r.ledger[5].Intervals = Intervals{{0, 5989}} }, "analytics.lost == 0", Unknown, "10 events unread"},
		{"some lost and some unread, asked for some", lostAndUnread, "analytics.lost > 0", Pass, ""},
		{"some lost and some unread, asked for as many", lostAndUnread, "analytics.lost >= 10", Pass, ""},
		{"some lost and some unread, asked for more", lostAndUnread, "analytics.lost > 10", Unknown, "10 events unread"},
		{"some lost and some unread, asked for another number", lostAndUnread, "analytics.lost != 9", Pass, ""},
		{"some lost and some unread, asked for a number that may come", lostAndUnread, "analytics.lost != 12", Unknown, "10 events unread"},
		{"lost and some unread", lostAndUnread, "analytics.lost == 0", Fail, ""},
		{"no audit", func(r *testRun) { r.facts = nil; r.ledger = append(r.ledger[:2], r.ledger[3:]...) }, "lost == 0", Unknown, "the audit did not read raw"},
		{"no ledger", func(r *testRun) { r.ledger = nil }, "lost == 0", Unknown, "no event was due"},
		{"not understood", func(*testRun) {}, "ranking.agee.p99 < 1s", Unknown, "not understood"},
		{"many unsent", func(r *testRun) { r.ledger[0].Intervals = Intervals{{0, 2_792_706}} }, "lost == 0", Unknown, "2,786,707 events unsent"},
		{"few samples of many asked for", func(r *testRun) { r.plan.Expect = []PlanExpect{{Text: "ranking.age.p99 < 9s", Samples: 5000}} }, "ranking.age.p99 < 9s", Unknown, "4,900 samples in steady, p99 needs 5,000"},
		{"slip in words", func(r *testRun) { slow(r, 10, 22) }, "ranking.age.p99 < 1s", Unknown, "this machine sent events late (generator slip p99.9 above 50 ms in 12 of 55 windows), so its times cannot be trusted; close other programs or use --scale"},
		{"no windows", func(r *testRun) { r.windows = nil }, "ranking.age.p99 < 1s", Unknown, "no second of the load was recorded, so slip is not known"},
		{"two windows missing", func(r *testRun) { r.windows = append(r.windows[:30:30], r.windows[32:]...) }, "ranking.age.p99 < 1s", Unknown, "2 s of the 60 s of load were not recorded, so slip is not known"},
		{"one window missing", func(r *testRun) { r.windows = append(r.windows[:30:30], r.windows[31:]...) }, "ranking.age.p99 < 1s", Pass, ""},
		{"windows missing, and a count from them", func(r *testRun) { r.windows = nil }, "ranking.redelivered == 4", Unknown, "no second of the load"},
		{"cut short", func(r *testRun) { r.events = r.events[:3]; r.windows = r.windows[:40] }, "ranking.age.p99 < 1s", Unknown, "the run was cut short after 40 s of 60 s"},
		{"cut short, and failed already", func(r *testRun) { r.events = r.events[:3]; r.windows = r.windows[:40] }, "ranking.age.max < 1s during kill", Fail, ""},
		{"interrupted", func(r *testRun) {
			r.windows = r.windows[:40]
			r.events = append(testEvents(20*sec, 25*sec, 40*sec), Event{At: 40 * sec, Kind: Interrupted})
		}, "ranking.age.p99 < 1s", Unknown, "the run was interrupted after 40 s of 60 s"},
		{"aborted", func(r *testRun) {
			r.windows = r.windows[:40]
			r.events = append(testEvents(20*sec, 25*sec, 40*sec), Event{At: 40 * sec, Kind: Abort})
		}, "ranking.age.p99 < 1s", Unknown, "an expectation ended the run after 40 s of 60 s"},
		{"interrupted, counts verified", func(r *testRun) {
			r.windows = r.windows[:40]
			r.events = append(testEvents(20*sec, 25*sec, 40*sec), Event{At: 40 * sec, Kind: Interrupted})
		}, "lost == 0", Pass, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := healthyRun()
			tc.change(&r)
			c := r.expect(t, tc.text)[0]
			if c.Verdict != tc.verdict || !strings.Contains(c.Reason, tc.reason) {
				t.Errorf("got %s, %q (%s); want %s, %q", c.Verdict, c.Reason, c.Shown, tc.verdict, tc.reason)
			}
		})
	}
}

// lostAndUnread is that analytics lost 10 events and did not reach 10 more.
func lostAndUnread(r *testRun) {
	r.ledger[5].Intervals = Intervals{{0, 5979}}
	r.ledger = append(r.ledger, LedgerLine{Source: "clicks", Topic: "raw", Stage: "analytics", State: StateRead, Intervals: Intervals{{0, 5989}}})
}

// anotherStore is that ranking's store was compared, in which users came back, and
// that of a further stage was not.
func anotherStore(resurrected int64) func(*testRun) {
	return func(r *testRun) {
		r.facts.State[0].Resurrected = resurrected
		r.plan.Stages = append(r.plan.Stages, PlanStage{Name: "other", Class: "serving", Reads: []string{"raw"}, Serves: "user", Depth: 1})
	}
}

func TestVerdictOfRun(t *testing.T) {
	for _, tc := range []struct {
		name   string
		texts  []string
		change func(*testRun)
		want   Verdict
		status string
	}{
		{"all pass", []string{"lost == 0"}, func(*testRun) {}, Pass, Completed},
		{"nothing asked", nil, func(*testRun) {}, Pass, Completed},
		{"fail beats unknown", []string{"lost == 0", "ranking.age.p99 < 1ms", "erased.age.p99 < 1s"}, func(*testRun) {}, Fail, Completed},
		{"unknown beats pass", []string{"lost == 0", "ranking.erase-age.p99 < 1s"}, func(*testRun) {}, Unknown, Completed},
		{"failed run", []string{"lost == 0"}, func(r *testRun) { r.events = append(r.events, Event{Kind: Failure, Text: "no leader"}) }, Unknown, Failed},
		{"cut short without expectations", nil, func(r *testRun) { r.events = r.events[:2] }, Unknown, CutShort},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := healthyRun()
			tc.change(&r)
			for _, x := range tc.texts {
				r.plan.Expect = append(r.plan.Expect, PlanExpect{Text: x})
			}
			o := Judge(r.memory())
			if o.Verdict != tc.want || o.Status != tc.status {
				t.Errorf("got %s (%s), %s; want %s, %s", o.Verdict, o.Reason, o.Status, tc.want, tc.status)
			}
		})
	}
}

func TestFloorOfSamples(t *testing.T) {
	r := healthyRun()
	r.plan.Expect = []PlanExpect{{Text: "ranking.age.p99 < 1s", Samples: 100_000}}
	c := Judge(r.memory()).Checks[0]
	if c.Verdict != Unknown || !strings.Contains(c.Reason, "needs 100,000") {
		t.Errorf("got %s, %q", c.Verdict, c.Reason)
	}
}

func TestJudgeIsDeterministic(t *testing.T) {
	r := healthyRun()
	r.plan.Expect = []PlanExpect{{Text: "lost == 0"}, {Text: "serving.age.p99 < 1s"}}
	rec := r.write(t)
	first, err := json.Marshal(Judge(rec))
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := json.Marshal(Judge(rec))
		if err != nil {
			t.Fatal(err)
		}
		if string(again) != string(first) {
			t.Fatalf("another outcome of the same record:\n%s\n%s", first, again)
		}
	}
}

func TestJudgeFlagsChangedVerdicts(t *testing.T) {
	r := healthyRun()
	r.plan.Expect = []PlanExpect{{Text: "lost == 0"}, {Text: "ranking.age.p99 < 1s"}}
	rec := r.write(t)
	stored := Judge(rec)
	rec.Stored = stored
	if changed := Judge(rec).Changed(); len(changed) != 0 {
		t.Fatalf("changed without a change: %v", changed)
	}
	stored.Checks[0].Verdict = Fail
	changed := Judge(rec).Changed()
	if len(changed) != 1 || changed[0].Text != "lost == 0" || changed[0].Changed != "was fail" {
		t.Errorf("got %+v", changed)
	}
}

func TestBackfillAndIsolation(t *testing.T) {
	r := healthyRun()
	r.plan.Entries = []PlanEntry{{Name: "replay", Verb: "replay", Begin: 40 * sec}}
	r.events = []Event{
		{At: 40 * sec, Kind: EntryBegin, Entry: "replay"},
		{At: 46 * sec, Kind: Progress, Entry: "replay", Team: 2, Count: 1000, Bytes: 5000},
		{At: 48 * sec, Kind: Progress, Entry: "replay", Team: 1, Count: 1000, Bytes: 5000},
		{At: 48 * sec, Kind: EntryEnd, Entry: "replay"},
		{At: 60 * sec, Kind: Phase, Text: PhaseDrain},
		{At: 62 * sec, Kind: Phase, Text: PhaseDone},
	}
	r.age = func(due time.Duration) time.Duration {
		if due >= 40*sec && due < 48*sec {
			return 60 * ms
		}
		return 20 * ms
	}
	r.windows[41].Replays = map[string][]TeamWindow{"replay": {{Read: 10}, {Read: 20}, {Read: 30}}}
	checks := r.expect(t, "backfill(replay, team 1) < 9s", "backfill(replay, team 2) < 7s", "backfill(replay) < 1s",
		"isolation(replay, ranking) < 2x", "isolation(replay) < 4x")
	for i, want := range []Verdict{Pass, Pass, Fail, Fail, Pass} {
		if checks[i].Verdict != want {
			t.Errorf("%s: got %s (%s, %s), want %s", checks[i].Text, checks[i].Verdict, checks[i].Shown, checks[i].Reason, want)
		}
	}
	if got := *checks[3].Measured; !near(got, 3, 0.01) {
		t.Errorf("isolation is %v, want 3", got)
	}
}
