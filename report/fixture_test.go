package report

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

// run is a fake run for tests: what a campaign of 90 s with a burst, the kill of
// a stage's member and a replay by three teams would leave behind.
type run struct {
	rec *results.Record
	out *results.Outcome
}

// fakeRun builds the run anew, so that a test may change it; only the ages, which
// nothing changes, are shared.
func fakeRun(t testing.TB) run {
	t.Helper()
	ages, err := sharedAges()
	if err != nil {
		t.Fatal(err)
	}
	rec := &results.Record{
		Dir: "freshet-runs/campaign-burst", Run: fakeFacts(), Plan: fakePlan(), Scenario: []byte(fakeScenario),
		Ages: ages, Windows: fakeWindows(fakePlan()), Events: fakeEvents(), Worst: fakeWorst(), Traffic: fakeTraffic(),
	}
	out := fakeOutcome(rec)
	rec.Stored = out
	return run{rec, out}
}

const fakeScenario = "name: campaign-burst\nduration: 90s # <not markup> & \"quoted\"\n"

// sharedStages are the outcomes of the stages, whose sums take a while.
var sharedStages = sync.OnceValue(func() []results.StageOutcome {
	ages, err := sharedAges()
	if err != nil {
		return nil // fakeRun reports it
	}
	var list []results.StageOutcome
	for _, s := range fakePlan().Stages {
		list = append(list, fakeStage(ages, fakeSegments(), s.Name))
	}
	return list
})

