package report

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/freshet-bench/freshet/results/compare"
)

// comparePage is everything that the page of a comparison shows.
type comparePage struct {
	Title       string
	Style       template.CSS
	Script      template.JS
	Name, About string
	Sides       []sideHead
	Differs     differsSection
	Summary     summarySection
	Verdicts    verdictsSection
	Measures    measuresSection
	Overlay     overlaySection
	Bars        barsSection
	Decisions   missesSection
	Storage     storesSection
	Traffic     flowsSection
	Runs        runsSection
}

// comparePageTemplate is the template of a comparison's page, parsed once. It shares
// its parts with the report of a run.
var comparePageTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("compare.html").ParseFS(pageFiles, "page/*.html")
})

// WriteComparisonHTML writes a comparison as one HTML page: no other file and no network
// is needed to read it, in light or dark, printed or on a phone. The comparison as
// JSON and CSV is inside.
func WriteComparisonHTML(w io.Writer, c *compare.Comparison, from ComparisonSource) error {
	p, err := newComparePage(newCompared(c), from)
	if err != nil {
		return fmt.Errorf("drawing the comparison: %w", err)
	}
	t, err := comparePageTemplate()
	if err != nil {
		return fmt.Errorf("parsing the comparison's template: %w", err)
	}
	var buf bytes.Buffer
	if err := t.Execute(&buf, p); err != nil {
		return fmt.Errorf("filling in the comparison: %w", err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

func newComparePage(v *compared, from ComparisonSource) (comparePage, error) {
	p := comparePage{
		Title: v.title() + " · Freshet", Name: v.title(), About: v.c.About, Sides: v.heads(),
		Differs: v.differs(), Summary: v.summary(), Verdicts: v.verdicts(), Measures: v.measures(),
		Bars: v.bars(), Storage: v.stores(), Traffic: v.flows(),
	}
	for _, read := range []func() error{
		func() (err error) { p.Style, p.Script, err = compareAssets(); return },
		func() (err error) { p.Overlay, err = v.overlay(); return },
		func() (err error) { p.Runs, err = v.runs(from); return },
		func() (err error) { p.Decisions, err = v.misses(); return },
	} {
		if err := read(); err != nil {
			return p, err
		}
	}
	return p, nil
}

// compareAssets are the page's style, with what only a comparison has, and script.
func compareAssets() (template.CSS, template.JS, error) {
	style, script, err := assets()
	if err != nil {
		return "", "", err
	}
	more, err := pageFiles.ReadFile("page/compare.css")
	// #nosec -- the file is part of the program.
	return style + template.CSS(more), script, err
}
