package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
)

// correctnessSection is "Correctness": how every event ended.
type correctnessSection struct {
	Reading     string
	Sentence    string
	Verdict     mark
	Definitions []definition
	Tables      []settledTable
	Notes       []fact
	Audit       *auditBlock
	State       []stateRow
	Deliveries  []deliveryRow
}

// settledTable is how events ended in topics, or at stages.
type settledTable struct {
	Caption, Kind, LeftOut string
	Columns                []string
	Rows                   []settledRow
}

// settledRow is one topic or stage; Cells follow the table's Columns.
type settledRow struct {
	Name  string
	Cells []cell
}

// cell is a figure; Class says whether it calls for attention.
type cell struct{ Text, Class string }

// newCell is a count, in the colour of a failure if it is bad and not 0.
func newCell(n int64, bad bool) cell {
	switch {
	case n == 0:
		return cell{count(n), "zero"}
	case bad:
		return cell{count(n), "bad"}
	}
	return cell{Text: count(n)}
}

type auditBlock struct {
	Hash, Took, Done string
	Topics           []auditRow
}

type auditRow struct{ Topic, Records, History, Bytes, Foreign, Damaged, Duplicates, Reprocessed, OutOfOrder, Disorder, Done string }

type stateRow struct {
	Stage, Keys                        string
	StaleWrites, Diverged, Resurrected cell
	Erased, EraseP99, EraseMax         string
}

type deliveryRow struct{ Stage, Redelivered, Reprocessed, Aborted, OutOfOrder, Rebalances, Negative, OverRange string }

// settledColumn is a state of the settled table. Always says that it is shown
// even if it is 0 everywhere; Bad that anything but 0 calls for attention.
type settledColumn struct {
	name        string
	of          func(results.Settled) int64
	always, bad bool
}

// reprocessed is the column of events that are in an output more than once.
const reprocessed = "reprocessed"

func settledColumns(stages bool) []settledColumn {
	found := "found"
	if stages {
		found = "available"
	}
	return []settledColumn{
		{"due", func(s results.Settled) int64 { return s.Due }, true, false},
		{found, func(s results.Settled) int64 { return s.Seen }, true, false},
		{"lost", func(s results.Settled) int64 { return s.Lost }, true, true},
		{"unsent", func(s results.Settled) int64 { return s.Unsent }, false, true},
		{"rejected", func(s results.Settled) int64 { return s.Rejected }, false, true},
		{"unconfirmed", func(s results.Settled) int64 { return s.Unconfirmed }, false, true},
		{"aborted", func(s results.Settled) int64 { return s.Aborted }, false, true},
		{"expired", func(s results.Settled) int64 { return s.Expired }, false, true},
		{"superseded", func(s results.Settled) int64 { return s.Superseded }, false, false},
		{"unread", func(s results.Settled) int64 { return s.Unread }, false, true},
		{"not emitted", func(s results.Settled) int64 { return s.NotEmitted }, false, false},
		{"log duplicates", func(s results.Settled) int64 { return s.LogDuplicates }, !stages, true},
		{reprocessed, func(s results.Settled) int64 { return s.Reprocessed }, false, false},
		{"aborted records", func(s results.Settled) int64 { return s.AbortedRecords }, false, false},
		{"aborted reads", func(s results.Settled) int64 { return s.AbortedReads }, false, true},
		{"out of order", func(s results.Settled) int64 { return s.OutOfOrder }, true, true},
		{"injected disorder", func(s results.Settled) int64 { return s.InjectedDisorder }, false, false},
	}
}