// sharedAges are written to a record and read back, once.
var sharedAges = sync.OnceValues(func() (*results.Ages, error) {
	dir, err := os.MkdirTemp("", "freshet-report-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	w, err := results.Create(dir, fakeFacts(), fakePlan(), []byte(fakeScenario))
	if err != nil {
		return nil, err
	}
	fakeAges(w.Ages(), fakePlan())
	if err := w.Close(); err != nil {
		return nil, err
	}
	rec, err := results.Open(dir)
	if err != nil {
		return nil, err
	}
	return rec.Ages, nil
})

func fakeFacts() results.Run {
	return results.Run{
		Format: 1, Definitions: 1, ID: "20261122-220000-7f3a", Freshet: "v0.1.0", Scenario: "campaign-burst", Seed: 42,
		Command: []string{"freshet", "run", "campaign-burst", "--seed", "42"},
		Created: time.Date(2026, 11, 22, 22, 0, 0, 0, time.UTC),
		Machine: results.Machine{OS: "linux", Arch: "amd64", CPU: "AMD EPYC 7B13", Cores: 8, Memory: 32 << 30, Go: "go1.26.8"},
		Target: results.Target{
			Name: "embedded", Kind: "embedded", Version: "kfake", Client: "franz-go v1.22.2",
			Caveat:  "a simulated Kafka inside this program (kfake): good for checking the scenario; its times say nothing about a real broker",
			Brokers: []results.Broker{{ID: 1, Zone: "a"}, {ID: 2, Zone: "b"}, {ID: 3, Zone: "c"}},
		},
	}
}

func fakePlan() results.Plan {
	return results.Plan{
		Name: "campaign-burst", About: "Clicks go up 20x within 5 s. Does ranking see a click before the next page view?",
		Duration: 90 * sec, Warmup: 10 * sec, Drain: 10 * sec, Zones: []string{"a", "b", "c"}, Shards: 4,
		Topics: []results.PlanTopic{
			{Name: "raw.clicks", Physical: "freshet-7f3a-raw.clicks", Partitions: 12, Replication: 3, HistoryBytes: 1 << 26, Source: true},
			{Name: "features.user", Physical: "freshet-7f3a-features.user", Partitions: 12, Replication: 3, Compact: true},
		},
		Sources: []results.PlanSource{{Name: "clicks", Topic: "raw.clicks", Class: "serving", Rate: 2000, Key: "user", Late: true}},
		Stages: []results.PlanStage{
			{Name: "features", Class: "serving", Reads: []string{"raw.clicks"}, Writes: "features.user", Members: 3, Objective: 500 * ms, Commit: "after", Depth: 1, Sources: []string{"clicks"}},
			{Name: "ranking", Class: "serving", Reads: []string{"features.user"}, Serves: "user", Members: 2, Objective: 500 * ms, Commit: "after", Depth: 2, Sources: []string{"clicks"}},
			{Name: "analytics", Class: "analytics", Reads: []string{"raw.clicks"}, Members: 1, Commit: "after", Depth: 1, Sources: []string{"clicks"}},
		},
		Decisions: []results.PlanDecision{{Name: "page-view", Asks: "ranking", After: "clicks", Share: 0.3, Tolerance: 2 * sec, Window: 6 * time.Minute}},
		Entries: []results.PlanEntry{
			{Name: "burst", Verb: "burst", Summary: "clicks to 20x within 5 s, hold 15 s", Begin: 25 * sec, Source: "clicks"},
			{Name: "kill", Verb: "kill", Summary: "1 member of features for 8 s", Begin: 58 * sec, Stage: "features"},
			{Name: "replay", Verb: "replay", Summary: "3 teams read raw.clicks from the beginning", Begin: 72 * sec},
		},
		Epoch: time.Date(2026, 11, 22, 22, 0, 2, 0, time.UTC),
	}
}

// outage is how long the kill keeps a third of the partitions unread.
const (
	outageBegin = 58 * sec
	outageEnd   = 61200 * ms
)

// load is the rate at t relative to the base.
func load(t time.Duration) float64 {
	s := t.Seconds()
	switch {
	case s >= 25 && s < 30:
		return 1 + 19*(s-25)/5
	case s >= 30 && s < 45:
		return 20
	case s >= 45 && s < 50:
		return 20 - 19*(s-45)/5
	}
	return 1
}

// fakeAge draws the platform age of an event due at t.
func fakeAge(r *rand.Rand, stage string, due time.Duration) time.Duration {
	base := map[string]float64{"features": 9, "ranking": 16, "analytics": 30}[stage]
	age := base * math.Exp(0.35*r.NormFloat64()) * (1 + 0.35*(load(due)-1))
	if stage == "analytics" && due > 72*sec {
		age *= 40
	}
	d := time.Duration(age * float64(ms))
	if stage != "analytics" && due >= outageBegin-100*ms && due < outageEnd && r.IntN(3) == 0 {
		d += outageEnd - due + time.Duration(r.IntN(300))*ms
	}
	return d
}

func fakeAges(ages *results.AgeRecorder, plan results.Plan) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, stage := range plan.Stages {
		platform, age := ages.Series(results.TagPlatform+stage.Name), ages.Series(results.TagAge+stage.Name)
		for due := time.Duration(0); due < plan.Duration; due += 8 * ms {
			d := fakeAge(r, stage.Name, due)
			platform.Record(due, d)
			age.Record(due, d+lateness(r))
		}
	}
	ack, gen := ages.Series(results.TagAck+"clicks"), ages.Series(results.TagGenerator+"clicks")
	asked, stale, missed := ages.Series(results.TagAsked+"page-view"), ages.Series(results.TagStaleness+"page-view"), ages.Series(results.TagMissed+"page-view")
	latency := ages.Series(results.TagLatency + "page-view")
	for due := time.Duration(0); due < plan.Duration; due += 10 * ms {
		ack.Record(due, time.Duration(3+r.IntN(5))*ms)
		gen.Record(due, time.Duration(50+r.IntN(300))*time.Microsecond)
		asked.Record(due, 0)
		latency.Record(due, time.Duration(40+r.IntN(200))*time.Microsecond)
		stale.Record(due, time.Duration(r.IntN(3))*ms)
		if due > outageBegin+2*sec && due < outageEnd && r.IntN(3) == 0 {
			missed.Record(due, 2*sec+time.Duration(r.IntN(900))*ms)
		}
	}
}

