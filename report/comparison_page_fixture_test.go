package report

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/measure"
)

// shownComparison is what comparing the fake run on several sides might find: each
// side's signals 20 ms older than those of the side before. The statistics are made
// up; they are not the page's.
func shownComparison(t testing.TB, sides, runs int) *compare.Comparison {
	t.Helper()
	c := &compare.Comparison{
		Scenario: "campaign-burst", About: "Does ranking see a click before the next page view?",
		Summary: "The second side is 20 ms older than the first.",
		Method:  compare.Method{Alpha: 0.05, Confidence: 0.95, Resamples: 1000, Seed: 1, Tests: 3},
		Notes:   []compare.Note{{Text: "these are fakes"}, {About: "lost", Text: "nothing was lost at all"}},
	}
	r := fakeRun(t) // all runs share its record; who changes an outcome clones it
	values := []string{"200ms", "220ms", "240ms", "260ms", "280ms", "300ms"}
	for i := range sides {
		s := compare.Side{Name: "work-" + values[i], Source: "runs/" + values[i]}
		for k := range runs {
			s.Runs = append(s.Runs, compare.Run{Folder: fmt.Sprintf("runs/%s/%03d", values[i], k+1), Verdict: r.out.Verdict, Reason: "an expectation failed", Record: r.rec, Outcome: r.out})
		}
		c.Sides = append(c.Sides, s)
		c.Traffic = append(c.Traffic, compare.Traffic{Runs: runs, Part: fakeFlow()})
		c.Cost = append(c.Cost, compare.Cost{Reason: "nothing was metered"})
	}
	c.Differences = []compare.Difference{{Kind: compare.OfVariant, What: "stages.ranking.work", Values: values[:sides], Expected: true}}
	for _, m := range []string{"ranking.platform-age.p50", "ranking.platform-age.p99", "analytics.platform-age.p99"} {
		c.Measures = append(c.Measures, fakeMeasure(m, compare.Ages, m != "analytics.platform-age.p99", sides, runs))
	}
	c.Measures = append(c.Measures, fakeZero(sides, runs))
	c.Checks = []compare.Check{{Text: "lost == 0", During: "whole run"}}
	for range sides {
		c.Checks[0].Sides = append(c.Checks[0].Sides, compare.CheckSide{Verdict: results.Unknown, Pass: runs - 1, Unknown: 1, Shown: []string{"0"}, Reason: "the audit was not reached"})
	}
	for _, e := range fakeEntries() {
		entry := compare.Entry{Name: e.Name, Verb: e.Verb}
		for range sides {
			entry.Sides = append(entry.Sides, compare.EntrySide{Summary: e.Summary, Runs: runs, Ended: runs, Begin: e.Begin, End: e.End})
		}
		c.Entries = append(c.Entries, entry)
	}
	return c
}

// fakeMeasure has a value of 200 ms and some on the first side.
func fakeMeasure(id string, section compare.Section, tested bool, sides, runs int) compare.Measure {
	m := compare.Measure{ID: id, Section: section, Subject: "ranking", Name: "platform-age", Stat: id[len(id)-3:], Part: "steady", Unit: measure.Seconds, Better: compare.Lower, Tested: tested}
	for i := range sides {
		base := 0.2 + 0.02*float64(i)
		s := compare.Sample{N: runs, Median: &compare.Estimate{Value: base}}
		for k := range runs {
			s.Values = append(s.Values, compare.Value{Value: value(base + 0.001*float64(k-runs/2))})
		}
		if runs >= compare.MinInterval {
			s.Interval = &compare.Interval{Low: compare.Estimate{Value: base - 0.002}, High: compare.Estimate{Value: base + 0.002}}
		}
		m.Sides = append(m.Sides, s)
		if i > 0 {
			m.Pairs = append(m.Pairs, compare.Pair{
				Side: i, Absolute: value(base - 0.2), Relative: value(base/0.2 - 1), P: value(0.001), Adjusted: value(0.003), Verdict: compare.IsHigher, Effect: "worse",
				Interval: &compare.Interval{Low: compare.Estimate{Value: base - 0.21}, High: compare.Estimate{Value: base - 0.19}},
			})
		}
	}
	return m
}

// fakeZero is a measure that is 0 in every run.
func fakeZero(sides, runs int) compare.Measure {
	m := compare.Measure{ID: "lost", Section: compare.Correctness, Name: "lost", Part: "whole run", Unit: measure.Records, Better: compare.Lower, Tested: true}
	for i := range sides {
		s := compare.Sample{N: runs, Median: &compare.Estimate{}, Values: slices.Repeat([]compare.Value{{Value: value(0)}}, runs)}
		m.Sides = append(m.Sides, s)
		if i > 0 {
			m.Pairs = append(m.Pairs, compare.Pair{Side: i, Absolute: value(0), Verdict: compare.TheSame})
		}
	}
	return m
}

// fakeFlow is traffic with zones.
func fakeFlow() results.TrafficPart {
	p := results.TrafficPart{Name: partOverall, Length: 80 * time.Second, Events: 1000, Payload: 512_000}
	for _, zone := range []string{"a", "b"} {
		p.Cells = append(p.Cells, results.TrafficCell{Path: results.PathProduce, Zone: zone, BrokerZone: "a", Sent: 1 << 20, Received: 1 << 10})
	}
	return p
}
