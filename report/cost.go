package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// Cost is a modelled cost to be shown: of a run or of a scenario.
type Cost struct {
	// Of is what it is the cost of: the name of a run or scenario.
	Of string
	cost.Study
	// Now is the time that the age of prices counts from.
	Now time.Time
	// Explain shows the formula and the inputs of every line.
	Explain bool
}

func money(v float64) string { return quantity(v, measure.Money) }

// stale names the prices that the bill rests on and that are over two years old.
func stale(b cost.Bill, now time.Time) []string {
	var items []string
	known := map[string]bool{}
	for _, l := range b.Lines {
		for _, p := range l.Prices {
			if l.Amount > 0 && now.Sub(p.Date) > cost.PriceAge && !known[p.Item] {
				known[p.Item] = true
				items = append(items, p.Item+" ("+p.Date.Format(time.DateOnly)+")")
			}
		}
	}
	return items
}

// staleNote is the footnote of a bill that rests on old prices; "" if it does not.
func staleNote(b cost.Bill, now time.Time) string {
	items := stale(b, now)
	if len(items) == 0 {
		return ""
	}
	return "Over two years old on " + now.Format(time.DateOnly) + ": the price of " + joined(items) + ". Look them up, or use a list of your own with --prices."
}

// added writes what a doubling adds: "+31 %", to a tenth of a percent.
func added(share float64) string {
	text := strings.TrimSuffix(strconv.FormatFloat(math.Abs(share)*100, 'f', 1, 64), ".0")
	if share < 0 && text != "0" {
		return "−" + text + " %"
	}
	return "+" + text + " %"
}

// modelledNote is said with every modelled cost.
const modelledNote = "Modelled from list prices, on demand: no discounts, staff or support, and no cost of clients, monitoring or backups."

// breakEvenRow is what is said of where models cost the same along an axis.
type breakEvenRow struct{ Axis, Against, Text string }

// breakEvenRows are a row for each model that costs the same somewhere, and one an
// axis for the others.
func breakEvenRows(list []cost.BreakEven) []breakEvenRow {
	var rows []breakEvenRow
	for _, a := range cost.Axes() {
		var cheaper, dearer []string
		var from, to float64
		for _, b := range list {
			switch {
			case b.Axis != a.Name:
			case len(b.At) > 0:
				rows = append(rows, breakEvenRow{a.Name, b.Other, breakEvenText(b, a)})
			case b.Cheaper == b.Other:
				cheaper, from, to = append(cheaper, b.Other), b.From, b.To
			case b.Cheaper == b.Model:
				dearer, from, to = append(dearer, b.Other), b.From, b.To
			}
		}
		var text []string
		if len(cheaper) > 0 {
			text = append(text, joined(cheaper)+" cheaper throughout")
		}
		if len(dearer) > 0 {
			text = append(text, joined(dearer)+" dearer")
		}
		if len(text) > 0 {
			rows = append(rows, breakEvenRow{a.Name, "the others", "never equal from " + a.Format(from) + " to " + a.Format(to) + ": " + strings.Join(text, ", ")})
		}
	}
	return rows
}

// breakEvenText says where two models cost the same.
func breakEvenText(b cost.BreakEven, a cost.Axis) string {
	var at []string
	for _, v := range b.At {
		at = append(at, a.Format(v))
	}
	return "equal at " + joined(at) + "; below that " + b.Cheaper + " is cheaper"
}

// price writes what one of a unit costs.
func price(p cost.UsedPrice) string {
	text := precise(p.Price)
	if p.Tiers > 1 {
		text += " on average"
	}
	return text + " per " + string(p.Unit)
}
