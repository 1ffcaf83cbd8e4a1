package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func plan(t *testing.T, s *Scenario) string {
	t.Helper()
	var b strings.Builder
	if err := s.WritePlan(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The figures are done by hand: 60 s at 100/s and a burst of 300/s x (0.5 + 5 +
// 0.5) s more; 1 ms of work at 100/s and at 400/s over 6 partitions.
func TestPlanFigures(t *testing.T) {
	got := plan(t, load(t, small))
	for _, want := range []string{
		"7.8 k events from 1 source", "small: no description", "2,000 of them active at a time (clicks x 20 s)",
		"clicks  raw.clicks  user  100/s  400/s", "1.67 %  6.67 %", "burst  20 s  27 s  clicks to 4x", "recovery(burst.end, ranking) < 10s", "2.05 k, 1.31 MiB",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the plan has no %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "Warnings") {
		t.Errorf("the plan warns of nothing:\n%s", got)
	}
}

func TestPlanWarns(t *testing.T) {
	spare := strings.Replace(small, "features.user: {}", "features.user: {}\n  spare: {}", 1)
	s := load(t, strings.Replace(spare, "expect:", `  - {at: 50s, slow: {stage: ranking, work: 100ms}, for: 10s}
  - {at: 56s, replay: {topic: features.user, from: beginning, teams: 1}}
expect:`, 1), sets("population.users=1000", "stages.features.work=30ms", "stages.features.members=9", "warmup=25s", "topics[raw.clicks].retention=1d"))
	got := plan(t, s)
	for _, want := range []string{
		"clicks of 100/s wants 2,000 active users at a time, but the population has 1,000", "stage features has 9 members but at most 6 partitions",
		"stage features is 200 % busy at the peak", "burst begins in the warmup", "slow leaves stage ranking about 7 s behind when load ends",
		"replay replays features.user, which has no history", "nothing writes or reads topic spare", "has a history of 7 d but a retention of 1 d",
		"the first entry begins before anything was steady",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the plan does not warn %q:\n%s", want, got)
		}
	}
}

func TestPlanWarnsOfAShortTrace(t *testing.T) {
	s := load(t, strings.Replace(small, "rate: 100/s", `arrivals: {trace: "${FRESHET_TRACES}/counts.csv", to: 1h, speed: 120x}`, 1))
	if got := plan(t, s); !strings.Contains(got, "the trace of clicks ends at 30 s; after that it sends nothing") {
		t.Error(got)
	}
}

func warnings(t *testing.T, s *Scenario) string {
	t.Helper()
	list, err := s.Warnings(kindEmbedded)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, "\n")
}

func TestWarnsOfWhatTheTargetDoesNotTake(t *testing.T) {
	const want = "the peak of 40 k/s is more than the embedded target usually takes on 2 cores; expect unknown"
	if got := warnings(t, load(t, small, sets("sources.clicks.rate=10000/s"))); !strings.Contains(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := warnings(t, load(t, small, sets("sources.clicks.rate=7400/s"))); strings.Contains(got, "the peak of") {
		t.Errorf("29.6 k/s is warned of: %q", got)
	}
}

// 100/s for 55 s and a burst of 7 s in which 300/s x 6 s more come: 7,300 overall,
// 2,500 in the burst, 4,800 or so in the rest.
func TestWarnsOfSamplesThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		that   string
		asked  int
		enough bool
	}{
		{"ranking.platform-age.p99 < 5s overall", 7000, true},
		{"ranking.platform-age.p99 < 5s overall", 8000, false},
		{"ranking.platform-age.p99 < 5s during burst", 2400, true},
		{"ranking.platform-age.p99 < 5s during burst", 2800, false},
		{"ranking.platform-age.p99 < 5s", 4700, true},
		{"ranking.platform-age.p99 < 5s", 5200, false},
		{"ranking.platform-age.p99 < 5s before burst", 1400, true},
		{"ranking.platform-age.p99 < 5s before burst", 1700, false},
		{"ranking.platform-age.p99 < 5s after burst", 3200, true},
		{"ranking.platform-age.p99 < 5s after burst", 3600, false},
		{"serving.platform-age.p99.9 < 5s after burst", 3600, false},
		{"ranking.platform-age.p99.99 < 5s overall", 1, false}, // needs 10,000
		{"page-view.missed < 5% overall", 7000, true},
		{"page-view.missed < 5% overall", 8000, false},
		{"clicks.ack-age.p99 < 5s during burst", 2800, false},
		{"ranking.lag.max < 5s overall", 55, true},
		{"ranking.lag.max < 5s overall", 100, false},
		{"ranking.oldest-unseen.max < 5s overall", 1100, true},
		{"ranking.oldest-unseen.max < 5s overall", 1300, false},
	} {
		line := fmt.Sprintf("{that: %s, samples: %d}", c.that, c.asked)
		got := warnings(t, load(t, strings.Replace(small, "ranking.platform-age.p99 < 500ms", line, 1)))
		if strings.Contains(got, "this will be unknown") == c.enough {
			t.Errorf("%s: %q", line, got)
		}
	}
	s := load(t, strings.Replace(small, "ranking.platform-age.p99 < 500ms", "{that: ranking.platform-age.p99 < 5s during burst, samples: 2000}", 1), func(o *LoadOptions) { o.Scale = 0.5 })
	if got, want := warnings(t, s), "ranking.platform-age.p99 < 5s during burst: at most about 1,250 samples, 2,000 asked; this will be unknown"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Other targets have other limits.
func TestWarnsOfTheTargetThatIsMeant(t *testing.T) {
	s := load(t, small, sets("sources.clicks.rate=10000/s"))
	for _, kind := range []string{"containers", "external"} {
		if list, err := s.Warnings(kind); err != nil || strings.Contains(strings.Join(list, " "), "embedded") {
			t.Errorf("%s: %q, %v", kind, list, err)
		}
	}
}

// 100/s over 6 partitions: at 300 ms a record, 60 s of load bring 16.7 records a
// second and partition and 3.3 are done. After 10 s 133 are left, which at 1 ms take
// no time; at 50 ms, 3.3 a second more than come are done.
func TestWarnsOfASlownessThatIsNotOver(t *testing.T) {
	for _, c := range []struct{ work, at, length, want string }{
		{"1ms", "40s", "10s", ""},
		{"1ms", "50s", "10s", "about 40 s behind"},
		{"50ms", "40s", "10s", "about 5 s behind"},
		{"50ms", "8s", "10s", ""},
	} {
		entry := fmt.Sprintf("  - {at: %s, slow: {stage: features, work: 300ms}, for: %s}\nexpect:", c.at, c.length)
		text := strings.Replace(small, `  - "recovery(burst.end, ranking) < 10s"`, "", 1)
		got := warnings(t, load(t, strings.Replace(text, "expect:", entry, 1), sets("stages.features.work="+c.work, "timeline.burst.to=1.01x")))
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s of work, slow at %s for %s: %q, want %q", c.work, c.at, c.length, got, c.want)
		}
	}
}