func lateness(r *rand.Rand) time.Duration {
	if r.IntN(50) > 0 {
		return 0
	}
	return time.Duration(5e9 * math.Exp(1.5*r.NormFloat64()))
}

func fakeWindows(plan results.Plan) []results.Window {
	var list []results.Window
	for at := time.Duration(0); at < plan.Duration+3*sec; at += sec {
		w := results.Window{At: at, Length: sec, Phase: "load", Stages: map[string]results.StageWindow{}}
		rate := int64(2000 * load(at))
		if at >= plan.Duration {
			w.Phase, rate = "drain", 0
		}
		w.Sources = map[string]results.SourceWindow{"clicks": {Due: rate, Sent: rate, Acked: rate, Bytes: rate * 512, GeneratorP999: 350 * time.Microsecond, GeneratorMax: 900 * time.Microsecond}}
		for _, s := range plan.Stages {
			w.Stages[s.Name] = fakeStageWindow(s.Name, at, rate)
		}
		w.Decisions = map[string]results.DecisionWindow{"page-view": fakeDecisionWindow(at)}
		if at >= 72*sec && at < 81*sec {
			left := int64(40000) * int64(81-at/sec)
			w.Replays = map[string][]results.TeamWindow{"replay": {{Read: 40000, Remaining: left}, {Read: 40000, Remaining: left}, {Read: 30000, Remaining: left + 80000}}}
		}
		w.Process = results.ProcessWindow{CPU: 0.3 + 0.06*load(at), RSS: 150 << 20, HeapLive: 60 << 20, GCPauseMax: 200 * time.Microsecond, Goroutines: 120}
		list = append(list, w)
	}
	return list
}

func fakeStageWindow(stage string, at time.Duration, rate int64) results.StageWindow {
	w := results.StageWindow{Seen: rate, Available: rate, Members: 3, Worst: "raw.clicks/3"}
	r := rand.New(rand.NewPCG(uint64(at), uint64(len(stage))))
	for t := at; t < at+sec; t += results.GaugeEvery {
		g := time.Duration(float64(fakeAge(r, "features", 0)) * (1 + 0.3*load(t)))
		if stage == "analytics" {
			g *= 3
			if t > 72*sec {
				g += (t - 72*sec) / 6
			}
		} else if t >= outageBegin && t < outageEnd+600*ms {
			g = max(g, min(t-outageBegin, (outageEnd+600*ms-t)*5))
		}
		w.Oldest = append(w.Oldest, g)
	}
	w.Lag = w.Oldest[len(w.Oldest)-1] * 8 / 10
	w.Backlog = int64(w.Lag.Seconds() * float64(rate))
	return w
}

func fakeDecisionWindow(at time.Duration) results.DecisionWindow {
	w := results.DecisionWindow{Asked: 600, WithEvent: 540}
	if at >= 60*sec && at < 62*sec {
		w.Missed, w.Unanswered = 97, 12
	}
	return w
}

func fakeEvents() []results.Event {
	return []results.Event{
		{At: 0, Kind: results.Phase, Text: "load"},
		{At: 25 * sec, Kind: results.EntryBegin, Entry: "burst"}, {At: 50 * sec, Kind: results.EntryEnd, Entry: "burst"},
		{At: 58 * sec, Kind: results.EntryBegin, Entry: "kill"},
		{At: 61 * sec, Kind: results.Rebalance, Stage: "features", Text: "3 members -> 2, 4 partitions moved"},
		{At: 66 * sec, Kind: results.EntryEnd, Entry: "kill"},
		{At: 72 * sec, Kind: results.EntryBegin, Entry: "replay"}, {At: 83 * sec, Kind: results.EntryEnd, Entry: "replay"},
	}
}

