package report

import (
	"fmt"
	"strings"

	"github.com/freshet-bench/freshet/results"
)

// correctnessSection is "Correctness": how every event ended.
type correctnessSection struct {
	Reading     string
	Sentence    string
	Verdict     mark
	Definitions []definition
	Columns     []string
	LeftOut     string
	Rows        []settledRow
	Notes       []fact
	Audit       *auditBlock
	State       []stateRow
	Deliveries  []deliveryRow
}

// settledRow is one topic or stage; Cells follow the section's Columns.
type settledRow struct {
	Kind, Name string
	Cells      []cell
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

type auditRow struct{ Topic, Records, History, Bytes, Foreign, Damaged, Duplicates, OutOfOrder, Disorder, Done string }

type stateRow struct {
	Stage, Keys                        string
	StaleWrites, Diverged, Resurrected cell
	Erased, EraseP99, EraseMax         string
}

type deliveryRow struct{ Stage, Redelivered, Reprocessed, OutOfOrder, Rebalances, Negative, OverRange string }

// settledColumn is a state of the settled table. Always says that it is shown
// even if it is 0 everywhere; Bad that anything but 0 calls for attention.
type settledColumn struct {
	name        string
	of          func(results.Settled) int64
	always, bad bool
}

func settledColumns() []settledColumn {
	return []settledColumn{
		{"due", func(s results.Settled) int64 { return s.Due }, true, false},
		{"seen", func(s results.Settled) int64 { return s.Seen }, true, false},
		{"lost", func(s results.Settled) int64 { return s.Lost }, true, true},
		{"unsent", func(s results.Settled) int64 { return s.Unsent }, false, true},
		{"rejected", func(s results.Settled) int64 { return s.Rejected }, false, true},
		{"unconfirmed", func(s results.Settled) int64 { return s.Unconfirmed }, false, true},
		{"aborted", func(s results.Settled) int64 { return s.Aborted }, false, false},
		{"expired", func(s results.Settled) int64 { return s.Expired }, false, true},
		{"superseded", func(s results.Settled) int64 { return s.Superseded }, false, false},
		{"unread", func(s results.Settled) int64 { return s.Unread }, false, true},
		{"not emitted", func(s results.Settled) int64 { return s.NotEmitted }, false, false},
		{"log duplicates", func(s results.Settled) int64 { return s.LogDuplicates }, true, true},
		{"out of order", func(s results.Settled) int64 { return s.OutOfOrder }, true, true},
		{"injected disorder", func(s results.Settled) int64 { return s.InjectedDisorder }, false, false},
	}
}

func (v *view) correctness() correctnessSection {
	s := correctnessSection{
		Reading:     "Every event that was due ends in exactly one of these states, per topic and per stage; lost has to be 0.",
		Definitions: definitions("lost", "unsent", "rejected", "unconfirmed", "expired", "superseded", "unread", "duplicates", "out-of-order", "redelivered", "reprocessed", "stale-writes", "diverged", "resurrected"),
	}
	s.Verdict, s.Sentence = correctnessSentence(v.out)
	s.fillSettled(v.out.Settled)
	s.Audit = newAudit(v.out.Audit)
	for _, f := range v.out.State {
		s.State = append(s.State, newStateRow(f))
	}
	for _, o := range v.out.Stages {
		s.Deliveries = append(s.Deliveries, deliveryRow{
			o.Name, count(o.Redelivered), count(o.Reprocessed), count(o.OutOfOrder), count(o.Rebalances), count(o.Negative), count(o.OverRange),
		})
	}
	return s
}

// fillSettled leaves out columns that are 0 in every row, and says which.
func (s *correctnessSection) fillSettled(list []results.Settled) {
	var shown []settledColumn
	var zero []string
	for _, c := range settledColumns() {
		used := c.always
		for _, r := range list {
			used = used || c.of(r) != 0
		}
		if !used {
			zero = append(zero, c.name)
			continue
		}
		shown = append(shown, c)
		s.Columns = append(s.Columns, c.name)
	}
	s.LeftOut = joined(zero)
	for _, r := range list {
		row := settledRow{Kind: "stage", Name: r.Stage}
		if r.Stage == "" {
			row.Kind, row.Name = "topic", r.Topic
		}
		for _, c := range shown {
			row.Cells = append(row.Cells, settledCell(c, r))
		}
		if note := settledNote(r); note != "" {
			s.Notes = append(s.Notes, fact{row.Name, fullStop(note)})
		}
		s.Rows = append(s.Rows, row)
	}
}

func settledCell(c settledColumn, r results.Settled) cell {
	if c.name == "lost" && r.Unknown != "" {
		return cell{"unknown", "doubt"}
	}
	return newCell(c.of(r), c.bad)
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

// correctnessSentence sums the section up.
func correctnessSentence(out *results.Outcome) (mark, string) {
	if len(out.Settled) == 0 {
		return markOf(results.Unknown), "The record does not say how events ended: the audit was not reached."
	}
	var lost, duplicates, disorder int64
	var unknown []string
	for _, s := range out.Settled {
		lost += s.Lost
		duplicates += s.LogDuplicates
		disorder += s.OutOfOrder
		if s.Unknown != "" {
			unknown = append(unknown, s.Topic+s.Stage)
		}
	}
	known := ""
	if len(unknown) > 0 {
		known = "known to be "
	}
	text := fmt.Sprintf("%s %slost, %s log duplicates, %s out of order.", count(lost), known, count(duplicates), count(disorder))
	switch {
	case lost+duplicates+disorder > 0:
		return markOf(results.Fail), text
	case len(unknown) > 0:
		return markOf(results.Unknown), text + " Whether anything was lost is unknown for " + joined(unknown) + "."
	}
	return markOf(results.Pass), text
}

func newAudit(a *results.AuditFacts) *auditBlock {
	if a == nil {
		return nil
	}
	b := &auditBlock{Hash: a.Hash, Took: span(a.Took), Done: yes(a.Done)}
	for _, t := range a.Topics {
		b.Topics = append(b.Topics, auditRow{
			t.Topic, count(t.Records), count(t.History), bytesOf(t.Bytes), count(t.Foreign), count(t.Damaged),
			count(t.Duplicates), count(t.OutOfOrder), count(t.Disorder), yes(t.Done),
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

func newStateRow(f results.StateFacts) stateRow {
	return stateRow{
		Stage: f.Stage, Keys: count(f.Keys), StaleWrites: newCell(f.StaleWrites, true), Diverged: newCell(f.Diverged, true), Resurrected: newCell(f.Resurrected, true),
		Erased: count(f.Erased), EraseP99: sampled(f.EraseAge, f.EraseAge.P99), EraseMax: sampled(f.EraseAge, f.EraseAge.Max),
	}
}