func (v *view) correctness() correctnessSection {
	s := correctnessSection{
		Reading:     "Every event that was due ends in exactly one of these states, per topic and per stage; lost has to be 0.",
		Definitions: definitions("lost", "unsent", "rejected", "unconfirmed", "aborted", "aborted-records", "aborted-reads", "expired", "superseded", "unread", "duplicates", "out-of-order", "redelivered", "reprocessed", "stale-writes", "diverged", "resurrected"),
	}
	s.Verdict, s.Sentence = correctnessSentence(v.out)
	s.fillSettled(v.out.Settled)
	s.Audit = newAudit(v.out.Audit)
	for _, f := range v.out.State {
		s.State = append(s.State, v.newStateRow(f))
	}
	for _, o := range v.out.Stages {
		s.Deliveries = append(s.Deliveries, deliveryRow{
			o.Name, count(o.Redelivered), count(o.Reprocessed), count(o.Aborted), count(o.OutOfOrder), count(o.Rebalances), count(o.Negative), count(o.OverRange),
		})
	}
	return s
}

// fillSettled lists the topics, then the stages.
func (s *correctnessSection) fillSettled(list []results.Settled) {
	s.Notes = settledNotes(list)
	var topics, stages []results.Settled
	for _, r := range list {
		if r.Stage == "" {
			topics = append(topics, r)
		} else {
			stages = append(stages, r)
		}
	}
	for _, t := range []settledTable{
		newSettledTable("Topic", "How every event ended in each topic", topics, settledColumns(false)),
		newSettledTable("Stage", "How every event ended at each stage", stages, settledColumns(true)),
	} {
		if len(t.Rows) > 0 {
			s.Tables = append(s.Tables, t)
		}
	}
}

