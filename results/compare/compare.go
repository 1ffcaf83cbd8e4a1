package compare

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/freshet-bench/freshet/results"
)

// The fewest runs a side for an interval and for a p-value. With fewer the answer
// would be made of nothing but luck.
const (
	MinInterval = 6
	MinTest     = 4
)

// Options say how sides are compared. The zero value is what the command does.
type Options struct {
	// Alpha is the level of the page, above 0 and below 1; 0 = 0.05.
	Alpha float64
	// Resamples of each bootstrap; 0 = 2,000.
	Resamples int
	// Seed of the bootstrap; 0 = 1.
	Seed uint64
	// LeftOut are runs that could not be opened.
	LeftOut []LeftOut
	// Gates are conditions on differences, decided apart from the page.
	Gates []Gate
}

// confidence is that of every interval.
const confidence = 0.95

func (o Options) method() Method {
	return Method{
		Alpha: cmp.Or(o.Alpha, 0.05), Confidence: confidence,
		Resamples: cmp.Or(o.Resamples, 2_000), Seed: cmp.Or(o.Seed, 1),
	}
}

func (m Method) bootstrap() bootstrap { return bootstrap{m.Resamples, m.Confidence, m.Seed} }

// ErrNothing says that fewer than two sides have runs that can be compared.
var ErrNothing = errors.New("there is nothing to compare")

// Compare compares the sides with the first one that has runs. It leaves out runs
// that cannot be compared, and fails if fewer than two sides are left: with
// ErrNothing and every reason, or with what is wrong with a gate.
func Compare(sides []Side, opt Options) (*Comparison, error) {
	kept, left := screen(sides)
	c := &Comparison{
		Format: results.Format, Definitions: results.Definitions,
		Sides: kept, LeftOut: slices.Concat(opt.LeftOut, left), Method: opt.method(),
	}
	if len(kept) < 2 {
		return nil, nothing(kept, c.LeftOut)
	}
	plan := kept[0].Runs[0].Record.Plan
	c.Scenario, c.About = plan.Name, plan.About
	c.Differences = differences(kept)
	entries := timeline(kept)
	c.measures(catalogue(plan, entries, kept))
	c.Checks = checks(kept)
	c.Entries = c.entries(entries)
	c.Storage, c.Traffic, c.Cost = storages(kept), traffic(kept), costs(kept)
	if err := c.gates(opt.Gates); err != nil {
		return nil, err
	}
	c.Notes = c.notes()
	c.Summary = c.summary()
	return c, nil
}

// nothing is ErrNothing with the reasons.
func nothing(kept []Side, left []LeftOut) error {
	err := ErrNothing
	if len(kept) == 1 {
		err = fmt.Errorf("%w the %s of %s with", err, counted(len(kept[0].Runs), "run", "runs"), kept[0].Name)
	}
	list := []error{err}
	for _, l := range left {
		list = append(list, fmt.Errorf("%s: %s", l.Folder, l.Reason))
	}
	return errors.Join(list...)
}

// measures fills in the rows.
func (c *Comparison) measures(rows []row) {
	b := c.Method.bootstrap()
	for _, r := range rows {
		m := r.Measure
		for i, s := range c.Sides {
			var sample Sample
			for _, run := range s.Runs {
				sample.Values = append(sample.Values, r.of(run))
			}
			sample.sum(b, m.ID, i)
			m.Sides = append(m.Sides, sample)
		}
		if r.quiet && m.silent() {
			continue
		}
		for n := range c.Sides[1:] {
			m.Pairs = append(m.Pairs, m.pair(n+1, b, c.Sides))
		}
		c.Measures = append(c.Measures, m)
	}
	c.Method.Tests = decide(c.Measures, c.Method.Alpha)
}

// Zero reports whether every run has the value 0.
func (m Measure) Zero() bool {
	return !slices.ContainsFunc(m.Sides, func(s Sample) bool {
		return slices.ContainsFunc(s.Values, func(v Value) bool { return v.Value == nil || *v.Value != 0 })
	})
}

// silent reports whether no run has anything but 0.
func (m *Measure) silent() bool {
	return !slices.ContainsFunc(m.Sides, func(s Sample) bool {
		return slices.ContainsFunc(s.Values, func(v Value) bool { return v.Value != nil && *v.Value != 0 })
	})
}

// counted writes a number with its word.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
