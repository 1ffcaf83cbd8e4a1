package metrics

import (
	"math"
	"sort"
	"sync"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

const (
	ageName = "freshet_stage_platform_age_seconds"
	// nativeSchema divides each power of two into 8 buckets: a quantile is known to
	// some 4 %, and all of 1 us to 2 h takes no more than 263 buckets.
	nativeSchema   = 3
	nativePerPower = 1 << nativeSchema
)

// ageBounds are the upper ends of the classic buckets, in seconds, for whoever
// does not scrape native histograms.
func ageBounds() []float64 {
	return []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800}
}

// ages collects the platform ages of each stage, as a native histogram and as a
// classic one. It is fed histograms, not samples, so that what it costs does not
// depend on the rate.
type ages struct {
	desc    *prometheus.Desc
	created time.Time
	bounds  []float64

	mu     sync.Mutex
	stages map[string]*distribution
}

var _ prometheus.Collector = (*ages)(nil)

// distribution is the ages of one stage since the run began.
type distribution struct {
	count, zero uint64
	sum         float64       // seconds
	native      map[int]int64 // by index of the bucket
	classic     []uint64      // by index of the bound, not cumulated
}

func newAges(stages []string, created time.Time) *ages {
	a := &ages{
		desc:    prometheus.NewDesc(ageName, definition("platform-age"), []string{"stage"}, nil),
		created: created, bounds: ageBounds(), stages: map[string]*distribution{},
	}
	for _, s := range stages {
		a.stages[s] = &distribution{native: map[int]int64{}, classic: make([]uint64, len(a.bounds))}
	}
	return a
}

// add adds the samples of a histogram of microseconds.
func (a *ages) add(stage string, h *hdr.Histogram) {
	d := a.stages[stage]
	if d == nil || h == nil || h.TotalCount() == 0 {
		return
	}
	bars := h.Distribution()
	a.mu.Lock()
	defer a.mu.Unlock()
	d.count += uint64(h.TotalCount())
	d.sum += h.Mean() * float64(h.TotalCount()) * micro
	for _, bar := range bars {
		if bar.Count > 0 {
			d.add(a.bounds, float64(bar.To)*micro, bar.Count)
		}
	}
}

// micro is a microsecond in seconds.
const micro = 1e-6

// add counts n samples of an age in seconds.
func (d *distribution) add(bounds []float64, age float64, n int64) {
	if i := sort.SearchFloat64s(bounds, age); i < len(bounds) {
		d.classic[i] += uint64(n)
	}
	if age <= 0 {
		d.zero += uint64(n)
		return
	}
	d.native[nativeBucket(age)] += n
}

// nativeBucket is the index of the bucket, (2^((i-1)/8), 2^(i/8)], of an age.
func nativeBucket(age float64) int { return int(math.Ceil(math.Log2(age) * nativePerPower)) }

// Describe says what there is.
func (a *ages) Describe(to chan<- *prometheus.Desc) { to <- a.desc }

// Collect gives a histogram a stage.
func (a *ages) Collect(to chan<- prometheus.Metric) {
	for _, m := range a.metrics() {
		to <- m
	}
}

// metrics is the histograms as they are now.
func (a *ages) metrics() []prometheus.Metric {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []prometheus.Metric
	for stage, d := range a.stages {
		native, err := prometheus.NewConstNativeHistogram(a.desc, d.count, d.sum, d.native, nil, d.zero,
			nativeSchema, prometheus.DefNativeHistogramZeroThreshold, a.created, stage)
		if err != nil {
			list = append(list, prometheus.NewInvalidMetric(a.desc, err))
			continue
		}
		list = append(list, &histogram{native, d.buckets(a.bounds)})
	}
	return list
}

// buckets are the classic buckets.
func (d *distribution) buckets(bounds []float64) []*dto.Bucket {
	var list []*dto.Bucket
	var below uint64
	for i, bound := range bounds {
		below += d.classic[i]
		count := below
		list = append(list, &dto.Bucket{UpperBound: &bound, CumulativeCount: &count})
	}
	return list
}

// histogram is a native histogram with classic buckets beside.
type histogram struct {
	prometheus.Metric
	classic []*dto.Bucket
}

// Write writes both.
func (h *histogram) Write(to *dto.Metric) error {
	if err := h.Metric.Write(to); err != nil {
		return err
	}
	to.Histogram.Bucket = h.classic
	return nil
}
