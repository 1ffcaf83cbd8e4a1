package scrape

import (
	"fmt"
	"io"
	"math"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/freshet-bench/freshet/results"
)

// Page is what was found on a page of metrics.
type Page struct {
	// Values are the quantities by name; what is not on the page is not there.
	Values map[string]float64
	// Life is when the broker's process was started, in seconds since 1970; 0 = the
	// page does not say.
	Life int64
}

// Parse reads a page in Prometheus's text format. A page without any of the names
// gives no values and no error.
func Parse(in io.Reader) (Page, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(in)
	if err != nil {
		return Page{}, fmt.Errorf("no metrics in Prometheus's text format: %w", err)
	}
	found := index(families)
	p := Page{Values: map[string]float64{}}
	counter := map[string]bool{}
	for _, q := range results.UsageQuantities() {
		counter[q.Name] = q.Counter
	}
	for _, n := range Names() {
		if _, known := p.Values[n.Quantity]; known {
			continue
		}
		if v, ok := n.read(found[fold(n.Metric)], counter[n.Quantity]); ok {
			p.Values[n.Quantity] = v
		}
	}
	for _, s := range found[fold(started)] {
		if s.value > 0 && s.value < math.MaxInt32*2 {
			p.Life = int64(s.value)
		}
	}
	return p, nil
}

// sample is one series of a page.
type sample struct {
	metric string
	gauge  bool
	labels map[string]string
	value  float64
}

// index is the samples of all families by their folded name.
func index(families map[string]*dto.MetricFamily) map[string][]sample {
	out := map[string][]sample{}
	for metric, family := range families {
		for _, m := range family.GetMetric() {
			s := sample{labels: map[string]string{}}
			switch {
			case m.GetCounter() != nil:
				s.value = m.GetCounter().GetValue()
			case m.GetGauge() != nil:
				s.value, s.gauge = m.GetGauge().GetValue(), true
			case m.GetUntyped() != nil:
				s.value = m.GetUntyped().GetValue()
			default:
				continue // no histogram or summary is looked for
			}
			for _, l := range m.GetLabel() {
				s.labels[l.GetName()] = l.GetValue()
			}
			s.metric = named(metric, s.labels["name"])
			key := fold(s.metric)
			out[key] = append(out[key], s)
		}
	}
	return out
}

// otherAttribute reports whether a series of the right bean is of another of its
// attributes: a rate where a total is looked for, or the other way round.
func (n Name) otherAttribute(s sample, counter bool) bool {
	if counter {
		return s.gauge && !counts(s.metric)
	}
	const total = "_count"
	return strings.HasSuffix(strings.ToLower(s.metric), total) && !strings.HasSuffix(n.Metric, total)
}

// unborn reports whether a rate has not begun: in a JVM's first seconds the share of
// idle time is exactly 0, which it never is again, however busy the handlers are.
func (n Name) unborn(s sample) bool { return n.Quantity == results.UsedHandlerIdle && s.value == 0 }

// read is the value of a quantity. A series over all topics counts before those by
// topic, which are added up, as shards are; of ratios it is the lowest.
func (n Name) read(list []sample, counter bool) (value float64, ok bool) {
	whole := false
	for _, s := range list {
		if n.Label != "" && s.labels[n.Label] != n.Value || n.otherAttribute(s, counter) {
			continue
		}
		if math.IsNaN(s.value) || math.IsInf(s.value, 0) || s.value < 0 || n.unborn(s) {
			continue
		}
		_, byTopic := s.labels["topic"]
		switch {
		case !ok, !byTopic && !whole:
			value = s.value
		case byTopic && whole:
			continue
		case n.Quantity == results.UsedHandlerIdle:
			value = min(value, s.value)
		default:
			value += s.value
		}
		ok, whole = true, whole || !byTopic
	}
	if n.Scale != 0 {
		value *= n.Scale
	}
	return value, ok
}
