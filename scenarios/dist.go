package scenarios

import (
	"math"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/workload"
)

// z99 is the 99th percentile of the standard normal distribution: a log-normal
// with median m and scale s has its p99 at m x exp(z99 x s).
const z99 = 2.3263478740408408

// The kinds of a Dist.
const (
	constant  = "constant"
	logNormal = "lognormal"
	exp       = "exp"
)

// quantiles is the written form of a log-normal.
type quantiles struct{ p50, p99, sigma float64 }

// dist is a distribution of a quantity in unit: a constant (512B), an exponential
// by its mean (exp 5ms), or a log-normal by two quantiles ({p50: 3s, p99: 60s}).
// Values lie within (0, most], 0 being allowed as a constant if zero is set.
func dist(unit measure.Unit, zero bool, most float64) codec[Dist] {
	value := distValue(unit, zero, most)
	body := object(func() []field[quantiles] {
		return []field[quantiles]{
			needed(at("p50", func(q *quantiles) *float64 { return &q.p50 }, distValue(unit, false, most), "The median.")),
			at("p99", func(q *quantiles) *float64 { return &q.p99 }, distValue(unit, false, most), "The 99th percentile, at least the median."),
			at("sigma", func(q *quantiles) *float64 { return &q.sigma }, sigmaValue(), "In place of p99: the standard deviation of the logarithm."),
		}
	})
	return codec[Dist]{
		read: func(d *decoder, n *yaml.Node, path string, v *Dist) bool {
			if n.Kind == yaml.MappingNode {
				return readLogNormal(d, n, path, body, v)
			}
			text, ok := word(d, n, "a value, as "+distExample(unit)+", or {p50: , p99: }")
			if !ok {
				return false
			}
			kind := constant
			if mean, found := strings.CutPrefix(text, "exp "); found {
				kind, text = exp, strings.TrimSpace(mean)
			}
			plain := *n
			plain.Value = text
			var median float64
			if !value.read(d, &plain, path, &median) {
				return false
			}
			*v = Dist{Kind: kind, Median: median}
			return true
		},
		write:  func(v Dist) *yaml.Node { return writeDist(v, unit, body, value) },
		schema: schemaNode{"title": distTitle(unit), "oneOf": []any{quantitySchema("a constant, or exp and a mean"), body.schema}},
	}
}

func readLogNormal(d *decoder, n *yaml.Node, path string, body codec[quantiles], v *Dist) bool {
	var q quantiles
	if !body.read(d, n, path, &q) {
		return false
	}
	p99, sigma := childPath(path, "p99"), childPath(path, "sigma")
	switch {
	case d.given(p99) == d.given(sigma):
		return d.fail(n, "", "expected p50 and p99")
	case d.given(p99) && q.p99 < q.p50:
		return d.fail(d.where(p99), "", "p99 is below p50")
	case d.given(p99):
		q.sigma = sigmaOf(q.p50, q.p99)
	}
	if q.sigma > workload.MaxSigma {
		return d.fail(n, "", "p99 is too far above p50; expected at most %.0f times as much", math.Exp(workload.MaxSigma*z99))
	}
	*v = Dist{Kind: logNormal, Median: q.p50, Sigma: q.sigma}
	return true
}

func sigmaOf(p50, p99 float64) float64 { return math.Log(p99/p50) / z99 }

// p99 is a distribution's 99th percentile.
func (v Dist) p99() float64 {
	switch v.Kind {
	case logNormal:
		return v.Median * math.Exp(z99*v.Sigma)
	case exp:
		return v.Median * math.Log(100)
	}
	return v.Median
}

// mean is a distribution's mean.
func (v Dist) mean() float64 {
	if v.Kind == logNormal {
		return v.Median * math.Exp(v.Sigma*v.Sigma/2)
	}
	return v.Median
}

func writeDist(v Dist, unit measure.Unit, body codec[quantiles], value codec[float64]) *yaml.Node {
	switch v.Kind {
	case "":
		return nil
	case constant, exp:
		n := value.write(v.Median)
		if v.Kind == exp {
			n.Value = exp + " " + n.Value
		}
		return n
	}
	// p99 as people write it, if reading it gives the same sigma again.
	step := 1e-9
	if unit == measure.Bytes {
		step = 1
	}
	if p99 := math.Round(v.p99()/step) * step; unit != measure.Bytes {
		d := time.Duration(math.Round(v.p99() * 1e9))
		if sigmaOf(v.Median, d.Seconds()) == v.Sigma {
			return pairNode("p50", value.write(v.Median), "p99", value.write(d.Seconds()))
		}
	} else if sigmaOf(v.Median, p99) == v.Sigma {
		return pairNode("p50", value.write(v.Median), "p99", value.write(p99))
	}
	return pairNode("p50", value.write(v.Median), "sigma", scalar(numberText(v.Sigma)))
}

func pairNode(key1 string, value1 *yaml.Node, key2 string, value2 *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{scalar(key1), value1, scalar(key2), value2}}
}

// distValue is one value of a distribution, in seconds or bytes.
func distValue(unit measure.Unit, zero bool, most float64) codec[float64] {
	if unit == measure.Bytes {
		c := size(1, int64(most))
		return parsedFloat(c, func(n int64) float64 { return float64(n) }, func(v float64) int64 { return int64(math.Round(v)) })
	}
	least := time.Nanosecond
	if zero {
		least = 0
	}
	c := duration(least, seconds(most))
	return parsedFloat(c, time.Duration.Seconds, seconds)
}

// parsedFloat is a codec of whole units as one of floats in base units.
func parsedFloat[T any](c codec[T], to func(T) float64, from func(float64) T) codec[float64] {
	return codec[float64]{
		read: func(d *decoder, n *yaml.Node, path string, v *float64) bool {
			value := from(*v)
			ok := c.read(d, n, path, &value)
			if ok {
				*v = to(value)
			}
			return ok
		},
		write:  func(v float64) *yaml.Node { return c.write(from(v)) },
		schema: c.schema,
	}
}

func sigmaValue() codec[float64] {
	return parsed("a number", func(s string) (float64, string) {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || !(v >= 0 && v <= workload.MaxSigma) {
			return 0, strconv.Quote(s) + " is not a number from 0 to 5"
		}
		return v, ""
	}, numberText, schemaNode{"type": "number", "minimum": 0, "maximum": workload.MaxSigma, "title": "a number from 0 to 5"})
}

// seconds turns float seconds into a duration, to the nanosecond.
func seconds(v float64) time.Duration { return time.Duration(math.Round(v * 1e9)) }

func distTitle(unit measure.Unit) string {
	if unit == measure.Bytes {
		return "a size, or a distribution of sizes"
	}
	return "a duration, or a distribution of durations"
}

func distExample(unit measure.Unit) string {
	if unit == measure.Bytes {
		return "512B"
	}
	return "5ms or exp 5ms"
}
