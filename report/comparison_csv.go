package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/freshet-bench/freshet/results/compare"
)

// comparisonColumns are the columns of the CSV; docs/compare.md describes them.
func comparisonColumns() []string {
	return []string{
		"section", "measure", "subject", "part", "unit", "better", "tested", "side",
		"n", "values", "median", "censored", "low", "high",
		"difference", "relative", "bound", "difference_low", "difference_high", "p", "p_adjusted", "verdict", "effect", "reason",
	}
}

// WriteComparisonCSV writes a row for each measure and side. Values are in the base
// unit of the measure, a decimal point in every locale; a column that does not apply
// is empty. Values of runs stand in one column, separated by blanks, in the order of
// the runs: a censored one has > before it, one that does not count a !, and - stands
// where a run has none.
func WriteComparisonCSV(w io.Writer, c *compare.Comparison) error {
	out := csv.NewWriter(w)
	rows := [][]string{comparisonColumns()}
	for _, m := range c.Measures {
		for i, s := range m.Sides {
			row := []string{
				string(m.Section), m.ID, m.Subject, m.Part, string(m.Unit), string(m.Better), strconv.FormatBool(m.Tested), c.Sides[i].Name,
				strconv.Itoa(s.N), valuesText(s.Values),
			}
			row = append(row, sampleColumns(s)...)
			if i == 0 {
				row = append(row, make([]string, len(rows[0])-len(row))...)
			} else {
				row = append(row, pairColumns(m.Pairs[i-1])...)
			}
			rows = append(rows, row)
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("writing the comparison as CSV: %w", err)
	}
	return nil
}

// plainNumber writes a number so that it reads back exactly.
func plainNumber(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func optionalNumber(v *float64) string {
	if v == nil {
		return ""
	}
	return plainNumber(*v)
}

func valuesText(values []compare.Value) string {
	words := make([]string, len(values))
	for i, v := range values {
		switch {
		case v.Value == nil:
			words[i] = "-"
		case !v.Counts():
			words[i] = "!" + plainNumber(*v.Value)
		case v.Censored:
			words[i] = ">" + plainNumber(*v.Value)
		default:
			words[i] = plainNumber(*v.Value)
		}
	}
	return strings.Join(words, " ")
}

// sampleColumns are median, censored, low and high.
func sampleColumns(s compare.Sample) []string {
	if s.Median == nil {
		return []string{"", "", "", ""}
	}
	out := []string{plainNumber(s.Median.Value), strconv.FormatBool(s.Median.Censored), "", ""}
	if s.Interval != nil {
		out[2] = plainNumber(s.Interval.Low.Value)
		if !s.Interval.High.Censored {
			out[3] = plainNumber(s.Interval.High.Value)
		}
	}
	return out
}

// pairColumns are those from difference on.
func pairColumns(p compare.Pair) []string {
	low, high := "", ""
	if p.Interval != nil {
		low, high = plainNumber(p.Interval.Low.Value), plainNumber(p.Interval.High.Value)
	}
	return []string{
		optionalNumber(p.Absolute), optionalNumber(p.Relative), string(p.Bound), low, high,
		optionalNumber(p.P), optionalNumber(p.Adjusted), string(p.Verdict), p.Effect, p.Reason,
	}
}
