package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/series"
)

// SeriesRow is what the table of a series says of a run that has ended.
type SeriesRow struct {
	mark mark
	// age is the steady p99 platform age at the stage that matters most; "" = there
	// is none. subject is that stage.
	age, subject string
	trouble      string
}

// NewSeriesRow sums a run up.
func NewSeriesRow(f *Finished) SeriesRow {
	row := SeriesRow{mark: markOf(f.verdict()), trouble: f.trouble()}
	if f.Err != nil {
		row.mark = mark{"✕", "Failed", "fail"}
	}
	if !f.judged() {
		return row
	}
	if f.Outcome.Status == results.Stopped {
		row.mark = mark{"?", "Interrupted", "unknown"}
	}
	if stage := lastStage(f.Record, f.Outcome); stage != nil && len(stage.Parts) > 0 {
		q := stage.Parts[0].Platform
		row.age, row.subject = sampled(q, q.P99), "p99 platform age at "+stage.Name
		if part := stage.Parts[0].Name; part != partSteady {
			row.subject += ", " + part
		}
	}
	return row
}

// String is the row in a few words: "pass, p99 platform age at ranking 312 ms".
func (r SeriesRow) String() string {
	text := strings.ToLower(r.mark.Word)
	if r.age != "" {
		text += ", " + r.subject + " " + r.age
	}
	if r.trouble != "" {
		text += ": " + r.trouble
	}
	return text
}

// WriteSeries writes a table of the runs of a series: which they were and how they
// ended. rows are by the runs' numbers; a run without one was not made.
func WriteSeries(w io.Writer, s *series.Series, rows map[int]SeriesRow, opt TextOptions) error {
	if opt.Width < 40 {
		opt.Width = 80
	}
	t := &textWriter{opt: opt}
	t.table(seriesTitle(s, len(rows)), seriesGrid(s, rows))
	if _, err := io.WriteString(w, t.b.String()); err != nil {
		return fmt.Errorf("writing the table of runs: %w", err)
	}
	return nil
}

// seriesTitle says how many runs of what were made.
func seriesTitle(s *series.Series, made int) string {
	title := fmt.Sprintf("%s: %d of %s", s.Name, made, plural(len(s.Runs), "run"))
	if made == len(s.Runs) {
		title = fmt.Sprintf("%s: %s", s.Name, plural(made, "run"))
	}
	return title + fmt.Sprintf(" (%s of %s)", plural(s.Rounds, "round"), plural(len(s.Sides), "side"))
}

// seriesGrid is the table: what does not differ between runs has no column.
func seriesGrid(s *series.Series, rows map[int]SeriesRow) grid {
	variants, targets := s.Varied()
	columns := []struct {
		head  string
		shown bool
		cell  func(series.Run, SeriesRow) string
	}{
		{"run", true, func(r series.Run, _ SeriesRow) string { return strconv.Itoa(r.N) }},
		{"round", s.Rounds > 1 && len(s.Sides) > 1, func(r series.Run, _ SeriesRow) string { return strconv.Itoa(r.Round) }},
		{"variant", variants, func(r series.Run, _ SeriesRow) string { return r.Variant }},
		{"target", targets, func(r series.Run, _ SeriesRow) string { return r.Target }},
		{"verdict", true, func(_ series.Run, row SeriesRow) string { return strings.TrimSpace(row.mark.Symbol + " " + strings.ToLower(row.mark.Word)) }},
		{ageHead(s, rows), true, func(_ series.Run, row SeriesRow) string { return row.age }},
		{"folder", true, func(r series.Run, _ SeriesRow) string { return r.Folder }},
	}
	g := grid{}
	for _, c := range columns {
		if c.shown {
			g.head = append(g.head, c.head)
		}
	}
	g.flexible = len(g.head) - 1
	for _, run := range s.Runs {
		row, made := rows[run.N]
		if !made {
			row = SeriesRow{mark: mark{"", "not made", "dim"}}
			run.Folder = ""
		}
		var cells []string
		for _, c := range columns {
			if c.shown {
				cells = append(cells, c.cell(run, row))
			}
		}
		g.add(row.mark.Class, cells...)
		if row.trouble != "" {
			g.note(row.trouble)
		}
	}
	return g
}

// ageHead names the age that the table shows.
func ageHead(s *series.Series, rows map[int]SeriesRow) string {
	for _, run := range s.Runs {
		if subject := rows[run.N].subject; subject != "" {
			return subject
		}
	}
	return "p99 platform age"
}
