package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/freshet-bench/freshet/results"
)

// WriteJSON writes what a program needs of a run: the facts of the run, its plan
// and its outcome, as one indented JSON object. Durations are nanoseconds, named
// so (_ns); every other value is in the base unit of its measure.
func WriteJSON(w io.Writer, rec *results.Record, out *results.Outcome) error {
	doc := struct {
		Run      results.Run      `json:"run"`
		Plan     results.Plan     `json:"plan"`
		Outcome  *results.Outcome `json:"outcome"`
		Cost     *costDocument    `json:"cost,omitempty"` // absent where there is nothing to model
		Problems []string         `json:"problems,omitempty"`
		Record   string           `json:"record,omitempty"`
	}{rec.Run, rec.Plan, out, nil, rec.Problems, rec.Dir}
	if c, err := runCost(rec); err == nil {
		d := c.document()
		doc.Cost = &d
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("writing the report as JSON: %w", err)
	}
	return nil
}
