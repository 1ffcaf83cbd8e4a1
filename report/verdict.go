package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// mark is a verdict for the eye: a symbol and a word, never a colour alone.
type mark struct{ Symbol, Word, Class string }

// markOf is the mark of a verdict.
func markOf(v results.Verdict) mark {
	switch v {
	case results.Pass:
		return mark{"✓", "Pass", "pass"}
	case results.Fail:
		return mark{"✕", "Fail", "fail"}
	}
	return mark{"?", "Unknown", "unknown"}
}

// headline is the verdict of a run in a few plain sentences, without its word.
func headline(rec *results.Record, out *results.Outcome) string {
	s := []string{checksSentence(out)}
	if age := ageSentence(rec, out); age != "" {
		s = append(s, age)
	}
	return strings.Join(s, " ")
}

// checksSentence says how the expectations came out.
func checksSentence(out *results.Outcome) string {
	total := len(out.Checks)
	failed, unknown := withVerdict(out.Checks, results.Fail), withVerdict(out.Checks, results.Unknown)
	switch {
	case total == 0:
		return "The scenario expects nothing, so there is nothing to pass or fail. " + sentenceCase(fullStop(out.Reason))
	case len(failed) > 0:
		text := fmt.Sprintf("%d of %s did not hold: %s, but it was %s.", len(failed), plural(total, "expectation"), failed[0].Text, or(failed[0].Shown, noSample))
		if len(unknown) > 0 {
			text += " " + sentenceCase(small(len(unknown))) + " more could not be judged."
		}
		return text
	case len(unknown) > 0 && total == 1:
		return "The one expectation could not be judged: " + fullStop(unknownReason(out, unknown))
	case len(unknown) == total:
		return fmt.Sprintf("None of the %d expectations could be judged: %s", total, fullStop(unknownReason(out, unknown)))
	case len(unknown) > 0:
		return fmt.Sprintf("%d of %s could not be judged: %s", len(unknown), plural(total, "expectation"), fullStop(unknownReason(out, unknown)))
	case out.Verdict == results.Pass && total == 1:
		return "The one expectation held."
	case out.Verdict == results.Pass:
		return fmt.Sprintf("All %d expectations held.", total)
	}
	return strings.TrimSpace("The verdict is " + string(out.Verdict) + ". " + sentenceCase(fullStop(out.Reason)))
}

func withVerdict(checks []results.Check, v results.Verdict) []results.Check {
	var list []results.Check
	for _, c := range checks {
		if c.Verdict == v {
			list = append(list, c)
		}
	}
	return list
}

// ownReason is why a check came out as it did, unless the headline or a
// condition of trust says so already.
func ownReason(out *results.Outcome, c results.Check) string {
	if strings.Contains(out.Reason, c.Reason) && len(withVerdict(out.Checks, results.Fail)) == 0 {
		return ""
	}
	rest := c.Reason
	for _, t := range out.Trust {
		if !t.OK && t.Note != "" {
			rest = strings.Replace(rest, t.Note, "", 1)
		}
	}
	if strings.Trim(rest, "; ") == "" {
		return ""
	}
	return c.Reason
}

func unknownReason(out *results.Outcome, unknown []results.Check) string {
	for _, reason := range []string{out.Reason, unknown[0].Reason} {
		if reason != "" {
			return reason
		}
	}
	return "the run gives no reason"
}

// ageSentence says how old signals were where it matters: at the stage that
// decisions ask, or the last serving stage. Where devices are late it names the
// signal age, which the reader feels, before the platform's own part.
func ageSentence(rec *results.Record, out *results.Outcome) string {
	stage := lastStage(rec, out)
	if stage == nil {
		return ""
	}
	platform := partsSentence(stage.Parts, func(p results.Part) results.Quantiles { return p.Platform })
	switch {
	case platform == "":
		return sentenceCase(stage.Name) + " saw no signal in the part of the run that is judged."
	case !sourcesLate(rec):
		return "At " + stage.Name + ", 99 % of signals were usable " + platform + "."
	}
	age := stage.Parts[0].Age
	return "At " + stage.Name + ", 99 % of signals were usable within " + sampled(age, age.P99) + " of the action " +
		partPhrase(stage.Parts[0].Name) + ". The platform's own part, from due to available, was " + platform + "."
}

