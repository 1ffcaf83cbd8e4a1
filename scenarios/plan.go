package scenarios

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/freshet-bench/freshet/results/measure"
)

// WritePlan writes what a run would do before anything is touched: topics,
// records, bytes, rates, how busy every stage is, the timeline, the disk that the
// embedded target takes, the expectations and what to be warned of.
func (s *Scenario) WritePlan(w io.Writer) error {
	f, err := newForecast(s)
	if err != nil {
		return fmt.Errorf("planning %s: %w", s.Name, err)
	}
	p := &planWriter{forecast: f}
	p.head()
	p.population()
	p.topics()
	p.sources()
	p.stages()
	p.decisions()
	p.timeline()
	p.expectations()
	p.warnings()
	_, err = io.WriteString(w, p.text.String())
	return err
}

type planWriter struct {
	*forecast
	text strings.Builder
}

func (p *planWriter) line(format string, args ...any) { fmt.Fprintf(&p.text, format+"\n", args...) }

// table writes rows in columns below a title, the first row being the header. No
// rows, no table.
func (p *planWriter) table(title string, header []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	p.line("\n%s", title)
	w := tabwriter.NewWriter(&p.text, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{header}, rows...) {
		fmt.Fprintf(w, "  %s\n", strings.TrimRight(strings.Join(row, "\t"), "\t "))
	}
	w.Flush() // a strings.Builder does not fail
}

func (p *planWriter) head() {
	s := p.scenario
	p.line("%s: %s", s.Name, orNone(s.About, "no description"))
	events, bytes := 0.0, 0.0
	for i := range s.Sources {
		n := p.sourceEvents(i)
		events += n
		bytes += n * p.spec.Sources[i].Size.Mean()
	}
	p.line("\n%s of load (%s of it warmup), up to %s of drain, seed %d", spoken(s.Duration), spoken(s.Warmup), spoken(s.Drain), s.Seed)
	p.line("%s events from %s, %s of values, into %s", events3(events), plural(len(s.Sources), "source"), quantity(bytes, measure.Bytes), plural(len(s.Topics), "topic"))
	p.line("disk on the embedded target: at most %s", quantity(p.footprint().Bytes, measure.Bytes))
	if text := p.modelledCost(); text != "" {
		p.line("%s", text)
	}
}

func (p *planWriter) population() {
	s := p.scenario
	p.line("\nPopulation")
	p.line("  %s users, %s of them active at a time (%s x %s), for %s each",
		whole(s.Population.Users), whole(p.spec.Population.Active), s.Population.ActiveOf, spoken(s.Population.Gap), spoken(s.Population.Session))
	p.line("  %s tenants (%s), %s items (%s)", whole(s.Population.Tenants.Count), skewText(s.Population.Tenants.Zipf), whole(s.Population.Items.Count), skewText(s.Population.Items.Zipf))
}

func (p *planWriter) topics() {
	var rows [][]string
	for _, t := range p.scenario.Topics {
		run := p.topicFlow(t.Name, p.sourceEvents)
		cleanup := "delete"
		if t.Compact {
			cleanup = "compact"
		}
		history := "none"
		if past := p.history(t.Name); past.records > 0 {
			history = fmt.Sprintf("%s, %s", events3(past.records), quantity(past.bytes, measure.Bytes))
		}
		rows = append(rows, []string{t.Name, fmt.Sprint(t.Partitions), fmt.Sprint(t.Replication), cleanup, events3(run.records), quantity(run.bytes, measure.Bytes), history})
	}
	p.table("Topics", []string{"topic", "partitions", "replicas", "cleanup", "records", "bytes", "history"}, rows)
}

func (p *planWriter) sources() {
	var rows [][]string
	for i := range p.scenario.Sources {
		x := &p.scenario.Sources[i]
		key := strings.Join(x.Key, "+")
		if x.Keys != nil {
			key = x.Keys.Key + " of a file"
		}
		rows = append(rows, []string{
			x.Name, x.Topic, key, quantity(p.baseRate(i), measure.PerSec), quantity(p.work.PeakRate(i), measure.PerSec),
			x.Arrivals.Kind, x.Size.spoken(measure.Bytes), events3(p.sourceEvents(i)),
		})
	}
	p.table("Sources", []string{"source", "topic", "key", "base", "peak", "arrivals", "size", "records"}, rows)
}

func (p *planWriter) stages() {
	var rows [][]string
	for i := range p.scenario.Stages {
		x := &p.scenario.Stages[i]
		base, peak := p.utilization(x, x.Work.mean())
		output := "its work"
		switch {
		case x.Writes != "":
			output = "writes " + x.Writes
		case x.Serves != "":
			output = "serves " + x.Serves
		}
		objective := "none"
		if x.Objective > 0 {
			objective = spoken(x.Objective)
		}
		rows = append(rows, []string{
			x.Name, x.Class, strings.Join(x.Reads, ", "), output, fmt.Sprint(x.Members), x.Work.spoken(measure.Seconds),
			quantity(base, measure.Ratio), quantity(peak, measure.Ratio), objective,
		})
	}
	p.table("Stages (busy: the busiest input partition, at base and at peak)",
		[]string{"stage", "class", "reads", "output", "members", "work", "busy", "peak", "objective"}, rows)
}

func (p *planWriter) decisions() {
	var rows [][]string
	for i, d := range p.scenario.Decisions {
		asked := p.work.Count(p.spec.Decisions[i].After, 0, p.scenario.Duration) * d.Share
		rows = append(rows, []string{
			d.Name, d.Asks, fmt.Sprintf("%s of %s", quantity(d.Share, measure.Ratio), d.After), d.Think.spoken(measure.Seconds),
			spoken(d.Tolerance), spoken(d.Window), "about " + events3(asked),
		})
	}
	p.table("Decisions", []string{"decision", "asks", "after", "think", "tolerance", "window", "asked"}, rows)
}

func (p *planWriter) timeline() {
	var rows [][]string
	for _, e := range p.scenario.Timeline {
		begin, end, known := p.scenario.EntryWindow(e.Name)
		from, to := spoken(max(begin, 0)), spoken(end)
		if begin < 0 {
			from = "after " + e.After
		}
		switch {
		case !known && e.observed():
			to = "when it is done"
		case !known && e.For == 0:
			to = "the end of the run"
		case !known:
			to = spoken(e.For) + " later"
		}
		rows = append(rows, []string{e.Name, from, to, e.Summary()})
	}
	p.table("Timeline", []string{"entry", "from", "to", "what"}, rows)
}

func (p *planWriter) expectations() {
	if len(p.scenario.Expect) == 0 {
		return
	}
	p.line("\nExpectations")
	for _, e := range p.scenario.Expect {
		text := e.Text
		if e.Samples > 0 {
			text += fmt.Sprintf("   (from %s on)", sampleCount(e.Samples))
		}
		if e.Abort {
			text += "   (ends the run when it cannot hold any more)"
		}
		p.line("  %s", text)
	}
}

func quantity(v float64, u measure.Unit) string { return measure.FormatQuantity(v, u) }

// events3 is a number of records in three digits: a plan is an estimate.
func events3(n float64) string { return measure.FormatQuantity(n, measure.None) }

func whole(n uint64) string { return measure.FormatQuantity(float64(n), measure.Records) }

func sampleCount(n int64) string {
	if n == 1 {
		return "1 sample"
	}
	return whole(uint64(n)) + " samples"
}

func skewText(zipf float64) string {
	if zipf == 0 {
		return "even"
	}
	return "zipf " + numberText(zipf)
}

func orNone(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
