package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// brokersSection is "Brokers": what they used beside the ages.
type brokersSection struct {
	// Shown is false where there are no brokers apart from this process.
	Shown   bool
	Reading string
	Figures []figure
	Tables  []usageTable
	Source  string
	Missing []string
	Defined []definition
}

// usageTable is the quantities that have a chart, or behind a fold the others.
type usageTable struct {
	Columns []results.UsageQuantity
	Rows    []usageRow
	Folded  bool
}

// usageRow is one broker over a part of the run.
type usageRow struct {
	First        bool
	Broker, Part string
	Cells        []usageCell
}

type usageCell struct{ Label, Text string }

const kindEmbedded = "embedded"

func (v *view) brokers() (brokersSection, error) {
	s := brokersSection{Shown: v.rec.Run.Target.Kind != kindEmbedded}
	used := v.out.Usage
	if !s.Shown || used == nil {
		return s, nil
	}
	s.Reading = "A broker that is short of CPU, or whose request queue grows, explains an age that rises with it; where a line has a gap, the broker was down or started anew."
	s.Source, s.Missing = v.usageSource(), missingTexts(used)
	columns := measuredQuantities(used)
	for _, q := range columns {
		s.Defined = append(s.Defined, definition{q.Title, q.Meaning + "."})
	}
	for _, folded := range []bool{false, true} {
		own := slices.DeleteFunc(slices.Clone(columns), func(q results.UsageQuantity) bool { return slices.Contains(charted, q.Name) == folded })
		if len(own) > 0 {
			s.Tables = append(s.Tables, usageTable{own, usageRows(used, own), folded})
		}
	}
	var err error
	s.Figures, err = v.usageFigures()
	return s, err
}

// measuredQuantities are those that were measured at any broker.
func measuredQuantities(used *results.UsageOutcome) []results.UsageQuantity {
	return slices.DeleteFunc(results.UsageQuantities(), func(q results.UsageQuantity) bool {
		return !slices.ContainsFunc(used.Brokers, func(b results.BrokerOutcome) bool {
			return slices.ContainsFunc(b.Parts, func(p results.UsagePart) bool { _, ok := p.Used[q.Name]; return ok })
		})
	})
}

// usageRows are the sum over all brokers and then each, in steady and during each
// entry; over the whole run where no part of it was steady.
func usageRows(used *results.UsageOutcome, columns []results.UsageQuantity) []usageRow {
	rows := partRows("all brokers", used.All, columns)
	for _, b := range used.Brokers {
		rows = append(rows, partRows(brokerName(b.Name, b.Zone), b.Parts, columns)...)
	}
	return rows
}

func partRows(broker string, parts []results.UsagePart, columns []results.UsageQuantity) []usageRow {
	var rows []usageRow
	steady := slices.ContainsFunc(parts, func(p results.UsagePart) bool { return p.Name == partSteady })
	for _, p := range parts {
		if strings.HasPrefix(p.Name, partAfter) || p.Name == partOverall && steady {
			continue
		}
		row := usageRow{First: len(rows) == 0, Broker: broker, Part: p.Name}
		for _, q := range columns {
			row.Cells = append(row.Cells, usageCell{q.Title, usageText(q, p.Used[q.Name])})
		}
		rows = append(rows, row)
	}
	return rows
}

// usageText is the mean and the worst of a quantity.
func usageText(q results.UsageQuantity, s results.UsageSum) string {
	if s.Samples == 0 {
		return "–"
	}
	worst := s.Max
	if q.Low {
		worst = s.Min
	}
	return pair(quantity(s.Mean, q.Unit), quantity(worst, q.Unit))
}

// pair writes two figures, and their unit once if it is the same.
func pair(a, b string) string {
	number, unit, _ := strings.Cut(a, " ")
	if unit != "" && strings.HasSuffix(b, " "+unit) {
		a = number
	}
	return a + " · " + b
}

// brokerName is how a broker is called: by its id, or the name of its scrape.
func brokerName(name, zone string) string {
	if strings.Trim(name, "0123456789") == "" {
		name = "broker " + name
	}
	if zone != "" {
		name += ", " + zone
	}
	return name
}

