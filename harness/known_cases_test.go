package harness_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// stallCases are brokers that do not answer.
func stallCases() []known {
	during := func(r *knownRun, events []workload.Event) []time.Duration {
		return heldUntil(events, r.entry().Begin, r.entry().End, nil)
	}
	leader := func(r *knownRun, events []workload.Event) []time.Duration {
		return heldUntil(events, r.entry().Begin, r.entry().End, func(ev *workload.Event) bool { return r.held[ev.Partition] })
	}
	return []known{
		{
			name: "stall 3 s", part: "during stall", brief: true, ages: during,
			what:     "all brokers stand still for 3 s; an event due in it is as old as the rest of the stall is long",
			scenario: calm + "timeline:\n  - {at: 4s, stall: {brokers: all}, for: 3s}\n",
		},
		{
			name: "stall 3 s, whole run", part: "overall", ages: during,
			what:     "the same, over the whole run: events outside the stall have no age",
			scenario: calm + "timeline:\n  - {at: 4s, stall: {brokers: all}, for: 3s}\n",
		},
		{
			name: "stall 10 s", part: "during stall", ages: during,
			what:     "10 s, and a client that takes 1,000 records ahead of acknowledgements: two thirds of the events cannot even be handed to it, and are as old all the same",
			scenario: calm + "timeline:\n  - {at: 4s, stall: {brokers: all}, for: 10s}\n",
			sets:     []string{"duration=20s", "sources.clicks.client.in-flight=1000"},
		},
		{
			name: "leader stall 3 s", part: "during stall", prepare: findHeld, ages: leader,
			what:     "one of three brokers stands still for 3 s: events of the partitions that it leads wait, no others do",
			scenario: calm + "timeline:\n  - {at: 4s, stall: {broker: leader of raw.clicks/0}, for: 3s}\n",
		},
	}
}

// pathCases are disturbances between the broker and the end of a stage.
func pathCases() []known {
	const (
		ahead = 200 * time.Millisecond
		by    = 100 * time.Millisecond
	)
	return []known{
		{
			name: "delay of 100 ms", part: "during delay",
			what:     "every client's path is 100 ms longer each way; an event every 250 ms goes over it when it is written and when it is read, by a fetch that waits for it: 200 ms",
			scenario: calm + "timeline:\n  - {at: 4s, delay: {clients: all, by: 100ms}, for: 100s}\n",
			sets:     []string{"duration=110s", "topics[raw.clicks].partitions=1", "sources.clicks.rate=4/s", "sources.clicks.arrivals=even", "stages.reader.client.fetch-wait=30s"},
			ages: func(r *knownRun, events []workload.Event) []time.Duration {
				ages := same(events, by)
				for i, ev := range events {
					if ev.Due+by < r.entry().End { // it is read on the longer path too
						ages[i] += by
					}
				}
				return ages
			},
		},
		{
			name: "frozen consumer", part: "during freeze", brief: true,
			what:     "the stage's only member stands still for 3 s with its connections open",
			scenario: calm + "timeline:\n  - {at: 4s, freeze: {stage: reader, members: 1}, for: 3s}\n",
			ages: func(r *knownRun, events []workload.Event) []time.Duration {
				return heldUntil(events, r.entry().Begin, r.entry().End, nil)
			},
		},
		{
			name: "stopped consumer", part: "overall",
			what:     "the stage's only member leaves its group, and another joins 3 s later: what is due in between waits until that is given its partitions",
			scenario: calm + "timeline:\n  - {at: 4s, stop: {stage: reader, members: 1}, for: 3s}\n",
			ages: func(r *knownRun, events []workload.Event) []time.Duration {
				return heldUntil(events, r.entry().Begin, r.rejoined(), nil)
			},
		},
		{
			name: "clock ahead by 200 ms", part: "overall",
			what:     "the stage's clock is 200 ms ahead of the source's: every age is reported 200 ms too high",
			scenario: calm,
			prepare:  func(r *knownRun) { r.opt.ClocksAhead = map[string]time.Duration{"reader": ahead} },
			ages: func(_ *knownRun, events []workload.Event) []time.Duration {
				return same(events, ahead)
			},
		},
	}
}

// rejoined is when the stage was given its partitions again.
func (r *knownRun) rejoined() time.Duration {
	for _, e := range r.res.Record.Events {
		if e.Kind == results.Rebalance && e.At >= r.entry().End {
			return e.At
		}
	}
	r.t.Error("the stage was given no partitions again")
	return 0
}