// partsSentence is the p99 in steady state and during the entries that raised it.
func partsSentence(parts []results.Part, of func(results.Part) results.Quantiles) string {
	const most = 4
	var phrases, quiet []string
	var steady time.Duration
	for _, p := range parts {
		q := of(p)
		entry, during := strings.CutPrefix(p.Name, partDuring)
		if q.Count == 0 || !during && p.Name != partSteady {
			continue
		}
		if during && steady > 0 && (q.P99 <= steady || span(q.P99) == span(steady)) {
			quiet = append(quiet, entry)
			continue
		}
		if p.Name == partSteady {
			steady = q.P99
		}
		phrases = append(phrases, "within "+span(q.P99)+" "+partPhrase(p.Name))
	}
	if len(phrases) == 0 {
		return ""
	}
	more := ""
	if len(phrases) > most {
		phrases, more = phrases[:most], "; the other entries are below"
	}
	if len(quiet) > 0 {
		more += "; " + joined(quiet) + " did not raise it"
	}
	return joined(phrases) + more
}

// sourcesLate reports whether a source's devices delay events.
func sourcesLate(rec *results.Record) bool {
	return slices.ContainsFunc(rec.Plan.Sources, func(s results.PlanSource) bool { return s.Late })
}

// lastStage is the stage that the first decision asks, or else the deepest
// serving one, or else the deepest; nil if there is none.
func lastStage(rec *results.Record, out *results.Outcome) *results.StageOutcome {
	name := ""
	if len(rec.Plan.Decisions) > 0 {
		name = rec.Plan.Decisions[0].Asks
	}
	best := -1
	for _, s := range rec.Plan.Stages {
		rank := s.Depth
		if s.Class == "serving" {
			rank += 1 << 16
		}
		if len(rec.Plan.Decisions) == 0 && rank > best {
			best, name = rank, s.Name
		}
	}
	for i := range out.Stages {
		if out.Stages[i].Name == name {
			return &out.Stages[i]
		}
	}
	return nil
}

// notice is something to know before the figures.
type notice struct{ Title, Text string }

// statusNotice says how the run ended, if not as planned.
func statusNotice(rec *results.Record, out *results.Outcome) (notice, bool) {
	until := at(out.Loaded)
	switch out.Status {
	case results.CutShort:
		return notice{"This run was cut short", "It was killed or crashed at about t = " + at(lastSeen(rec, out)) + "; no verdict was stored. What follows is what the record holds."}, true
	case results.Stopped:
		for _, early := range []string{"interrupted before", "stopped at once"} {
			if strings.HasPrefix(out.Reason, early) {
				return notice{"This run was interrupted", sentenceCase(fullStop(out.Reason))}, true
			}
		}
		return notice{"This run was interrupted", "Load was stopped at t = " + until + " of " + at(rec.Plan.Duration) + "; what was under way was drained and verified."}, true
	case results.Aborted:
		return notice{"This run ended early", "An expectation with abort: true could no longer hold; load stopped at t = " + until + "."}, true
	case results.Failed:
		return notice{"This run failed", sentenceCase(fullStop(or(out.Failure, out.Reason, "the record does not say why")))}, true
	}
	return notice{}, false
}

// lastSeen is the last moment that the record knows of.
func lastSeen(rec *results.Record, out *results.Outcome) time.Duration {
	last := out.Loaded
	for _, w := range rec.Windows {
		last = max(last, w.At+w.Length)
	}
	for _, e := range rec.Events {
		last = max(last, e.At)
	}
	return last
}

// or is the first text that is not empty.
func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
