package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/freshet-bench/freshet/results/compare"
)

// ComparisonSource is what a comparison's page says of how it was made.
type ComparisonSource struct {
	// Command is the command that made the page; nil = not known.
	Command []string
}

// runsSection is where the runs come from, and how to repeat them.
type runsSection struct {
	Command string
	Sides   []runsSide
	// Downloads are the comparison as files that are in the page itself.
	Downloads []download
}

// runsSide is the runs of a side.
type runsSide struct {
	Side   sideCell
	Source string
	// Again is how its first run is made again.
	Again string
	Rows  []runsRow
}

// runsRow is one run.
type runsRow struct {
	Folder, Target, Freshet, Created, Seed string
	Mark                                   mark
	Note                                   string
}

// download is a file inside the page.
type download struct {
	Name, What string
	Data       template.URL
}

func (v *compared) runs(from ComparisonSource) (s runsSection, err error) {
	s.Command = shellLine(from.Command)
	if s.Downloads, err = v.downloads(); err != nil {
		return s, err
	}
	for _, side := range v.sides {
		rs := runsSide{Side: side.cell(), Source: side.Source}
		for i, r := range side.Runs {
			facts := side.views[i].rec.Run
			row := runsRow{
				Folder: r.Folder, Target: targetWords(facts.Target), Freshet: facts.Freshet, Seed: fmt.Sprint(facts.Seed),
				Mark: markOf(r.Verdict), Note: sentenceCase(fullStop(or(r.Untrusted, r.Reason))),
			}
			if !facts.Created.IsZero() {
				row.Created = facts.Created.UTC().Format("2006-01-02 15:04")
			}
			rs.Again = or(rs.Again, shellLine(facts.Command))
			rs.Rows = append(rs.Rows, row)
		}
		s.Sides = append(s.Sides, rs)
	}
	return s, nil
}

// downloadMost is the most bytes of a file inside the page, so that the page of many
// runs stays one that can be sent.
const downloadMost = 1 << 20

// downloads are everything on the page for programs; a file that is too large is left
// out.
func (v *compared) downloads() ([]download, error) {
	var list []download
	for _, d := range []struct {
		name, what, kind string
		write            func(io.Writer, *compare.Comparison) error
	}{
		{"comparison.json", "all of it", "application/json", WriteComparisonJSON},
		{"comparison.csv", "the measures", "text/csv", WriteComparisonCSV},
	} {
		var buf bytes.Buffer
		if err := d.write(&buf, v.c); err != nil {
			return nil, err
		}
		if buf.Len() > downloadMost {
			continue
		}
		// #nosec -- base64 has no character that means anything in a URL.
		url := template.URL("data:" + d.kind + ";base64," + base64.StdEncoding.EncodeToString(buf.Bytes()))
		list = append(list, download{d.name, d.what + ", " + bytesOf(int64(buf.Len())), url})
	}
	return list, nil
}
