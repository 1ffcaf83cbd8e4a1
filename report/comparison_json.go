package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/freshet-bench/freshet/results/compare"
)

// WriteComparisonJSON writes everything that is on the page of a comparison: values
// of every run in the base unit of their measure, medians, intervals, p-values and
// verdicts.
func WriteComparisonJSON(w io.Writer, c *compare.Comparison) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(c); err != nil {
		return fmt.Errorf("writing the comparison as JSON: %w", err)
	}
	return nil
}