func fakeWorst() []results.Signal {
	var list []results.Signal
	for i := range 12 {
		due := outageBegin + time.Duration(i*7)*ms
		sent, acked := due+300*time.Microsecond, due+6*ms
		seen := outageEnd + 20*ms
		done := seen + 15*ms
		available := done + 22*ms
		list = append(list, results.Signal{
			Stage: "ranking", Age: available - due, Source: "clicks", N: uint64(310_000 + i), User: uint64(71 * i),
			Action: due, Due: due, Sent: sent, Acked: acked, Seen: done + 12*ms, Available: available,
			Topic: "features.user", Partition: 3, Offset: int64(25_000 + i), Hops: []results.Hop{{Stage: "features", Seen: seen, Done: done}},
		})
	}
	return list
}

func fakeOutcome(rec *results.Record) *results.Outcome {
	out := &results.Outcome{
		Format: 1, Definitions: 1, Status: results.Completed, Verdict: results.Fail, Loaded: 90 * sec,
		Checks: fakeChecks(), Trust: fakeTrust(), Segments: fakeSegments(), Entries: fakeEntries(),
	}
	for _, s := range sharedStages() {
		s.Parts = slices.Clone(s.Parts)
		out.Stages = append(out.Stages, s)
	}
	out.Sources = []results.SourceOutcome{{
		Name: "clicks", Due: 916_000, Sent: 916_000, Acked: 916_000, Bytes: 916_000 * 512, PeakRate: 40_000,
		Ack: results.Sum(rec.Ages.Hist(results.TagAck+"clicks", all)), Generator: results.Sum(rec.Ages.Hist(results.TagGenerator+"clicks", all)),
	}}
	out.Decisions = fakeDecisions(rec)
	fakeFactsOf(out)
	return out
}

func all(results.Slot) bool { return true }

func value(v float64) *float64 { return &v }

func fakeChecks() []results.Check {
	return []results.Check{
		{Text: "ranking.platform-age.p99 < 500ms", During: "steady", Measured: value(0.041), Unit: measure.Seconds, Shown: "41 ms", Samples: 78_112, Verdict: results.Pass},
		{Text: "ranking.platform-age.p99 < 2s during burst", During: "burst", Measured: value(0.272), Unit: measure.Seconds, Shown: "272 ms", Samples: 745_000, Verdict: results.Pass},
		{Text: "page-view.missed < 0.5% overall", During: "overall", Measured: value(0.0045), Unit: measure.Ratio, Shown: "194 of 43,200 (0.449 %)", Samples: 43_200, Verdict: results.Pass},
		{Text: "lost == 0", During: "whole run", Measured: value(0), Unit: measure.Records, Shown: "0", Samples: 916_000, Verdict: results.Pass},
		{Text: "recovery(kill, ranking) < 3s", During: "kill", Measured: value(3.62), Unit: measure.Seconds, Shown: "3.62 s", Samples: 1, Verdict: results.Fail, Reason: "ranking: oldest unseen reached 3.2 s"},
		{Text: "analytics.lag.max < 1s during replay", During: "replay", Unit: measure.Seconds, Shown: "no sample", Verdict: results.Unknown, Reason: "12 samples, the scenario asks for 100"},
	}
}

func fakeTrust() []results.Trust {
	return []results.Trust{
		{Name: "Generator slip, p99.9", Shown: "0.35 ms", Bound: "5 ms in at most 2 of 90 windows", OK: true, Unknown: true, Note: "above it in 0 windows"},
		{Name: "Target slip outside entries", Shown: "1.2 ms", Bound: "50 ms in at most 2 of 90 windows", OK: true, Unknown: true},
		{Name: "Negative ages", Shown: "0", Bound: "0", OK: true},
		{Name: "Process memory", Shown: "162 MiB", Bound: "reported only", OK: true},
		{Name: "History", Shown: "64 MiB", Bound: "more than the broker's memory", OK: false, Note: "the replay may come from page cache"},
	}
}

