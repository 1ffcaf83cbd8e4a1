package report

import (
	"errors"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// costSection is the second half of "Traffic and cost": what such a stream costs a
// month, modelled.
type costSection struct {
	Reading string
	// Missing says why there is no bill; the rest is then empty.
	Missing    string
	Sentence   string
	Place      string
	Currency   string
	Chosen     string
	Bars       []costBar
	Lines      []costLineRow
	Models     []string
	Items      []costItemRow
	Totals     []string
	Figures    []figure
	Growth     []costItemRow
	BreakEvens []breakEvenRow
	Tornado    []tornadoRow
	Inputs     []inputRow
	Notes      []string
}

// costBar is an item of the chosen model's bill.
type costBar struct {
	Item, Amount, Share string
	Width               template.CSS
}

// costItemRow is a row with a cell a model.
type costItemRow struct {
	Name  string
	Cells []string
}

// costLineRow is a line of the bill, explained.
type costLineRow struct {
	Item, What, Amount, Formula, Quantity, Inputs string
	Prices                                        []string
}

// tornadoRow is an input that moves the bill.
type tornadoRow struct {
	Input, Low, High, LowTotal, HighTotal string
	Left, Width, Mark                     template.CSS
}

// runCost is the modelled cost of a run, by the clock of its record.
func runCost(rec *results.Record) (Cost, error) {
	choice, err := costChoice(rec)
	if err != nil {
		return Cost{}, err
	}
	study, err := cost.NewStudy(choice.Facts, cost.Shipped(), choice.Place, choice.Model)
	return Cost{Of: rec.Plan.Name, Study: study, Now: rec.Run.Created}, err
}

// costChoice is the workload of a run, and how the scenario has its cost modelled.
func costChoice(rec *results.Record) (cost.Choice, error) {
	facts := results.CostFacts(rec)
	if facts.Fact(cost.Rate).Value == 0 {
		return cost.Choice{}, errors.New("no traffic was metered, so that there is nothing to model")
	}
	return results.CostSetting(rec).Choose(facts, cost.Shipped())
}

// costSentence is what such a stream costs a month, in a few words; "" where there is no
// bill, which the report explains.
func costSentence(rec *results.Record) string {
	choice, err := costChoice(rec)
	if err != nil {
		return ""
	}
	b, err := choice.Model.Bill(choice.Facts, cost.Shipped(), choice.Place)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s %s a month for such a stream, modelled as %s at %s in %s", money(b.Total), b.Currency, b.Model, b.Place.Provider, b.Place.Region)
}

func (v *view) cost() (costSection, error) {
	s := costSection{Reading: "What a stream like this would cost a month on list prices: modelled from the run's bytes, not billed. The load is the run's own, unless the scenario asks for another under cost; every input says where it comes from."}
	c, err := runCost(v.rec)
	if err != nil {
		s.Missing = sentenceCase(fullStop(oneSentence(err.Error())))
		return s, nil
	}
	b := c.Bill()
	s.Chosen, s.Currency = b.Model, b.Currency
	s.Sentence = money(b.Total) + " " + b.Currency + " a month as " + b.Model
	s.Place = fmt.Sprintf("%s in %s with %s; %s.", b.Place.Provider, b.Place.Region, plural(int(b.Brokers), "broker"), perMillion(c.Study))
	s.bars(b)
	s.lines(c, b)
	s.sideBySide(c)
	s.tornado(c)
	s.BreakEvens, s.Inputs = breakEvenRows(c.BreakEvens), inputRows(c.Study)
	s.Notes = nonEmpty(modelledNote, staleNote(b, c.Now))
	for _, r := range c.Refused {
		s.Notes = append(s.Notes, r.Model+" has no bill: "+oneSentence(r.Why))
	}
	return s, s.curves(c)
}

// bars are the items of the bill, the largest first.
func (s *costSection) bars(b cost.Bill) {
	items := slices.DeleteFunc(measure.CostItems(), func(item string) bool { return b.Of(item) == 0 })
	slices.SortStableFunc(items, func(x, y string) int { return int(math.Copysign(1, b.Of(y)-b.Of(x))) })
	for _, item := range items {
		share := b.Of(item) / b.Total
		s.Bars = append(s.Bars, costBar{item, money(b.Of(item)), shareText(share), cssPercent(b.Of(item) / b.Of(items[0]))})
	}
}

// shareText writes a share to a tenth of a percent.
func shareText(share float64) string {
	if share > 0 && share < 0.0005 {
		return "under 0.1 %"
	}
	return strconv.FormatFloat(share*100, 'f', 1, 64) + " %"
}

// cssPercent is a share as a length of the page.
func cssPercent(share float64) template.CSS {
	// #nosec -- a number.
	return template.CSS(strconv.FormatFloat(min(max(share, 0), 1)*100, 'f', 2, 64) + "%")
}

func (s *costSection) lines(c Cost, b cost.Bill) {
	for _, l := range b.Lines {
		row := costLineRow{Item: l.Item, What: l.What, Amount: money(l.Amount), Formula: l.Formula, Quantity: quantityOf(l), Inputs: inputsOf(c.Facts, l)}
		for _, p := range l.Prices {
			row.Prices = append(row.Prices, price(p)+" for "+p.Item+", "+p.Date.Format(time.DateOnly)+": "+p.Source)
		}
		s.Lines = append(s.Lines, row)
	}
}

// sideBySide is the bills of all models, and what doubling adds to them.
func (s *costSection) sideBySide(c Cost) {
	for _, b := range c.Bills {
		s.Models, s.Totals = append(s.Models, b.Model), append(s.Totals, money(b.Total))
	}
	for _, item := range measure.CostItems() {
		row := costItemRow{Name: item}
		for _, b := range c.Bills {
			row.Cells = append(row.Cells, amountOf(b, item))
		}
		s.Items = appendRow(s.Items, row)
	}
	for _, a := range cost.Axes() {
		row := costItemRow{Name: a.Name}
		for _, b := range c.Bills {
			row.Cells = append(row.Cells, doublingOf(c.Study, b.Model, a.Name))
		}
		s.Growth = appendRow(s.Growth, row)
	}
}

// appendRow appends a row that says something.
func appendRow(rows []costItemRow, row costItemRow) []costItemRow {
	if slices.ContainsFunc(row.Cells, func(cell string) bool { return cell != "–" }) {
		return append(rows, row)
	}
	return rows
}

// tornado are the inputs that move the bill most, on one scale.
func (s *costSection) tornado(c Cost) {
	shown := c.Tornado[:min(len(c.Tornado), tornadoShown)]
	lowest, highest := math.Inf(1), 0.0
	for _, w := range shown {
		lowest, highest = min(lowest, w.LowTotal, w.HighTotal), max(highest, w.LowTotal, w.HighTotal)
	}
	at := func(v float64) float64 { return (v - lowest) / max(highest-lowest, 1e-9) }
	for _, w := range shown {
		from, to := min(w.LowTotal, w.HighTotal), max(w.LowTotal, w.HighTotal)
		s.Tornado = append(s.Tornado, tornadoRow{
			Input: w.Input, Low: w.Low, High: w.High, LowTotal: money(w.LowTotal), HighTotal: money(w.HighTotal),
			Left: cssPercent(at(from)), Width: cssPercent(at(to) - at(from)), Mark: cssPercent(at(c.Bill().Total)),
		})
	}
}

// curves draw the bills of all models along each axis.
func (s *costSection) curves(c Cost) error {
	for _, a := range cost.Axes() {
		f, ok, err := costFigure(c, a)
		if err != nil {
			return err
		}
		if ok {
			s.Figures = append(s.Figures, f)
		}
	}
	return nil
}

// costFigure is one of the small multiples; ok is false where nothing grows.
func costFigure(c Cost, a cost.Axis) (f figure, ok bool, err error) {
	scale, unit := axisScale(a, c)
	ch := chart{id: "cost-" + a.Name, title: "Cost by " + a.Name, xUnit: unit}
	for i, b := range c.Bills {
		for _, curve := range c.Curves {
			if curve.Model != b.Model || curve.Axis != a.Name {
				continue
			}
			line := chartLine{name: b.Model, ink: seriesInk(i), dash: []dash{solid, dashed, dotted, dashDot}[i%4], width: 1.6}
			for _, p := range curve.Points {
				line.points = append(line.points, point{p.At / scale, p.Total})
				ch.xMax = max(ch.xMax, p.At/scale)
			}
			ch.lines = append(ch.lines, line)
			ch.desc += b.Model + ": " + money(line.points[0].y) + " to " + money(line.points[len(line.points)-1].y) + ". "
		}
	}
	if len(ch.lines) == 0 {
		return f, false, nil
	}
	ch.xMarks = func(n int) []axisMark { return plainMarks(ch.xMax, n) }
	ch.y = chooseScale(measure.Money, true, nil, ch.lines)
	f, err = ch.render(halfSize)
	f.Note = c.Bill().Currency + " a month, " + ch.y.word()
	return f, true, err
}

// axisScale is the unit that an axis is marked in, and how much of the base it is.
func axisScale(a cost.Axis, c Cost) (scale float64, unit string) {
	x := a.At(c.Facts)
	switch {
	case a.Unit == measure.Seconds && x < 86400:
		return 3600, "hours retained; now " + a.Format(x)
	case a.Unit == measure.Seconds:
		return 86400, "days retained; now " + a.Format(x)
	case a.Unit != measure.BytesSec:
		return 1, a.About + "; now " + a.Format(x)
	}
	scale, name := 1.0, "B/s"
	for _, larger := range []string{"KiB/s", "MiB/s", "GiB/s"} {
		if x*8/scale >= 1024 {
			scale, name = scale*1024, larger
		}
	}
	return scale, name + " produced; now " + a.Format(x)
}

// plainMarks labels an axis of [0, end] with at most n+1 round marks.
func plainMarks(end float64, n int) []axisMark {
	if end <= 0 {
		return nil
	}
	step := step125(end/float64(n), true)
	var marks []axisMark
	for v := 0.0; v <= end*1.0001; v += step {
		marks = append(marks, axisMark{v, short(v)})
	}
	return marks
}
