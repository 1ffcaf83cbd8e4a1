package report

import (
	"fmt"
	"html/template"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// faultsSection is "Faults and recovery": what each timeline entry did.
type faultsSection struct {
	Reading     string
	Definitions []definition
	Entries     []entryBlock
	Bars        bool // a recovery is drawn
}

// entryBlock is one timeline entry.
type entryBlock struct {
	Name, Verb, Summary, When string
	Notes                     []string
	Moved, Tiers              string
	Rebalance                 []string
	Recovery                  []recoveryRow
	Scale                     []scaleMark
	Backfill                  []backfillRow
	Isolation                 []isolationRow
	Remaining                 *figure
}

// scaleMark is a labelled time on the scale under recovery bars.
type scaleMark struct {
	Left  template.CSS
	Label string
	Class string // "last" = ends at its mark, so that it stays inside
}

// recoveryRow is one stage's way back to health, with its bar.
type recoveryRow struct {
	Stage, Text, Symbol, Class   string
	Relapses, Stale, Peak        string
	EntryLeft, EntryWidth        template.CSS
	UnhealthyLeft, UnhealthyWide template.CSS
	Violated, Censored           bool
}

type backfillRow struct {
	Team, Records, Bytes, Took, Rate string
	Censored                         bool
}

type isolationRow struct{ Stage, Ratio, Before, During, Reason string }

func (v *view) faults() (faultsSection, error) {
	s := faultsSection{Reading: "How long until things are well, and stay well. If not recovered by the end, only “longer than” is known.", Definitions: definitions("recovery", "stale-time", "backfill", "isolation")}
	for i, e := range v.out.Entries {
		b := entryBlock{Name: e.Name, Verb: e.Verb, Summary: e.Summary, When: v.entryWhen(e), Notes: e.Notes, Moved: movedText(e.Moved), Tiers: sentenceCase(fullStop(readTiersText(e)))}
		if e.Begun {
			v.recoveryBars(&b, e)
		}
		for _, r := range e.Rebalance {
			b.Rebalance = append(b.Rebalance, rebalanceText(r))
		}
		for _, f := range e.Backfill {
			b.Backfill = append(b.Backfill, newBackfillRow(f))
		}
		b.Isolation = isolationRows(e.Isolation)
		f, ok, err := v.remainingFigure(i, e)
		if err != nil {
			return s, err
		}
		if ok {
			b.Remaining = &f
		}
		s.Bars = s.Bars || len(b.Recovery) > 0
		s.Entries = append(s.Entries, b)
	}
	return s, nil
}

// entryWhen says when an entry began and ended.
func (v *view) entryWhen(e results.EntryOutcome) string {
	switch {
	case !e.Begun:
		return "did not begin before the run ended"
	case !e.Ended:
		return fmt.Sprintf("from %s; had not ended when the run did", at(e.Begin))
	}
	text := fmt.Sprintf("%s to %s (%s)", at(e.Begin), at(e.End), span(e.End-e.Begin))
	if e.Until != "" {
		text += ", when " + e.Until
	}
	return text
}

// entryFacts are sentences about what entries took: when their end was seen, what
// was moved, and who was without work meanwhile.
func (v *view) entryFacts() []string {
	var out []string
	for _, e := range v.out.Entries {
		var facts []string
		if e.Until != "" {
			facts = append(facts, v.entryWhen(e))
		}
		facts = append(facts, nonEmpty(movedText(e.Moved), readTiersText(e))...)
		for _, r := range e.Rebalance {
			facts = append(facts, rebalanceText(r))
		}
		for _, fact := range facts {
			out = append(out, e.Name+": "+fact)
		}
	}
	return out
}

// rebalanceText says how long partitions of a stage had no member.
func rebalanceText(r results.EntryRebalance) string {
	partitions := count(r.Partitions) + " partitions"
	if r.Partitions == 1 {
		partitions = "1 partition"
	}
	text := fmt.Sprintf("%s: up to %s without a member", r.Stage, partitions)
	switch {
	case r.Open && r.Spells == 1:
		return text + fmt.Sprintf(", for longer than %s", span(r.Total))
	case r.Spells == 1:
		return text + fmt.Sprintf(" for %s; all had one %s after the begin", span(r.Total), span(r.Took))
	}
	text += fmt.Sprintf("; all had one %s after the begin; %s in all, in %d spells", span(r.Took), span(r.Total), r.Spells)
	if r.Open {
		text += ", the last not over"
	}
	return text
}

// movedText says what brokers moved for an entry; "" if nothing is known of it.
func movedText(m *results.Moved) string {
	if m == nil {
		return ""
	}
	text := bytesOf(m.Copied) + " of replicas copied between brokers"
	if m.Shared {
		text = "no replica to copy: records are in the object store"
	}
	if n := m.Network; n != nil {
		text += fmt.Sprintf("; their network interfaces took in %s and sent %s in %s, clients included", bytesOf(n.Received), bytesOf(n.Sent), span(n.Over))
	}
	return text
}

// recoveryBars draws an entry's recovery by stage on one scale, from the
// entry's begin to the farthest horizon.
func (v *view) recoveryBars(b *entryBlock, e results.EntryOutcome) {
	from, to := e.Begin, e.Begin
	for _, r := range e.Recovery {
		to = max(to, r.Horizon)
	}
	if to <= from {
		to = v.end
	}
	whole := to - from
	for _, r := range e.Recovery {
		b.Recovery = append(b.Recovery, v.recoveryRow(e, r, whole))
	}
	if len(b.Recovery) == 0 {
		return
	}
	for _, m := range timeMarks(whole.Seconds(), 6) {
		mark := scaleMark{Left: percent(time.Duration(m.at*1e9), whole), Label: "+" + m.label}
		if m.at > lastLabel*whole.Seconds() {
			mark.Class = "last"
		}
		b.Scale = append(b.Scale, mark)
	}
}

// lastLabel is the share of a scale from which on a label would stick out.
const lastLabel = 0.94

// judgedUntil says where the judging of an entry's recovery stopped before the entry
// was over, as another one began; "" if it did not. What came after that is not known.
func (v *view) judgedUntil(e results.EntryOutcome, r results.Recovery) string {
	if e.Ended && r.Horizon >= e.End {
		return ""
	}
	for _, next := range v.out.Entries {
		if next.Begun && next.Begin == r.Horizon && next.Begin > e.Begin {
			return fmt.Sprintf("until %s began, %s in", next.Name, span(r.Horizon-e.Begin))
		}
	}
	return ""
}

func (v *view) recoveryRow(e results.EntryOutcome, r results.Recovery, whole time.Duration) recoveryRow {
	entryEnd := e.Begin + whole
	if e.Ended {
		entryEnd = e.End
	}
	row := recoveryRow{
		Stage: r.Stage, Relapses: count(int64(r.Relapses)), Stale: span(r.Stale), Peak: span(r.Peak),
		Violated: r.Violated, Censored: r.Censored, EntryLeft: "0%", EntryWidth: percent(entryEnd-e.Begin, whole),
		UnhealthyLeft: "0%", UnhealthyWide: "0%",
	}
	until := v.judgedUntil(e, r)
	switch {
	case !r.Violated && until != "":
		row.Symbol, row.Class, row.Text = "○", "plain", "within its objective "+until+"; not judged after that"
	case !r.Violated:
		row.Symbol, row.Class, row.Text = "✓", "pass", "stayed within its objective"
	case r.Censored:
		row.Symbol, row.Class = "▸", "fail"
		row.Text = fmt.Sprintf("not recovered by t = %s: longer than %s", at(r.Horizon), span(r.Horizon-e.Begin))
		row.UnhealthyWide = percent(r.Horizon-e.Begin, whole)
	default:
		row.Symbol, row.Class = "●", "plain"
		row.Text = fmt.Sprintf("%s after the begin", span(r.FromBegin))
		if r.FromEnd > 0 {
			row.Text += fmt.Sprintf(", %s after the end", span(r.FromEnd))
		} else if e.Ended {
			row.Text += ", before the end"
		}
		if until != "" {
			row.Text += "; judged " + until
		}
		row.UnhealthyWide = percent(r.FromBegin, whole)
	}
	return row
}

func newBackfillRow(f results.Backfill) backfillRow {
	r := backfillRow{Team: count(int64(f.Team)), Records: count(f.Records), Bytes: bytesOf(f.Bytes), Took: span(f.Took), Censored: f.Censored, Rate: noSample}
	if f.Took > 0 && f.Records > 0 {
		r.Rate = quantity(float64(f.Records)/f.Took.Seconds(), measure.PerSec)
	}
	return r
}

// isolationRows is how much slower each stage was; none where no stage has a sample
// before the entry to hold it against, as right after another entry.
func isolationRows(list []results.Isolation) []isolationRow {
	if !slices.ContainsFunc(list, func(n results.Isolation) bool { return n.Before.Count > 0 }) {
		return nil
	}
	var rows []isolationRow
	for _, n := range list {
		rows = append(rows, newIsolationRow(n))
	}
	return rows
}

func newIsolationRow(n results.Isolation) isolationRow {
	r := isolationRow{Stage: n.Stage, Reason: n.Reason, Ratio: "unknown", Before: sampled(n.Before, n.Before.P99), During: sampled(n.During, n.During.P99)}
	if n.Ratio != nil {
		r.Ratio = quantity(*n.Ratio, measure.Factor)
	}
	return r
}

// remainingFigure plots what each replaying team had left to read.
func (v *view) remainingFigure(i int, e results.EntryOutcome) (figure, bool, error) {
	var teams [][]point
	for _, w := range v.rec.Windows {
		for t, team := range w.Replays[e.Name] {
			for len(teams) <= t {
				teams = append(teams, nil)
			}
			teams[t] = append(teams[t], point{(w.At + w.Length).Seconds(), float64(team.Remaining)})
		}
	}
	if len(teams) == 0 {
		return figure{}, false, nil
	}
	c := v.overTime(fmt.Sprintf("replay-%d", i), "Records left to read, by team", "A line per team of "+e.Name+"; a team is done where its line reaches 0.")
	for t, points := range teams {
		c.lines = append(c.lines, chartLine{name: fmt.Sprintf("team %d", t+1), points: points, ink: seriesInk(t), dash: dash(t % 4), width: 1.8})
	}
	c.y = chooseScale(measure.Records, false, nil, c.lines)
	f, err := c.render(wideSize)
	f.Note = c.y.word()
	return f, true, err
}