func fakeSegments() []results.Segment {
	seg := func(from, to float64, steady bool, entries ...string) results.Segment {
		return results.Segment{Begin: time.Duration(from * 1e9), End: time.Duration(to * 1e9), Steady: steady, Entries: entries, Warmup: to <= 10}
	}
	return []results.Segment{
		seg(0, 10, false), seg(10, 24, true), seg(24, 25, false), seg(25, 50, false, "burst"), seg(50, 57, true), seg(57, 58, false),
		seg(58, 66, false, "kill"), seg(66, 71, true), seg(71, 72, false), seg(72, 83, false, "replay"), seg(83, 90, true),
	}
}

func fakeEntries() []results.EntryOutcome {
	return []results.EntryOutcome{
		{
			Name: "burst", Verb: "burst", Summary: "clicks to 20x within 5 s, hold 15 s", Begun: true, Begin: 25 * sec, Ended: true, End: 50 * sec,
			Recovery:  []results.Recovery{{Stage: "features", Horizon: 58 * sec, Peak: 140 * ms}, {Stage: "ranking", Horizon: 58 * sec, Peak: 210 * ms}},
			Isolation: []results.Isolation{{Stage: "ranking", Reason: "14 s of quiet before, 30 s are needed"}},
		},
		{
			Name: "kill", Verb: "kill", Summary: "1 member of features for 8 s", Begun: true, Begin: 58 * sec, Ended: true, End: 66 * sec,
			Recovery: []results.Recovery{
				{Stage: "features", Violated: true, FromBegin: 3620 * ms, At: 61620 * ms, Horizon: 72 * sec, Relapses: 1, Stale: 3100 * ms, Peak: 3200 * ms},
				{Stage: "ranking", Violated: true, FromBegin: 3660 * ms, At: 61660 * ms, Horizon: 72 * sec, Stale: 3140 * ms, Peak: 3230 * ms},
			},
		},
		{
			Name: "replay", Verb: "replay", Summary: "3 teams read raw.clicks from the beginning", Begun: true, Begin: 72 * sec, Ended: true, End: 83 * sec,
			Recovery: []results.Recovery{
				{Stage: "features", Horizon: 90 * sec, Peak: 90 * ms},
				{Stage: "ranking", Violated: true, Censored: true, FromBegin: 18 * sec, FromEnd: 7 * sec, Horizon: 90 * sec, Relapses: 2, Stale: 6 * sec, Peak: 900 * ms},
			},
			Backfill:  []results.Backfill{{Team: 1, Records: 360_000, Bytes: 190 << 20, Took: 9 * sec}, {Team: 2, Records: 360_000, Bytes: 190 << 20, Took: 9200 * ms}, {Team: 3, Records: 350_000, Bytes: 180 << 20, Took: 18 * sec, Censored: true}},
			Isolation: []results.Isolation{{Stage: "ranking", Ratio: value(1.4), Before: results.Quantiles{Count: 9000, P99: 41 * ms}, During: results.Quantiles{Count: 9000, P99: 57 * ms}}},
		},
	}
}

func fakeStage(ages *results.Ages, segments []results.Segment, name string) results.StageOutcome {
	s := results.StageOutcome{Name: name, StaleTime: 3100 * ms, OldestMax: 3230 * ms, OldestMaxAt: 61200 * ms, LagMax: 2600 * ms, BacklogMax: 12_400, Redelivered: 812, Reprocessed: 812, Rebalances: 4}
	for _, part := range []string{"steady", "overall", "during burst", "during kill", "during replay"} {
		include := inPart(segments, part)
		s.Parts = append(s.Parts, results.Part{
			Name: part, Age: results.Sum(ages.Hist(results.TagAge+name, include)), Platform: results.Sum(ages.Hist(results.TagPlatform+name, include)),
		})
	}
	return s
}

