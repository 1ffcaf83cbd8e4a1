package report

import (
	"fmt"

	"github.com/freshet-bench/freshet/results"
)

// trustSection is "Can I trust this run".
type trustSection struct {
	Sentence string
	Reading  string
	Mark     mark
	Rows     []trustRow
}

// trustRow is one condition of trust.
type trustRow struct {
	Mark                     mark
	Name, Shown, Bound, Note string
}

func (v *view) trust() trustSection {
	s := trustSection{
		Reading: "Whether the generator and the method were good enough for the figures to be about the target. Where a bound that matters is broken, no expectation can pass.",
	}
	broken, remarks := 0, 0
	for _, t := range v.out.Trust {
		m := mark{"✓", "holds", "pass"}
		switch {
		case !t.OK && t.Unknown:
			m = mark{"?", "broken", "unknown"}
			broken++
		case !t.OK:
			m = mark{"!", "bear in mind", "remark"}
			remarks++
		}
		s.Rows = append(s.Rows, trustRow{m, t.Name, t.Shown, t.Bound, t.Note})
	}
	s.Mark, s.Sentence = trustSentence(len(v.out.Trust), broken, remarks)
	if v.out.Status == results.CutShort && broken == 0 {
		s.Mark, s.Sentence = markOf(results.Unknown), "Only as far as it goes: the run was cut short."
	}
	return s
}

func trustSentence(total, broken, remarks int) (mark, string) {
	switch {
	case total == 0:
		return markOf(results.Unknown), "The record does not say how well the generator did."
	case broken > 0:
		return markOf(results.Unknown), fmt.Sprintf("Not fully: %s broken, so no expectation can pass.", isAre(broken, "condition"))
	case remarks > 0:
		return markOf(results.Pass), fmt.Sprintf("Yes, with %s to bear in mind.", plural(remarks, "remark"))
	}
	return markOf(results.Pass), fmt.Sprintf("Yes: all %d conditions hold.", total)
}

func isAre(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return plural(n, noun) + " are"
}
