package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// trafficSection is "Traffic and cost": what was offered, the bytes that it took,
// and what they would cost.
type trafficSection struct {
	Reading string
	Sources []sourceRow
	Figures []figure
	Tables  []trafficTable
	Zones   bool
	// Phases are the bytes by part of the run, Matrices by zones as well.
	Phases     []phaseRow
	Replicated bool
	Matrices   []matrix
	Cost       costSection
}

// trafficTable is the large rows, or behind a fold the small ones.
type trafficTable struct {
	Rows   []trafficRow
	Zones  bool
	Folded bool
	Total  *trafficRow
}

// sourceRow is one source over the run.
type sourceRow struct {
	Name, Topic, Key                        string
	Due, Sent, Acked, Bytes, PerEvent, Peak string
	AckP50, AckP99, GeneratorP999           string
}

// trafficRow is the bytes of one role, API and pair of zones.
type trafficRow struct {
	Role, API, Zone, BrokerZone, Requests, Sent, Received, PerEvent string
	Crosses                                                         bool
}

func (v *view) traffic() (trafficSection, error) {
	s := trafficSection{Reading: "Bytes on the wire as the clients saw them, before TLS; replication between brokers apart. What crosses a zone is what a cloud charges for."}
	plans := map[string]results.PlanSource{}
	for _, p := range v.rec.Plan.Sources {
		plans[p.Name] = p
	}
	var events int64
	for _, o := range v.out.Sources {
		events += o.Acked
		s.Sources = append(s.Sources, newSourceRow(o, plans[o.Name]))
	}
	v.fillTraffic(&s, events)
	s.Phases, s.Replicated = v.phaseRows()
	s.Matrices = v.matrices()
	for i, group := range slices.Collect(slices.Chunk(v.rec.Plan.Sources, seriesCount)) {
		f, ok, err := v.rateFigure(i, group)
		if err != nil {
			return s, err
		}
		if ok {
			s.Figures = append(s.Figures, f)
		}
	}
	var err error
	s.Cost, err = v.cost()
	return s, err
}

func newSourceRow(o results.SourceOutcome, plan results.PlanSource) sourceRow {
	r := sourceRow{
		Name: o.Name, Topic: plan.Topic, Key: plan.Key, Due: count(o.Due), Sent: count(o.Sent), Acked: count(o.Acked),
		Bytes: bytesOf(o.Bytes), PerEvent: noSample, Peak: quantity(o.PeakRate, measure.PerSec),
		AckP50: sampled(o.Ack, o.Ack.P50), AckP99: sampled(o.Ack, o.Ack.P99),
		GeneratorP999: sampled(o.Generator, o.Generator.P999),
	}
	if o.Sent > 0 {
		r.PerEvent = quantity(float64(o.Bytes)/float64(o.Sent), measure.Bytes)
	}
	return r
}

// fillTraffic lists the bytes, largest first, and their total.
func (v *view) fillTraffic(s *trafficSection, events int64) {
	list := slices.Clone(v.out.Traffic)
	slices.SortStableFunc(list, func(a, b results.TrafficSum) int {
		return cmp.Compare(b.Sent+b.Received, a.Sent+a.Received)
	})
	var total results.TrafficSum
	for _, t := range list {
		total.Requests += t.Requests
		total.Sent += t.Sent
		total.Received += t.Received
		s.Zones = s.Zones || t.Zone != "" || t.BrokerZone != ""
	}
	if len(list) == 0 {
		return
	}
	var large, small []trafficRow
	for i, t := range list {
		if i < trafficShown && (t.Sent+t.Received)*trafficSmall >= total.Sent+total.Received {
			large = append(large, newTrafficRow(t, events))
			continue
		}
		small = append(small, newTrafficRow(t, events))
	}
	sum := newTrafficRow(total, events)
	s.Tables = []trafficTable{{Rows: large, Zones: s.Zones, Total: &sum}}
	if len(small) > 0 {
		s.Tables = append(s.Tables, trafficTable{Rows: small, Zones: s.Zones, Folded: true})
	}
}

// Rows beyond trafficShown, or of less than a trafficSmall-th of all bytes, are
// folded away.
const (
	trafficShown = 24
	trafficSmall = 500
)

func newTrafficRow(t results.TrafficSum, events int64) trafficRow {
	r := trafficRow{
		Role: t.Role, API: t.API, Zone: t.Zone, BrokerZone: t.BrokerZone, Requests: count(t.Requests),
		Sent: bytesOf(t.Sent), Received: bytesOf(t.Received), PerEvent: noSample,
		Crosses: t.Zone != "" && t.BrokerZone != "" && t.Zone != t.BrokerZone,
	}
	if events > 0 {
		r.PerEvent = quantity(float64(t.Sent+t.Received)/float64(events), measure.Bytes)
	}
	return r
}

// rateFigure plots events per second of up to seriesCount sources. One source
// alone also shows what was due and what was acknowledged.
func (v *view) rateFigure(group int, sources []results.PlanSource) (figure, bool, error) {
	c := v.overTime(fmt.Sprintf("rate-%d", group), "Events per second", "")
	c.step = results.WindowLength.Seconds()
	for i, p := range sources {
		index := group*seriesCount + i
		due, sent := v.rates(p.Name)
		if len(sent) == 0 {
			continue
		}
		if len(v.rec.Plan.Sources) == 1 {
			c.lines = append(c.lines, chartLine{name: "due", points: due, ink: inkAxis, width: 4.5})
		}
		c.lines = append(c.lines, chartLine{name: p.Name + ", sent", points: sent, ink: seriesInk(index), dash: stageDash(index), width: 1.6})
		c.desc += fmt.Sprintf("%s: highest %s. ", p.Name, quantity(highest(sent), measure.PerSec))
	}
	if len(c.lines) == 0 {
		return figure{}, false, nil
	}
	c.y = chooseScale(measure.PerSec, false, nil, c.lines)
	f, err := c.render(wideSize)
	f.Note = "events/s, " + c.y.word()
	return f, true, err
}

func highest(points []point) float64 {
	h := 0.0
	for _, p := range points {
		h = max(h, p.y)
	}
	return h
}

// shortestRate is the shortest window that gives a rate worth showing: the
// remainder at the end of the load holds too few events.
const shortestRate = results.WindowLength / 2

// rates are what was due and sent per second, by window of the load.
func (v *view) rates(source string) (due, sent []point) {
	for _, w := range v.rec.Windows {
		s, ok := w.Sources[source]
		if !ok || w.Length < shortestRate || w.Phase == results.PhaseDrain {
			continue
		}
		x, per := (w.At + w.Length/2).Seconds(), 1/w.Length.Seconds()
		due = append(due, point{x, float64(s.Due) * per})
		sent = append(sent, point{x, float64(s.Sent) * per})
	}
	return due, sent
}