func TestWarnsOfTwoWaysToAStage(t *testing.T) {
	got := warnings(t, load(t, strings.Replace(small, "reads: features.user", "reads: [features.user, raw.clicks]", 1)))
	const want = "stage ranking gets the events of clicks by features.user and by raw.clicks; the second arrival of an event counts as reprocessed"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestShippedScenariosWarnOfNothing(t *testing.T) {
	for _, info := range Shipped() {
		s, err := Load(info.Name, LoadOptions{})
		if err != nil {
			continue // its traces are not here
		}
		for _, line := range strings.Split(warnings(t, s), "\n") {
			if line != "" {
				t.Errorf("%s: %s", info.Name, line)
			}
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestPlanReportsWriteErrors(t *testing.T) {
	if err := load(t, small).WritePlan(brokenWriter{}); err == nil {
		t.Error("a failed write is not reported")
	}
}

func TestSummaries(t *testing.T) {
	s := load(t, `name: all
duration: 5m
topics: {raw: {}}
sources: {clicks: {topic: raw, rate: 5/s}}
stages: {one: {reads: raw, members: 3}}
timeline:
  - {at: 1s, burst: {source: clicks, to: 20x, hold: 5s, focus: {tenant: 7, share: 40%}}}
  - {at: 2s, reconnect: {source: clicks, devices: 30%, silent: 20s, flush: 5s}}
  - {at: 3s, replay: {topic: raw, from: beginning, teams: 3, rate: 100/s}}
  - {at: 3s, name: r, replay: {topic: raw, from: beginning, teams: 1}}
  - {at: 4s, rebuild: {stage: one, from: beginning}}
  - {at: 5s, slow: {stage: one, work: exp 5ms}, for: 10s}
  - {at: 6s, kill: {stage: one, members: 1}, for: 15s}
  - {at: 7s, stop: {stage: one, members: 2}}
  - {at: 8s, freeze: {stage: one, members: 1}, for: 2s}
  - {at: 9s, stall: {brokers: all}, for: 3s}
  - {at: 9s, name: s2, stall: {broker: leader of raw/0}, for: 3s}
  - {at: 9s, name: s3, stall: {broker: 1}, for: 3s}
`)
	want := []string{
		"clicks to 20x, 40 % of it tenant 7", "30 % of the devices of clicks silent for 20 s, then back within 5 s",
		"3 teams read raw again from the beginning at 100/s each", "1 team reads raw again from the beginning",
		"one reads its input again from the beginning", "work of one takes 5 ms on average for 10 s", "1 member of one dies for 15 s",
		"2 members of one stop", "1 member of one freezes for 2 s", "all brokers stop answering for 3 s",
		"the leader of raw/0 stops answering for 3 s", "broker 1 stops answering for 3 s",
	}
	for i, e := range s.Timeline {
		if got := e.Summary(); got != want[i] {
			t.Errorf("%q, want %q", got, want[i])
		}
	}
}
