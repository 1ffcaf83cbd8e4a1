package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// WriteCost writes a modelled cost for people: the bills of all models by item, how
// the chosen one grows, and every input with where it comes from.
func WriteCost(w io.Writer, c Cost, opt TextOptions) error {
	if opt.Width < 40 {
		opt.Width = 100
	}
	t := &costWriter{textWriter{opt: opt}, c}
	t.head()
	t.bills()
	if c.Explain {
		t.lines()
	}
	t.growth()
	t.breakEvens()
	t.tornado()
	t.inputs()
	t.notes()
	if _, err := io.WriteString(w, t.b.String()); err != nil {
		return fmt.Errorf("writing the cost: %w", err)
	}
	return nil
}

type costWriter struct {
	textWriter
	cost Cost
}

func (t *costWriter) head() {
	c, b := t.cost, t.cost.Bill()
	t.line("%s  %s %s a month, modelled as %s", t.paint("bold", c.Of), money(b.Total), b.Currency, b.Model)
	t.paragraph(fmt.Sprintf("%s in %s with %s; %s.", b.Place.Provider, b.Place.Region, plural(int(b.Brokers), "broker"), perMillion(c.Study)))
}

// perMillion is what a million events cost, or that they are not known.
func perMillion(s cost.Study) string {
	events := s.Facts.Fact(cost.Events).Value * s.Facts.Fact(cost.Month).Value
	if events <= 0 {
		return "how many events that is, is not known"
	}
	return precise(s.Bill().Total/events*1e6) + " " + s.Bill().Currency + " for a million events"
}

// bills are the items of every model side by side.
func (t *costWriter) bills() {
	g := grid{head: []string{"a month, " + t.cost.Bill().Currency}, right: 1}
	for _, b := range t.cost.Bills {
		g.head = append(g.head, b.Model)
	}
	for _, item := range measure.CostItems() {
		cells := []string{item}
		for _, b := range t.cost.Bills {
			cells = append(cells, amountOf(b, item))
		}
		if slices.ContainsFunc(cells[1:], func(s string) bool { return s != "–" }) {
			g.add("", cells...)
		}
	}
	total := []string{"total"}
	for _, b := range t.cost.Bills {
		total = append(total, money(b.Total))
	}
	g.add("bold", total...)
	t.table("By item", g)
	for _, r := range t.cost.Refused {
		t.paragraph("! " + r.Model + ": " + oneSentence(r.Why))
	}
}

// amountOf is what a bill has for an item; a dash where it has no such line.
func amountOf(b cost.Bill, item string) string {
	if !slices.ContainsFunc(b.Lines, func(l cost.Line) bool { return l.Item == item }) {
		return "–"
	}
	return money(b.Of(item))
}

func oneSentence(why string) string { return strings.ReplaceAll(why, "\n", "; ") }

// lines explain the bill of the chosen model.
func (t *costWriter) lines() {
	b := t.cost.Bill()
	t.b.WriteByte('\n')
	t.line("%s", t.paint("bold", "How "+b.Model+" comes to "+money(b.Total)+" "+b.Currency))
	for _, l := range b.Lines {
		t.line("  %s: %s, %s %s", l.Item, l.What, money(l.Amount), b.Currency)
		t.detail("= " + l.Formula)
		t.detail("= " + quantityOf(l))
		t.detail("with " + t.inputsOf(l))
		for _, p := range l.Prices {
			t.detail(fmt.Sprintf("at %s for %s, %s: %s", price(p), p.Item, p.Date.Format(time.DateOnly), p.Source))
		}
	}
}

// detail is a line below a line of the bill.
func (t *costWriter) detail(text string) {
	for _, l := range wrap(text, t.opt.Width-6) {
		t.line("      %s", t.paint("dim", l))
	}
}

// quantityOf writes what a line pays for.
func quantityOf(l cost.Line) string {
	switch l.Unit {
	case cost.Hour, cost.AZHour:
		return precise(l.Quantity) + " " + string(l.Unit) + "s"
	case cost.Requests1k, cost.Requests10k:
		return precise(l.Quantity) + " × " + string(l.Unit)
	}
	return precise(l.Quantity) + " " + string(l.Unit)
}

// inputsOf lists the inputs of a line with their values.
func (t *costWriter) inputsOf(l cost.Line) string { return inputsOf(t.cost.Facts, l) }

