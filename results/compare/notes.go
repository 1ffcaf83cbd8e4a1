package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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
	return append(out, c.rowNotes()...)
}

// rowNotes are the reasons of verdicts that are not plain, and how many runs have no
// value that counts.
func (c *Comparison) rowNotes() []Note {
	var out []Note
	for _, m := range c.Measures {
		for _, p := range m.Pairs {
			if p.Reason == "" || p.Verdict == TooFew {
				continue
			}
			text := p.Reason
			if len(c.Sides) > 2 && p.Verdict != NotKnown {
				text = c.Sides[p.Side].Name + ": " + text
			}
			if n := (Note{About: m.ID, Text: text}); !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
		for i, s := range m.Sides {
			if missing := len(s.Values) - s.N; missing > 0 && s.N > 0 && m.Tested && c.Sides[i].trusted(s) {
				out = append(out, Note{About: m.ID, Text: fmt.Sprintf("%d of %d runs of %s have no value", missing, len(s.Values), c.Sides[i].Name)})
			}
		}
	}
	return out
}

// trusted reports whether a value is missing for another reason than that the times of
// its run cannot be trusted, which is said of the run.
func (s Side) trusted(of Sample) bool {
	for i, v := range of.Values {
		if !v.Counts() && (v.Value == nil || s.Runs[i].Untrusted == "") {
			return true
		}
	}
	return false
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
	var untrusted []string
	why := ""
	for _, r := range s.Runs {
		if r.Untrusted != "" {
			untrusted, why = append(untrusted, r.Folder), cmp.Or(why, r.Untrusted)
		}
	}
	if len(untrusted) > 0 {
		out = append(out, fmt.Sprintf("%s: the times of %d of %d runs are not used: %s (%s)", s.Name, len(untrusted), len(s.Runs), why, strings.Join(untrusted, ", ")))
	}
	for _, f := range factsOf([]Side{s}) {
		if f.kind == OfSeed {
			continue
		}
		if len(s.values(f)) > 1 {
			out = append(out, fmt.Sprintf("%s: its runs are not alike: %s is %s", s.Name, f.what, s.has(f)))
		}
	}
	return out
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
	short := slices.ContainsFunc(c.Measures, func(m Measure) bool {
		return slices.ContainsFunc(m.Pairs, func(p Pair) bool { return p.Verdict == TooFew && p.P != nil })
	})
	needed := runsNeeded(max(c.Method.Tests, 1), c.Method.Alpha)
	switch {
	case least < MinTest:
		return fmt.Sprintf("%s on a side: a p-value needs %d a side and an interval %d, so that no difference is called", counted(least, "run", "runs"), MinTest, MinInterval)
	case short && needed > least:
		return fmt.Sprintf("%s on a side cannot call a single difference among %d tests; %d a side can", counted(least, "run", "runs"), c.Method.Tests, needed)
	case least < MinInterval:
		return fmt.Sprintf("%s on a side: an interval needs %d", counted(least, "run", "runs"), MinInterval)
	}
	return ""
}