// usageSource says how the figures came about, and what it cost.
func (v *view) usageSource() string {
	from := map[string]bool{}
	for _, l := range v.rec.Usage {
		from[l.From] = from[l.From] || len(l.Values) > 0
	}
	var texts []string
	for _, s := range []struct{ from, text string }{
		{results.UsageCgroup, "the kernel's accounts of each container, read every 2 s, which costs next to nothing"},
		{results.UsageDocker, "Docker's stats call every 10 s, which costs its daemon some CPU"},
		{results.UsageScrape, "metrics that the brokers export, scraped over HTTP; the exporter's cost is in the brokers' CPU"},
	} {
		if from[s.from] {
			texts = append(texts, s.text)
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return "From " + strings.Join(texts, "; and from ") + ". Rates are means between two samples."
}

// missingTexts say what was not measured, which is not 0.
func missingTexts(used *results.UsageOutcome) []string {
	var out []string
	for _, m := range used.Missing {
		out = append(out, fmt.Sprintf("%s: not measured by %s (%s)", brokerName(m.Broker, ""), m.From, m.Reason))
	}
	return out
}

// charted are the quantities that get a chart.
var charted = []string{
	results.UsedCPU, results.UsedMemory, results.UsedNetIn, results.UsedNetOut,
	results.UsedHandlerIdle, results.UsedQueue, results.UsedUnderRepl, results.UsedRemoteCopied,
}

// lowSize is a chart as wide as those of the ages, so that times line up, and lower.
var lowSize = size{class: "wide", width: 960, height: 150, left: 58, marks: 12, points: 420, text: 12}

// usageFigures are a chart for each quantity, with a line for each broker.
func (v *view) usageFigures() ([]figure, error) {
	list := v.rec.UsageSeries()
	var out []figure
	for _, q := range results.UsageQuantities() {
		if !slices.Contains(charted, q.Name) {
			continue
		}
		own := slices.DeleteFunc(slices.Clone(list), func(s results.UsageSeries) bool { return s.Quantity != q.Name })
		for i, group := range slices.Collect(slices.Chunk(own, seriesCount)) {
			if idle(group) {
				continue
			}
			f, err := v.usageFigure(q, i, group)
			if err != nil {
				return nil, err
			}
			out = append(out, f)
		}
	}
	return out, nil
}

// idle reports whether there is nothing to see: every value is 0, as the table says.
func idle(list []results.UsageSeries) bool {
	return !slices.ContainsFunc(list, func(s results.UsageSeries) bool {
		return slices.ContainsFunc(s.Points, func(p results.UsagePoint) bool { return p.Value != 0 })
	})
}

func (v *view) usageFigure(q results.UsageQuantity, group int, list []results.UsageSeries) (figure, error) {
	c := v.overTime(fmt.Sprintf("used-%s-%d", q.Name, group), q.Title, "")
	extreme := "highest"
	if q.Low {
		extreme = "lowest"
	}
	for i, s := range list {
		points, worst := linePoints(q, s.Points)
		name := brokerName(s.Broker, "")
		index := group*seriesCount + i
		c.lines = append(c.lines, chartLine{name: name, points: points, ink: seriesInk(index), dash: stageDash(index), width: 1.6})
		c.desc += fmt.Sprintf("%s: %s %s, t = %s. ", name, extreme, quantity(worst.y, q.Unit), at(time.Duration(worst.x*1e9)))
	}
	c.y = chooseScale(q.Unit, false, nil, c.lines)
	f, err := c.render(lowSize)
	f.Note = c.y.word()
	return f, err
}

// linePoints are a series as points of a line, with a gap where the broker was
// down, and the worst of them.
func linePoints(q results.UsageQuantity, list []results.UsagePoint) (points []point, worst point) {
	var end time.Duration
	for i, p := range list {
		if i > 0 && p.Begin > end {
			points = append(points, point{p.Begin.Seconds(), math.NaN()})
		}
		end = p.End
		stands := point{q.At(p).Seconds(), p.Value}
		if i == 0 || !q.Low && stands.y > worst.y || q.Low && stands.y < worst.y {
			worst = stands
		}
		points = append(points, stands)
	}
	if q.Low {
		return thinLow(points, lowSize.points), worst
	}
	return points, worst
}

// thinLow is thin for values of which the lowest must not vanish.
func thinLow(points []point, limit int) []point {
	flipped := make([]point, len(points))
	for i, p := range points {
		flipped[i] = point{p.x, -p.y}
	}
	out := thin(flipped, limit)
	for i := range out {
		out[i].y = -out[i].y
	}
	return out
}

// usedLine is what the brokers used, in a line; "" if nobody measured it.
func usedLine(used *results.UsageOutcome) string {
	if used == nil {
		return ""
	}
	parts := used.All
	if len(used.Brokers) == 1 {
		parts = used.Brokers[0].Parts
	}
	i := slices.IndexFunc(parts, func(p results.UsagePart) bool { return p.Name == partOverall })
	if i < 0 {
		return "what they used was not measured"
	}
	of := func(name string) (results.UsageSum, bool) { s, ok := parts[i].Used[name]; return s, ok }
	var texts []string
	if s, ok := of(results.UsedCPU); ok {
		texts = append(texts, fmt.Sprintf("CPU %s cores mean, %s max", quantity(s.Mean, measure.None), quantity(s.Max, measure.None)))
	}
	if s, ok := of(results.UsedMemory); ok {
		texts = append(texts, "memory "+quantity(s.Max, measure.Bytes))
	}
	in, okIn := of(results.UsedNetIn)
	out, okOut := of(results.UsedNetOut)
	if !okIn || !okOut {
		in, okIn = of(results.UsedTopicIn)
		out, okOut = of(results.UsedTopicOut)
	}
	if okIn && okOut {
		texts = append(texts, fmt.Sprintf("net in %s, out %s", quantity(in.Mean, measure.BytesSec), quantity(out.Mean, measure.BytesSec)))
	}
	if s, ok := of(results.UsedUnderRepl); ok && s.Max > 0 {
		texts = append(texts, fmt.Sprintf("up to %s under-replicated partitions", quantity(s.Max, measure.None)))
	}
	return strings.Join(texts, " · ")
}
