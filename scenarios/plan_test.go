package scenarios

import (
	"errors"
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
	s := load(t, strings.Replace(spare, "expect:", `  - {at: 50s, slow: {stage: ranking, work: 50ms}, for: 5s}
  - {at: 56s, replay: {topic: features.user, from: beginning, teams: 1}}
expect:`, 1), sets("population.users=1000", "stages.features.work=30ms", "stages.features.members=9", "warmup=25s", "topics[raw.clicks].retention=1d"))
	got := plan(t, s)
	for _, want := range []string{
		"clicks of 100/s wants 2,000 active users at a time, but the population has 1,000", "stage features has 9 members but at most 6 partitions",
		"stage features is 200 % busy at the peak", "burst begins in the warmup", "slow makes stage ranking up to 333 % busy",
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
