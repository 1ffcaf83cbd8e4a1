package compare

import (
	"fmt"
	"slices"
)

// notes are what a reader must know before the figures.
func (c *Comparison) notes() []Note {
	var out []Note
	add := func(format string, args ...any) { out = append(out, Note{Text: fmt.Sprintf(format, args...)}) }
	for _, caveat := range c.caveats() {
		add("%s", caveat)
	}
	for _, l := range c.LeftOut {
		add("left out of %s: %s: %s", l.Side, l.Folder, l.Reason)
	}
	for _, s := range c.Sides {
		for _, text := range s.notes() {
			add("%s", text)
		}
	}
	for _, text := range c.shared() {
		add("%s", text)
	}
	if text := c.tooFew(); text != "" {
		add("%s", text)
	}
	for _, m := range c.Measures {
		for _, p := range m.Pairs {
			if p.Reason != "" && p.Verdict != TooFew {
				out = append(out, Note{About: m.ID, Text: c.Sides[p.Side].Name + ": " + p.Reason})
			}
		}
	}
	return out
}

// caveats is what the figures of the targets cannot say, each once.
func (c *Comparison) caveats() []string {
	var out []string
	for _, s := range c.Sides {
		for _, r := range s.Runs {
			if t := r.Record.Run.Target; t.Caveat != "" && !slices.Contains(out, t.Name+": "+t.Caveat) {
				out = append(out, t.Name+": "+t.Caveat)
			}
		}
	}
	return out
}

// notes is what is to be said of the runs of a side: which cannot be trusted, and
// that they are not alike.
func (s Side) notes() []string {
	var out []string
	for _, r := range s.Runs {
		if r.Untrusted != "" {
			out = append(out, fmt.Sprintf("%s: the times of %s are not used: %s", s.Name, r.Folder, r.Untrusted))
		}
	}
	for _, f := range factsOf([]Side{s}) {
		if f.kind == OfSeed {
			continue
		}
		if !s.alike(f) {
			out = append(out, fmt.Sprintf("%s: its runs are not alike: %s is %s", s.Name, f.what, s.has(f)))
		}
	}
	return out
}

// alike reports whether all runs of a side have the same value of a fact.
func (s Side) alike(of fact) bool {
	values := map[string]bool{}
	for _, r := range s.Runs {
		value := ""
		for _, f := range r.facts {
			if f.kind == of.kind && f.what == of.what {
				value = f.value
			}
		}
		values[value] = true
	}
	return len(values) < 2
}

// shared is the runs that several sides have: they are compared with themselves.
func (c *Comparison) shared() []string {
	var out []string
	of := map[string]string{}
	for _, s := range c.Sides {
		for _, r := range s.Runs {
			id := r.Record.Run.ID
			if first, known := of[id]; known && id != "" {
				out = append(out, fmt.Sprintf("the run %s (%s) counts for %s too: what is compared with itself shows no difference", id, r.Folder, first))
			}
			of[id] = s.Name
		}
	}
	return out
}

// tooFew is what the sides have too few runs for.
func (c *Comparison) tooFew() string {
	least := len(c.Sides[0].Runs)
	for _, s := range c.Sides {
		least = min(least, len(s.Runs))
	}
	called := slices.ContainsFunc(c.Measures, func(m Measure) bool {
		return slices.ContainsFunc(m.Pairs, func(p Pair) bool { return p.Verdict == TooFew })
	})
	needed := runsNeeded(max(c.Method.Tests, 1), c.Method.Alpha)
	switch {
	case least < MinTest:
		return fmt.Sprintf("%s on a side: a p-value needs %d a side and an interval %d, so that no difference is called", counted(least, "run", "runs"), MinTest, MinInterval)
	case called && needed > least:
		return fmt.Sprintf("%s on a side cannot call a single difference among %d tests; %d a side can", counted(least, "run", "runs"), c.Method.Tests, needed)
	case least < MinInterval:
		return fmt.Sprintf("%s on a side: an interval needs %d", counted(least, "run", "runs"), MinInterval)
	}
	return ""
}
