package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/freshet-bench/freshet/results/cost"
)

// costDocument is a modelled cost for programs.
type costDocument struct {
	Of           string                 `json:"of"`
	Model        string                 `json:"model"`
	Place        cost.Place             `json:"place"`
	Currency     string                 `json:"currency"`
	Total        float64                `json:"total"`
	Oldest       string                 `json:"oldest_price,omitempty"`
	Stale        []string               `json:"stale_prices,omitempty"`
	Inputs       map[string]costInput   `json:"inputs"`
	Bills        []costBill             `json:"bills"`
	Refused      []cost.Refusal         `json:"refused,omitempty"`
	Elasticities []cost.ModelElasticity `json:"elasticities"`
	BreakEvens   []cost.BreakEven       `json:"break_evens"`
	Tornado      []cost.Swing           `json:"tornado"`
	Curves       []cost.Curve           `json:"curves"`
}

type costInput struct {
	cost.Fact
	Unit string `json:"unit,omitempty"`
}

type costBill struct {
	cost.Bill
	Lines []costLine `json:"lines"`
}

type costLine struct {
	cost.Line
	Inputs []string `json:"inputs"`
}

// document is the cost as JSON has it.
func (c Cost) document() costDocument {
	b := c.Bill()
	d := costDocument{
		Of: c.Of, Model: c.Chosen, Place: c.Place, Currency: b.Currency, Total: b.Total, Stale: stale(b, c.Now),
		Inputs: map[string]costInput{}, Refused: c.Refused, Elasticities: c.Elasticities, BreakEvens: c.BreakEvens,
		Tornado: c.Tornado, Curves: c.Curves,
	}
	if oldest, ok := b.Oldest(); ok {
		d.Oldest = oldest.Format(time.DateOnly)
	}
	for _, i := range cost.Inputs() {
		d.Inputs[i.String()] = costInput{c.Facts.Fact(i), string(i.Spec().Unit)}
	}
	for _, b := range c.Bills {
		bill := costBill{Bill: b, Lines: []costLine{}}
		for _, l := range b.Lines {
			line := costLine{Line: l, Inputs: []string{}}
			for _, i := range l.Inputs {
				line.Inputs = append(line.Inputs, i.String())
			}
			bill.Lines = append(bill.Lines, line)
		}
		d.Bills = append(d.Bills, bill)
	}
	return d
}

// WriteCostJSON writes a modelled cost for programs: amounts per month in the
// list's currency, inputs in the base of their units.
func WriteCostJSON(w io.Writer, c Cost) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(c.document()); err != nil {
		return fmt.Errorf("writing the cost as JSON: %w", err)
	}
	return nil
}
