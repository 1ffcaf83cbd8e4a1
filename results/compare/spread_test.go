package compare

import (
	"math"
	"testing"
)

func TestSpread(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct{ values, want []float64 }{
		{nil, []float64{nan, nan, nan}},
		{[]float64{3}, []float64{3, 3, 3}},
		{[]float64{4, 1, 2, 3}, []float64{1, 2.5, 4}},
		{[]float64{5, nan, 1}, []float64{1, 3, 5}},
		{[]float64{5, nan}, []float64{5, 5, 5}},
		{[]float64{5, nan, nan}, []float64{nan, nan, nan}},
	} {
		low, median, high := Spread(c.values)
		for i, got := range []float64{low, median, high} {
			if got != c.want[i] && !(math.IsNaN(got) && math.IsNaN(c.want[i])) {
				t.Errorf("%v: %g, %g, %g", c.values, low, median, high)
			}
		}
	}
}
