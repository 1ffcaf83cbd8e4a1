package harness_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
)

// delayed is a short run in which the path between a stage and its brokers is longer
// by a constant delay.
const delayed = `
name: delayed
duration: 4s
warmup: 1s
drain: 30s
population: {users: 10_000, active: {of: clicks, gap: 1s, session: 1m}}
topics:
  raw.clicks: {partitions: 3}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 200/s, arrivals: poisson, size: 100B}
stages:
  ranking: {class: serving, reads: raw.clicks, serves: user, objective: 2s}
decisions:
  page-view: {asks: ranking, after: clicks, share: 30%, think: {p50: 300ms, p99: 2s}, tolerance: 500ms}
timeline:
  - {at: 1s, delay: {clients: [ranking], by: 200ms}, for: 3s}
`

// pool is runs of the scenario delayed, by delay: each with a seed of its own.
type pool struct {
	t    *testing.T
	runs map[time.Duration][]compare.Run
	seed int
}

// draw makes runs until there are n of a delay, and returns them.
func (p *pool) draw(by time.Duration, n int) []compare.Run {
	p.t.Helper()
	for len(p.runs[by]) < n {
		p.seed++
		sc := load(p.t, delayed, fmt.Sprintf("seed=%d", p.seed), "timeline.delay.by="+by.String())
		res := driveVirtual(p.t, sc, target.EmbeddedOptions{}, plain)
		if res.Outcome.Status != results.Completed {
			p.t.Fatalf("status %s: %s", res.Outcome.Status, res.Outcome.Failure)
		}
		p.runs[by] = append(p.runs[by], compare.NewRun(res.Record, res.Outcome))
	}
	return p.runs[by][:n]
}

// called is on how many of the pages a difference is called between runs of two
// delays: in any measure, and in the age during the delay as higher. Page i has the
// i-th runs a side of each.
func (p *pool) called(first, other time.Duration, pages, runs int) (any, age int) {
	p.t.Helper()
	x, y := p.draw(first, pages*runs), p.draw(other, pages*runs)
	if first == other { // other runs, of the same delay
		y = p.draw(other, 2*pages*runs)[pages*runs:]
	}
	for i := range pages {
		c := page(p.t, x[i*runs:(i+1)*runs], y[i*runs:(i+1)*runs])
		found, higher := verdicts(p.t, c)
		if found {
			any++
		}
		if higher {
			age++
		}
	}
	return any, age
}

// page compares two sides.
func page(t *testing.T, x, y []compare.Run) *compare.Comparison {
	t.Helper()
	c, err := compare.Compare([]compare.Side{{Name: "first", Runs: x}, {Name: "other", Runs: y}}, compare.Options{Resamples: 100})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// verdicts is whether any difference is called, and whether the age is called higher.
func verdicts(t *testing.T, c *compare.Comparison) (any, higher bool) {
	t.Helper()
	for _, m := range c.Measures {
		any = any || m.Pairs[0].Called()
	}
	m, ok := c.Measure("ranking.platform-age.p99 during delay")
	if !ok {
		t.Fatal("the age during the delay is not on the page")
	}
	return any, m.Pairs[0].Verdict == compare.IsHigher
}

// TestComparisonsCallWhatIsThere holds that a page seldom calls a difference between
// runs of the same delay, and finds one of a tenth. Ordinary tests look at one page of
// each delay that differs: by its level, a page of the same may call something.
func TestComparisonsCallWhatIsThere(t *testing.T) {
	const runs = 6
	pages := 20
	if os.Getenv(allKnownAnswers) == "" {
		pages = 1
	}
	const base = 200 * time.Millisecond
	p := &pool{t: t, runs: map[time.Duration][]compare.Run{}}
	for _, c := range []struct {
		by          time.Duration
		least, most int
	}{
		{base, 0, pages / 10},
		{220 * time.Millisecond, (pages*9 + 9) / 10, pages},
		{260 * time.Millisecond, pages, pages},
	} {
		if c.by == base && pages == 1 {
			continue
		}
		found, age := p.called(base, c.by, pages, runs)
		t.Logf("%v against %v: a difference is called on %d of %d pages of 2 x %d runs, and the age higher on %d", c.by, base, found, pages, runs, age)
		if found < c.least || found > c.most || c.by > base && age < c.least {
			t.Errorf("%v against %v: called on %d of %d pages, the age on %d; want %d to %d", c.by, base, found, pages, age, c.least, c.most)
		}
	}
}

// TestSmallestEffect prints how often a longer delay is seen, by number of runs: the
// table of docs/compare.md.
func TestSmallestEffect(t *testing.T) {
	if os.Getenv(allKnownAnswers) == "" {
		t.Skip("a table of hundreds of runs, made with " + allKnownAnswers + " set")
	}
	const base, pooled, pages = 200 * time.Millisecond, 40, 200
	p := &pool{t: t, runs: map[time.Duration][]compare.Run{}}
	p.draw(base, pooled)
	for _, by := range []time.Duration{200, 201, 202, 204, 206, 210, 220} {
		by *= time.Millisecond
		all := p.draw(by, pooled)
		if by == base {
			all = p.draw(base, 2*pooled)[pooled:]
		}
		for _, runs := range []int{4, 5, 6, 8, 10} {
			rng, seen := rand.New(rand.NewPCG(uint64(by), uint64(runs))), 0
			for range pages {
				c := page(t, some(rng, p.runs[base][:pooled], runs), some(rng, all, runs))
				if _, higher := verdicts(t, c); higher {
					seen++
				}
			}
			t.Logf("| %v | %d | %d %% |", by, runs, 100*seen/pages)
		}
	}
}

// some draws n of the runs.
func some(rng *rand.Rand, runs []compare.Run, n int) []compare.Run {
	out := make([]compare.Run, n)
	for i, at := range rng.Perm(len(runs))[:n] {
		out[i] = runs[at]
	}
	return out
}
