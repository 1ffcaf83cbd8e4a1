package workload_test

import (
	"math"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

func TestServiceTimesHaveTheirMean(t *testing.T) {
	for _, work := range []workload.Dist{
		{Median: 0.005},
		{Kind: workload.Exponential, Median: 0.005},
		{Kind: workload.LogNormal, Median: 0.005, Sigma: 0.7},
	} {
		const events = 100_000
		var sum time.Duration
		for n := range uint64(events) {
			sum += workload.ServiceTime(1, "features", "clicks", n, 0, work)
		}
		got, want := sum.Seconds()/events, work.Mean()
		if math.Abs(got/want-1) > 0.02 {
			t.Errorf("%+v: mean %v s over %d events, Mean says %v", work, got, events, want)
		}
	}
}
