package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
)

// CompareFiles is what a comparison's page says about itself: how it was made, and
// what else was.
type CompareFiles struct {
	// Command is the command that made the page; nil = not known.
	Command []string
}

// runsSection is where the runs come from, and how to repeat them.
type runsSection struct {
	Command string
	Sides   []runsSide
	Method  string
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

func (v *compared) runs(files CompareFiles) runsSection {
	s := runsSection{Command: shellLine(files.Command), Method: v.methodText()}
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
	return s
}

// newDownload puts a file into the page.
func newDownload(name, what, kind string, write func(*bytes.Buffer) error) (download, error) {
	var buf bytes.Buffer
	if err := write(&buf); err != nil {
		return download{}, err
	}
	// #nosec -- base64 has no character that means anything in a URL's data.
	return download{name, what, template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(buf.Bytes()))}, nil
}
