package containers_test

import (
	"slices"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// known has disturbances whose effect on ages can be computed, one after the other
// in one run on one broker: a stall, a consumer that stands still, and a stage that
// cannot keep up with work of 30 ms; a tenth of the events is late.
const known = `
name: known-answer
duration: 75s
warmup: 15s
drain: 60s
population: {users: 5000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks: {partitions: 1, replication: 1}
sources:
  clicks: {topic: raw.clicks, rate: 50/s, arrivals: even, size: 256B, client: {linger: 0s}, late: {share: 10%, by: {p50: 500ms, p99: 3s}}}
stages:
  reader: {reads: raw.clicks, objective: 5s, group: {session: 30s}}
timeline:
  - {at: 25s, stall: {brokers: all}, for: 3s}
  - {at: 38s, freeze: {stage: reader, members: 1}, for: 3s}
  - {at: 50s, slow: {stage: reader, work: 30ms}, for: 10s}
`

// TestKnownAnswersOnABroker holds the ages of each disturbance against arithmetic
// for its recorded duration. What the machine adds is taken from the quiet part of
// the same run, so a slow machine is allowed more.
func TestKnownAnswersOnABroker(t *testing.T) {
	tgt := containers.New(containers.Options{Brokers: 1, Env: small})
	res := drive(t, tgt, known, harness.Options{})
	events := scheduleOf(t)
	parts := map[string]results.Part{}
	for _, p := range res.Outcome.Stages[0].Parts {
		parts[p.Name] = p
	}
	undisturbed := parts["steady"].Platform.P99
	t.Logf("undisturbed p99: %v", undisturbed)
	t.Log("| case | statistic | expected | reported | error |")
	for _, e := range res.Outcome.Entries {
		reported := parts["during "+e.Name].Platform
		expected := agesDuring(events, e)
		if int64(len(expected)) != reported.Count {
			t.Errorf("%s: %d events are reported, %d are in the schedule", e.Name, reported.Count, len(expected))
			continue
		}
		compare(t, e.Name, expected, reported, undisturbed, inCalls(res.Record.Events, e))
	}
	lateAges(t, events, res.Outcome, parts["steady"], undisturbed)
}

// inCalls is how long Docker took to stall the brokers and to release them: somewhere
// in it they stood still, or went on.
func inCalls(events []results.Event, e results.EntryOutcome) time.Duration {
	const asked = 3 * time.Second
	for _, ev := range events {
		if e.Name == "stall" && ev.Kind == results.Info && ev.Entry == e.Name {
			return ev.At - e.Begin + max(0, e.End-e.Begin-asked)
		}
	}
	return 0
}

// agesDuring is the ages of the events due in an entry, ascending.
func agesDuring(events []workload.Event, e results.EntryOutcome) []time.Duration {
	var out []time.Duration
	var done time.Duration
	for _, ev := range events {
		if ev.Due < e.Begin || ev.Due >= e.End {
			continue
		}
		switch e.Name {
		case "slow": // Lindley; work is as slow as when a record's turn comes
			begin := max(ev.Due, done)
			if done = begin; begin < e.End {
				done += 30 * time.Millisecond
			}
			out = append(out, done-ev.Due)
		default:
			out = append(out, e.End-ev.Due)
		}
	}
	slices.Sort(out)
	return out
}

// lateAges compares ages from the action on with the delays of devices, of events
// that nothing else disturbed.
func lateAges(t *testing.T, events []workload.Event, out *results.Outcome, steady results.Part, undisturbed time.Duration) {
	t.Helper()
	var expected []time.Duration
	for _, ev := range events {
		for _, s := range out.Segments {
			if s.Steady && ev.Due >= s.Begin && ev.Due < s.End {
				expected = append(expected, ev.Due-ev.Action)
			}
		}
	}
	slices.Sort(expected)
	compare(t, "late devices", expected, steady.Age, undisturbed, 0)
}

// hiccup is how long a broker or a small machine may stand still at any moment.
// What is exact is held to it in virtual time.
const hiccup = 250 * time.Millisecond

// compare allows 1 %, or twice what the machine adds anyway, or a hiccup; and the
// time in which it is not known what the brokers did.
func compare(t *testing.T, name string, expected []time.Duration, reported results.Quantiles, undisturbed, unsure time.Duration) {
	t.Helper()
	for _, q := range []struct {
		stat     string
		rank     int // of 1000
		reported time.Duration
	}{{"p50", 500, reported.P50}, {"p90", 900, reported.P90}, {"p99", 990, reported.P99}, {"p99.9", 999, reported.P999}, {"maximum", 1000, reported.Max}} {
		want := expected[max((len(expected)*q.rank+500)/1000, 1)-1]
		off := q.reported - want
		t.Logf("| %s | %s | %v | %v | %+.1f ms |", name, q.stat, want.Round(time.Millisecond), q.reported.Round(time.Millisecond), float64(off)/1e6)
		if within := max(want/100, 2*undisturbed, hiccup) + unsure; off.Abs() > within {
			t.Errorf("%s, %s: %v, expected %v within %v", name, q.stat, q.reported, want, within)
		}
	}
}

// scheduleOf is every event of the run in order of due.
func scheduleOf(t *testing.T) []workload.Event {
	t.Helper()
	sc, err := scenarios.Load("known.yaml", scenarios.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(known), nil }})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := sc.Spec()
	if err != nil {
		t.Fatal(err)
	}
	work, err := workload.Compile(spec)
	if err != nil {
		t.Fatal(err)
	}
	var events []workload.Event
	stream, ev := work.Stream(0), workload.Event{}
	for stream.Next(&ev) {
		events = append(events, ev)
	}
	return events
}