func inputsOf(f cost.Facts, l cost.Line) string {
	var list []string
	for _, i := range l.Inputs {
		text := i.String() + " " + i.Spec().Format(f.Fact(i).Value)
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return strings.Join(list, ", ")
}

// growth is what doubling each quantity adds to every model's bill.
func (t *costWriter) growth() {
	g := grid{head: []string{"doubling"}, right: 1}
	for _, b := range t.cost.Bills {
		g.head = append(g.head, b.Model)
	}
	for _, a := range cost.Axes() {
		cells := []string{a.Name}
		for _, b := range t.cost.Bills {
			cells = append(cells, t.doubling(b.Model, a.Name))
		}
		if slices.ContainsFunc(cells[1:], func(s string) bool { return s != "–" }) {
			g.add("", cells...)
		}
	}
	g.foot = "What the bill grows by, and in brackets its elasticity, d ln(cost)/d ln(quantity): 1 grows as the quantity does."
	t.table("Growth", g)
}

func (t *costWriter) doubling(model, axis string) string {
	return doublingOf(t.cost.Study, model, axis)
}

// doublingOf is what doubling a quantity adds to a model's bill, and the elasticity.
func doublingOf(s cost.Study, model, axis string) string {
	for _, e := range s.Elasticities {
		if e.Model == model && e.Axis == axis {
			return added(e.Doubling) + " (" + strconv.FormatFloat(e.Slope+0, 'f', 2, 64) + ")"
		}
	}
	return "–"
}

func (t *costWriter) breakEvens() {
	g := grid{head: []string{"along", "against", "break-even of " + t.cost.Chosen}, flexible: 2}
	for _, r := range breakEvenRows(t.cost.BreakEvens) {
		g.add("", r.Axis, r.Against, r.Text)
	}
	t.table("Where another model costs the same", g)
}

// tornadoShown is how many inputs are shown.
const tornadoShown = 8

func (t *costWriter) tornado() {
	g := grid{head: []string{"input", "from", "to", "bill from", "bill to"}, right: 1}
	for i, s := range t.cost.Tornado {
		if i == tornadoShown {
			break
		}
		g.add("", s.Input, s.Low, s.High, money(s.LowTotal), money(s.HighTotal))
	}
	t.table("What moves the bill most", g)
}

func (t *costWriter) inputs() {
	g := grid{head: []string{"input", "value", "origin", "what"}, flexible: 3}
	for _, r := range inputRows(t.cost.Study) {
		g.add("", r.Name, r.Value, r.Origin, r.What)
	}
	t.table("Inputs", g)
}

// inputRow is an input as tables show it.
type inputRow struct{ Name, Value, Origin, What string }

// inputRows are the inputs that any of the bills depends on.
func inputRows(s cost.Study) []inputRow {
	used := map[cost.Input]bool{cost.Events: true, cost.Compression: s.Facts.Fact(cost.Compression).Origin != cost.Assumed}
	for _, b := range s.Bills {
		for _, l := range b.Lines {
			for _, i := range l.Inputs {
				used[i] = true
			}
		}
	}
	for _, i := range []cost.Input{cost.ClosestReplica, cost.ReplayTeams, cost.Replacements, cost.Endpoints} {
		used[i] = true // what is off or 0 is worth knowing
	}
	var rows []inputRow
	for _, i := range cost.Inputs() {
		if !used[i] {
			continue
		}
		spec, f := i.Spec(), s.Facts.Fact(i)
		what := spec.About
		if f.Note != "" {
			what += ": " + f.Note
		}
		rows = append(rows, inputRow{spec.Name, spec.Format(f.Value), string(f.Origin), what})
	}
	return rows
}

func (t *costWriter) notes() {
	t.b.WriteByte('\n')
	b := t.cost.Bill()
	t.paragraph(modelledNote)
	if oldest, ok := b.Oldest(); ok {
		t.paragraph("Prices: " + b.List + ", the oldest that counts here of " + oldest.Format(time.DateOnly) + ". --explain shows each with its date and source.")
	}
	if note := staleNote(b, t.cost.Now); note != "" {
		t.paragraph("! " + note)
	}
	t.paragraph("Change an input: --at rate=1GiB/s,retention=7d,fan-out=3,zones=3,replay=3x7d/month")
}

// precise writes an amount with four significant digits, thousands apart.
func precise(v float64) string {
	if v >= 1000 {
		return quantity(v, measure.Records)
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}
