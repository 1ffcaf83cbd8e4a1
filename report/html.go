package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"sync"
	"time"

	"github.com/freshet-bench/freshet/results"
)

//go:embed page
var pageFiles embed.FS

// pageTemplate is the page's template, parsed once.
var pageTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page.html").ParseFS(pageFiles, "page/*.html")
})

// page is everything that the template shows. A section that a run has no data
// for says so in a line.
type page struct {
	Title       string
	Style       template.CSS
	Script      template.JS
	Name, About string
	Meta        []fact
	Verdict     verdictSection
	Trust       trustSection
	Ages        ageSection
	Decisions   decisionsSection
	Lag         lagSection
	Faults      faultsSection
	Correctness correctnessSection
	Storage     storageSection
	Traffic     trafficSection
	Brokers     brokersSection
	Repeat      repeatSection
}

// WriteHTML writes the report as one HTML page: no other file and no network is
// needed to read it, in light or dark, printed or on a phone.
func WriteHTML(w io.Writer, rec *results.Record, out *results.Outcome) error {
	p, err := newPage(newView(rec, out))
	if err != nil {
		return fmt.Errorf("drawing the report: %w", err)
	}
	t, err := pageTemplate()
	if err != nil {
		return fmt.Errorf("parsing the report's template: %w", err)
	}
	var buf bytes.Buffer
	if err := t.Execute(&buf, p); err != nil {
		return fmt.Errorf("filling in the report: %w", err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func newPage(v *view) (page, error) {
	p := page{
		Title: v.rec.Plan.Name + ": " + markOf(v.out.Verdict).Word + " · Freshet", Name: v.rec.Plan.Name, About: v.rec.Plan.About, Meta: v.meta(),
		Verdict: v.verdict(), Trust: v.trust(), Correctness: v.correctness(), Storage: v.storage(), Repeat: v.repeat(),
	}
	for _, read := range []func() error{
		func() (err error) { p.Style, p.Script, err = assets(); return },
		func() (err error) { p.Ages, err = v.ages(); return },
		func() (err error) { p.Decisions, err = v.decisions(); return },
		func() (err error) { p.Lag, err = v.lag(); return },
		func() (err error) { p.Faults, err = v.faults(); return },
		func() (err error) { p.Traffic, err = v.traffic(); return },
		func() (err error) { p.Brokers, err = v.brokers(); return },
	} {
		if err := read(); err != nil {
			return p, err
		}
	}
	return p, nil
}

// assets are the page's own style and script, which go into it.
func assets() (template.CSS, template.JS, error) {
	style, err := pageFiles.ReadFile("page/page.css")
	if err != nil {
		return "", "", err
	}
	script, err := pageFiles.ReadFile("page/page.js")
	// #nosec -- both files are part of the program.
	return template.CSS(style), template.JS(script), err
}

// meta is the line under the title.
func (v *view) meta() []fact {
	r := v.rec.Run
	list := []fact{{"Target", r.Target.Name}}
	if !r.Created.IsZero() {
		list = append(list, fact{"Run on", r.Created.UTC().Format("2 January 2006, 15:04 UTC")})
	}
	planned := v.rec.Plan.Duration
	load := span(v.out.Loaded)
	if v.out.Loaded < planned-time.Second {
		load += " of " + span(planned)
	}
	return append(list, fact{"Load", load}, fact{"Seed", fmt.Sprint(r.Seed)}, fact{"Freshet", r.Freshet})
}
