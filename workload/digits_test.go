package workload

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestNumbersAreWrittenAsStrconvDoes(t *testing.T) {
	check := func(v int64) (got, want string) {
		return string(appendInt([]byte("x"), v)) + string(appendUint(nil, uint64(v))),
			"x" + strconv.FormatInt(v, 10) + strconv.FormatUint(uint64(v), 10)
	}
	for _, around := range powersOfTen {
		for _, v := range []int64{int64(around) - 1, int64(around), int64(around) + 1, -int64(around)} {
			if got, want := check(v); got != want {
				t.Errorf("%d is written %s, expected %s", v, got, want)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if got, want := check(rapid.Int64Range(math.MinInt64, math.MaxInt64).Draw(t, "v")); got != want {
			t.Fatalf("written %s, expected %s", got, want)
		}
	})
}
