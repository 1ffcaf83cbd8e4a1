package report

import (
	"fmt"
	"slices"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// flowsSection is "Traffic and cost", side by side.
type flowsSection struct {
	Reading string
	Sides   []sideCell
	Rows    []costItemRow
	// Matrices are the heat tables of the sides, ZonesReading how to read them.
	Matrices     []matrix
	ZonesReading string
	Bills        billsTable
}

// billsTable is the modelled bills of all sides.
type billsTable struct {
	Reading  string
	Currency string
	Models   []string
	Items    []costItemRow
	Totals   []string
	Missing  []string
}

func (v *compared) flows() flowsSection {
	s := flowsSection{
		Reading: "Bytes on the wire after the warmup as the clients saw them, before TLS: the mean of a side's runs. What crosses a zone is what a cloud charges for.",
		Sides:   v.cells(),
		Bills:   v.bills(),
	}
	if !slices.ContainsFunc(v.c.Traffic, func(t compare.Traffic) bool { return t.Runs > 0 }) {
		return s
	}
	s.Rows = v.flowRows()
	s.Matrices, s.ZonesReading = v.flowMatrices(), sentenceCase(matrixReading)+", on one scale for all sides."
	return s
}

// flowRows are figures of the traffic with a cell a side.
func (v *compared) flowRows() []costItemRow {
	perEvent := func(prefix string) func(results.TrafficPart) string {
		return func(p results.TrafficPart) string {
			if n, ok := p.PerEvent(prefix); ok && p.Bytes(prefix) > 0 {
				return quantity(n, measure.Bytes)
			}
			return noBytes
		}
	}
	var rows []costItemRow
	for _, row := range []struct {
		name string
		text func(results.TrafficPart) string
	}{
		{"Bytes", func(p results.TrafficPart) string { return bytesOf(p.Bytes("")) }},
		{"Events", func(p results.TrafficPart) string { return count(p.Events) }},
		{"Per event", perEvent("")},
		{"Produce, per event", perEvent(results.PathProduce)},
		{"Consume, per event", perEvent(results.PathConsume)},
		{"Replay, per event", perEvent(results.PathReplay)},
		{"Decisions, per event", perEvent(results.PathDecisions)},
		{"Control, per event", perEvent(results.PathControl)},
		{"Amplification", func(p results.TrafficPart) string {
			if n, ok := p.Amplification(); ok {
				return quantity(n, measure.Factor)
			}
			return noBytes
		}},
		{"Crosses zones", func(p results.TrafficPart) string { return crossing(p, "") }},
		{"Replication", replicationText},
	} {
		cells := costItemRow{Name: row.name}
		for _, t := range v.c.Traffic {
			if t.Runs == 0 {
				cells.Cells = append(cells.Cells, noBytes)
				continue
			}
			cells.Cells = append(cells.Cells, row.text(t.Part))
		}
		rows = appendRow(rows, cells)
	}
	return rows
}

// replicationText is what brokers copied between each other, measured or derived.
func replicationText(p results.TrafficPart) string {
	r := newPhaseRow(p)
	switch {
	case r.Measured != noBytes:
		return r.Measured + ", measured"
	case r.Derived != noBytes:
		return r.Derived + ", derived"
	}
	return noBytes
}

// flowMatrices are the heat tables of sides whose traffic has zones, painted on one
// scale.
func (v *compared) flowMatrices() []matrix {
	var parts []results.TrafficPart
	for _, t := range v.c.Traffic {
		parts = append(parts, t.Part)
	}
	most := mostBytes(parts...)
	var list []matrix
	for i, p := range parts {
		if _, placed := p.Crossing(""); placed {
			m := newMatrix(p, most)
			m.Caption = v.sides[i].Name
			list = append(list, m)
		}
	}
	return list
}

// bills are what the workload of each side would cost a month.
func (v *compared) bills() billsTable {
	t := billsTable{Reading: "What such a stream would cost a month on list prices: modelled, not billed; of a side's runs the one whose total is in the middle."}
	var bills []*cost.Bill
	known := false
	for i, c := range v.c.Cost {
		bills = append(bills, c.Bill)
		if c.Bill == nil {
			t.Missing = append(t.Missing, fmt.Sprintf("%s has no bill: %s", v.sides[i].Name, fullStop(c.Reason)))
			t.Models, t.Totals = append(t.Models, noBytes), append(t.Totals, noBytes)
			continue
		}
		known = true
		t.Currency = c.Bill.Currency
		t.Models, t.Totals = append(t.Models, c.Bill.Model), append(t.Totals, money(c.Bill.Total))
	}
	if !known {
		t.Totals = nil
		return t
	}
	for _, item := range measure.CostItems() {
		row := costItemRow{Name: item}
		for _, b := range bills {
			if b == nil {
				row.Cells = append(row.Cells, noBytes)
				continue
			}
			row.Cells = append(row.Cells, amountOf(*b, item))
		}
		t.Items = appendRow(t.Items, row)
	}
	return t
}