// newSettledTable leaves out columns that are 0 in every row, and says which.
func newSettledTable(kind, caption string, list []results.Settled, columns []settledColumn) settledTable {
	t := settledTable{Kind: kind, Caption: caption}
	var shown []settledColumn
	var zero []string
	for _, c := range columns {
		if !c.always && !slices.ContainsFunc(list, func(r results.Settled) bool { return c.of(r) != 0 }) {
			zero = append(zero, c.name)
			continue
		}
		shown = append(shown, c)
		t.Columns = append(t.Columns, c.name)
	}
	t.LeftOut = joined(zero)
	for _, r := range list {
		row := settledRow{Name: r.Topic + r.Stage}
		for _, c := range shown {
			row.Cells = append(row.Cells, settledCell(c, r))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func settledCell(c settledColumn, r results.Settled) cell {
	if c.name == "lost" && r.Unknown != "" {
		return cell{"unknown", "doubt"}
	}
	return newCell(c.of(r), c.bad || c.name == reprocessed && r.ExactlyOnce)
}

func settledNote(r results.Settled) string {
	var notes []string
	if r.Unknown != "" {
		notes = append(notes, "Lost is unknown: "+r.Unknown)
	}
	if len(r.Examples) > 0 {
		notes = append(notes, "Lost, for example: "+strings.Join(r.Examples, "; "))
	}
	return strings.Join(notes, ". ")
}

// correctnessSentence sums the section up: what is wrong, then quietly what
// at-least-once delivery allows.
func correctnessSentence(out *results.Outcome) (mark, string) {
	if len(out.Settled) == 0 {
		return markOf(results.Unknown), "The record does not say how events ended: the audit was not reached."
	}
	var duplicates, disorder, twice, aborted int64
	var unknown []string
	for _, s := range out.Settled {
		if s.ExactlyOnce {
			twice += s.Reprocessed
		}
		aborted += s.AbortedReads
		duplicates += s.LogDuplicates
		disorder += s.OutOfOrder
		if s.Unknown != "" {
			unknown = append(unknown, s.Topic+s.Stage)
		}
	}
	lost := count(out.SettledRun.Lost) + " lost"
	if len(unknown) > 0 {
		lost = count(out.SettledRun.Lost) + " known to be lost"
	}
	words := []string{lost, count(duplicates) + " log duplicates", count(disorder) + " out of order"}
	stale, diverged, resurrected := stateSums(out.State)
	words = append(words, nonEmpty(ifAny(twice, "committed twice"), ifAny(aborted, "aborted and read as committed"))...)
	words = append(words, nonEmpty(ifAny(stale, "stale writes"), ifAny(diverged, "diverged"), ifAny(resurrected, "resurrected"))...)
	text := strings.Join(words, ", ") + "."
	if len(unknown) > 0 {
		text += " Whether anything was lost is unknown for " + joinedFew(unknown) + "."
	}
	m := markOf(results.Pass)
	switch {
	case out.SettledRun.Lost+duplicates+disorder+twice+aborted+stale+diverged+resurrected > 0:
		m = markOf(results.Fail)
	case len(unknown) > 0:
		m = markOf(results.Unknown)
	}
	return m, strings.Join(nonEmpty(text, repeatsSentence(out.Stages)), " ")
}

// settledNotes are what is to be said of topics and stages; where it is the same
// of several, once.
func settledNotes(list []results.Settled) []fact {
	var notes []fact
	owners := map[string][]string{}
	for _, r := range list {
		note := settledNote(r)
		if note == "" {
			continue
		}
		if owners[note] == nil {
			notes = append(notes, fact{Value: note})
		}
		owners[note] = append(owners[note], r.Topic+r.Stage)
	}
	for i, n := range notes {
		notes[i] = fact{joinedFew(owners[n.Value]), fullStop(n.Value)}
	}
	return notes
}

// ifAny is "3 diverged", or nothing for 0.
func ifAny(n int64, words string) string {
	if n == 0 {
		return ""
	}
	return count(n) + " " + words
}

// stateSums adds up what went wrong in stores.
func stateSums(list []results.StateFacts) (stale, diverged, resurrected int64) {
	for _, s := range list {
		stale += s.StaleWrites
		diverged += s.Diverged
		resurrected += s.Resurrected
	}
	return stale, diverged, resurrected
}

// repeatsSentence is what stages were given, or did, more than once.
func repeatsSentence(stages []results.StageOutcome) string {
	var redelivered, reprocessed int64
	for _, s := range stages {
		redelivered += s.Redelivered
		reprocessed += s.Reprocessed
	}
	words := nonEmpty(ifAny(redelivered, "redelivered"), ifAny(reprocessed, "reprocessed"))
	if len(words) == 0 {
		return ""
	}
	return "Over all stages, " + joined(words) + "."
}

// erasures say how deletions fared, a sentence for each store that had any.
func (v *view) erasures() []string {
	var out []string
	for _, s := range v.out.State {
		if s.Erased == 0 && s.Resurrected == 0 {
			continue
		}
		age := v.eraseAge(s)
		out = append(out, fmt.Sprintf("Erased %s at %s, p99 %s, %s came back.", keys(s.Erased), s.Stage, sampled(age, age.P99), count(s.Resurrected)))
	}
	return out
}

// eraseAge is how long deletions took at a stage, from due to effect; after the
// warmup, unless the facts hold a sum.
func (v *view) eraseAge(s results.StateFacts) results.Quantiles {
	if s.EraseAge.Count > 0 {
		return s.EraseAge
	}
	return results.Sum(v.rec.Ages.Hist(results.TagErase+s.Stage, inPart(v.out.Segments, partOverall)))
}

func keys(n int64) string { return plural(int(n), "key") }

func newAudit(a *results.AuditFacts) *auditBlock {
	if a == nil {
		return nil
	}
	b := &auditBlock{Hash: a.Hash, Took: span(a.Took), Done: yes(a.Done)}
	for _, t := range a.Topics {
		b.Topics = append(b.Topics, auditRow{
			t.Topic, count(t.Records), count(t.History), bytesOf(t.Bytes), count(t.Foreign), count(t.Damaged),
			count(t.Duplicates), count(t.Reprocessed), count(t.OutOfOrder), count(t.Disorder), yes(t.Done),
		})
	}
	return b
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (v *view) newStateRow(f results.StateFacts) stateRow {
	age := v.eraseAge(f)
	return stateRow{
		Stage: f.Stage, Keys: count(f.Keys), StaleWrites: newCell(f.StaleWrites, true), Diverged: newCell(f.Diverged, true), Resurrected: newCell(f.Resurrected, true),
		Erased: count(f.Erased), EraseP99: sampled(age, age.P99), EraseMax: sampled(age, age.Max),
	}
}