// queueCases make a queue of a stage.
func queueCases() []known {
	byServers := func(r *knownRun, events []workload.Event) []time.Duration {
		return lindley(events, r.service)
	}
	onePartition := func(work string, more ...string) []string {
		return append([]string{"topics[raw.clicks].partitions=1", "stages.reader.work=" + work}, more...)
	}
	return []known{
		{
			name: "queue M/D/1", part: "overall", scenario: calm, ages: byServers,
			what: "one partition, Poisson arrivals at 200/s, a work of 4 ms: the Lindley recursion over the schedule; Erlang's formula for the mean and the median",
			sets: onePartition("4ms", "sources.clicks.rate=200/s", "duration=120s"),
			closed: func(r *knownRun, want []time.Duration) []row {
				mean, median := sojournMD1(200, 0.004)
				return r.closedRows(want, mean, median)
			},
		},
		{
			name: "queue M/M/1", part: "overall", scenario: calm, ages: byServers,
			what: "the same with exponential work of mean 3 ms: the Lindley recursion over the schedule and the draws of work; closed forms for the mean and the median",
			sets: onePartition("exp 3ms", "sources.clicks.rate=200/s", "duration=120s"),
			closed: func(r *knownRun, want []time.Duration) []row {
				mean, median := sojournMM1(200, 0.003)
				return r.closedRows(want, mean, median)
			},
		},
		{
			name: "hot key", part: "overall", scenario: calm, ages: byServers,
			what: "records are keyed by a tenant, one of which has more than half of them, at a work of 8 ms: its partition cannot keep up, the others can",
			sets: []string{"sources.clicks.key=tenant", "population.tenants={count: 50, skew: zipf 2}", "stages.reader.work=8ms"},
		},
		{
			name: "above capacity", part: "overall", brief: true, scenario: calm, ages: byServers,
			what: "300/s into a stage that can do 250/s: ages grow by 0.2 s a second",
			sets: onePartition("4ms", "sources.clicks.arrivals=even"),
			closed: func(r *knownRun, _ []time.Duration) []row {
				return []row{{stat: "growth of the median age a second", expected: seconds(300*0.004 - 1), reported: r.growth()}}
			},
		},
	}
}

// service is how long the stage works on an event.
func (r *knownRun) service(ev *workload.Event) time.Duration {
	return workload.ServiceTime(r.sc.Seed, "reader", "clicks", ev.N, ev.Copy, r.sc.Stages[0].Work.Workload())
}

// closedRows compares with a mean and a median (seconds) of a queue in the long
// run, with the interval within which a run of this length has to be.
func (r *knownRun) closedRows(want []time.Duration, m, median float64) []row {
	part := r.reported()
	return []row{
		{stat: "mean, closed form", expected: seconds(m), reported: part.Mean,
			interval: batchInterval(want, func(d []time.Duration) float64 { return mean(d).Seconds() })},
		{stat: "p50, closed form", expected: seconds(median), reported: part.P50,
			interval: batchInterval(want, func(d []time.Duration) float64 {
				return quantile(slices.Sorted(slices.Values(d)), 0.5).Seconds()
			})},
	}
}

// growth is by how much the median age of a second differs from that of the
// second before, on the average.
func (r *knownRun) growth() time.Duration {
	medians := r.res.Record.Ages.Over(results.TagPlatform+"reader", time.Second, r.sc.Warmup, r.sc.Duration, []float64{50})[0]
	return seconds((medians[len(medians)-1] - medians[0]) / float64(len(medians)-1))
}

// scheduleCases are in the events themselves.
func scheduleCases() []known {
	const (
		share      = 0.2
		p50, p99   = 0.5, 3.0
		standard99 = 2.3263478740408408
	)
	sigma := math.Log(p99/p50) / standard99
	// late is the quantile of all ages, of which a share of 1-share is 0, with three
	// standard errors of it in n ages.
	late := func(q float64, n int) (value, interval time.Duration) {
		inner := (q - (1 - share)) / share
		z := math.Sqrt2 * math.Erfinv(2*inner-1)
		x := p50 * math.Exp(sigma*z)
		density := math.Exp(-z*z/2) / (x * sigma * math.Sqrt(2*math.Pi)) * share
		return seconds(x), seconds(3 * math.Sqrt(q*(1-q)/float64(n)) / density)
	}
	return []known{{
		name: "late devices", part: "overall", action: true, brief: true, scenario: calm,
		what: "a fifth of the events comes late, by a log-normal time of median 0.5 s and p99 3 s: the age from the action is that time",
		sets: []string{"sources.clicks.late={share: 20%, by: {p50: 500ms, p99: 3s}}", "warmup=8s", "duration=30s", "sources.clicks.rate=200/s"},
		ages: func(_ *knownRun, events []workload.Event) []time.Duration {
			ages := make([]time.Duration, len(events))
			for i, ev := range events {
				ages[i] = ev.Due - ev.Action
			}
			return ages
		},
		closed: func(r *knownRun, want []time.Duration) []row {
			part := r.reported()
			rows := []row{{stat: "p90, closed form", reported: part.P90}, {stat: "p99, closed form", reported: part.P99}}
			rows[0].expected, rows[0].interval = late(0.9, len(want))
			rows[1].expected, rows[1].interval = late(0.99, len(want))
			return rows
		},
	}}
}

// TestTheCasesAreOnThePage has the page tell of every case what it is.
func TestTheCasesAreOnThePage(t *testing.T) {
	page := readTruthPage(t)
	for _, k := range knownAnswers() {
		if line := fmt.Sprintf("| %s | %s |\n", k.name, k.what); !slices.Contains(page, line) {
			t.Errorf("%s lacks this line:\n%s", truthPage, line)
		}
	}
}
