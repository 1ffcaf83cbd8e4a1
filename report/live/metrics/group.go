package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// reading is a metric that is read off each window, W, of a source, a stage or
// whatever else has a name.
type reading[W any] struct {
	name, help string
	value      func(W) float64
}

// group is the readings of all that are alike, told apart by one label.
type group[W any] struct {
	counters []counter[W]
	gauges   []gauge[W]
}

type counter[W any] struct {
	vec   *prometheus.CounterVec
	value func(W) float64
}

type gauge[W any] struct {
	vec   *prometheus.GaugeVec
	value func(W) float64
}

// newGroup makes the metrics. Counters begin at 0 for each name, so that a rate
// sees the first increase.
func newGroup[W any](in promauto.Factory, label string, names []string, counters, gauges []reading[W]) group[W] {
	var g group[W]
	for _, r := range counters {
		vec := in.NewCounterVec(prometheus.CounterOpts{Name: r.name, Help: r.help}, []string{label})
		for _, name := range names {
			vec.WithLabelValues(name)
		}
		g.counters = append(g.counters, counter[W]{vec, r.value})
	}
	for _, r := range gauges {
		vec := in.NewGaugeVec(prometheus.GaugeOpts{Name: r.name, Help: r.help}, []string{label})
		for _, name := range names {
			vec.WithLabelValues(name)
		}
		g.gauges = append(g.gauges, gauge[W]{vec, r.value})
	}
	return g
}

// window takes a window of the one with that name. A counter never goes back.
func (g group[W]) window(name string, w W) {
	for _, c := range g.counters {
		c.vec.WithLabelValues(name).Add(max(c.value(w), 0))
	}
	for _, m := range g.gauges {
		m.vec.WithLabelValues(name).Set(m.value(w))
	}
}