func fakeDecisions(rec *results.Record) []results.DecisionOutcome {
	stale, latency := results.Sum(rec.Ages.Hist(results.TagStaleness+"page-view", all)), results.Sum(rec.Ages.Hist(results.TagLatency+"page-view", all))
	part := func(name string, asked, missed, unanswered int64) results.DecisionPart {
		return results.DecisionPart{Name: name, Asked: asked, WithEvent: asked * 9 / 10, Missed: missed, Unanswered: unanswered, Staleness: stale, Latency: latency}
	}
	return []results.DecisionOutcome{{Name: "page-view", Parts: []results.DecisionPart{
		part("steady", 20_000, 0, 0), part("overall", 48_000, 194, 24), part("during burst", 15_000, 0, 0), part("during kill", 4_800, 194, 24), part("during replay", 6_600, 0, 0),
	}}}
}

func fakeFactsOf(out *results.Outcome) {
	out.Settled = []results.Settled{
		{Topic: "raw.clicks", Due: 916_000, Seen: 916_000, InjectedDisorder: 310},
		{Topic: "features.user", Due: 916_000, Seen: 916_000, Reprocessed: 812},
		{Stage: "features", Due: 916_000, Seen: 916_000},
		{Stage: "ranking", Due: 916_000, Seen: 904_000, Superseded: 12_000},
		{Stage: "analytics", Due: 916_000, Seen: 915_204, Unread: 796, Unknown: "796 events were not read by the drain's deadline"},
	}
	out.SettledRun = results.Settled{Due: 916_000, Unread: 796}
	out.Audit = &results.AuditFacts{
		Done: true, Hash: "9f2b6c1e0d7a4853b1c2d3e4f5061728394a5b6c7d8e9f00112233445566aabb", Took: 2400 * ms,
		Topics: []results.AuditTopic{{Topic: "raw.clicks", Records: 916_000, History: 131_072, Bytes: 916_000 * 540, Disorder: 310, Done: true}, {Topic: "features.user", Records: 916_812, Reprocessed: 812, Bytes: 916_812 * 180, Done: true}},
	}
	out.State = []results.StateFacts{{Stage: "ranking", Keys: 38_211, Erased: 599, EraseAge: results.Quantiles{Count: 599, P99: 39400 * time.Microsecond, Max: 81 * ms}}}
	for _, role := range []string{"source/clicks", "stage/features", "stage/ranking", "stage/analytics", "replay/replay"} {
		for _, zone := range []string{"a", "b"} {
			out.Traffic = append(out.Traffic, results.TrafficSum{Role: role, Zone: zone, BrokerZone: "a", API: api(role), Requests: 21_334, Sent: 240 << 20, Received: 3 << 20})
		}
	}
	out.Warnings = []string{unconfirmed, unconfirmed, unconfirmed, "The replay may come from page cache: 64 MiB of history is less than the machine's memory."}
}

const unconfirmed = "source clicks: a record was not acknowledged: client closed"

// fakeTraffic is what the clients metered: each reads what the source wrote, a
// replay three times as much.
func fakeTraffic() []results.TrafficLine {
	const wrote = 480 << 20
	lines := []results.TrafficLine{{At: 90 * sec, Role: "source/clicks", Class: "serving", API: "Produce", Requests: 42_000, Sent: wrote, Received: 1 << 20}}
	for role, class := range map[string]string{"stage/features": "serving", "stage/analytics": "analytics"} {
		lines = append(lines, results.TrafficLine{At: 90 * sec, Role: role, Class: class, API: "Fetch", Requests: 20_000, Sent: 1 << 20, Received: wrote})
	}
	return append(lines, results.TrafficLine{At: 90 * sec, Role: "replay/replay", Class: "replay", API: "Fetch", Requests: 9_000, Received: 3 * wrote})
}

func api(role string) string {
	if role == "source/clicks" {
		return "Produce"
	}
	return "Fetch"
}
