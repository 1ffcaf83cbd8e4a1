package harness

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/results"
)

func TestRecordsByTier(t *testing.T) {
	for _, c := range []struct {
		about               string
		starts, local, ends map[int32]int64
		want                results.TopicTiers
	}{
		{"half is remote", map[int32]int64{0: 0, 1: 10}, map[int32]int64{0: 50, 1: 10}, map[int32]int64{0: 100, 1: 30}, results.TopicTiers{Remote: 50, Local: 70}},
		{"a broker that knows no tier", map[int32]int64{0: 5}, map[int32]int64{0: -1}, map[int32]int64{0: 9}, results.TopicTiers{Local: 4}},
		{"all is remote", map[int32]int64{0: 0}, map[int32]int64{0: 12}, map[int32]int64{0: 10}, results.TopicTiers{Remote: 10}},
		{"retention passed the border", map[int32]int64{0: 8}, map[int32]int64{0: 5}, map[int32]int64{0: 10}, results.TopicTiers{Local: 2}},
		{"nothing", nil, nil, nil, results.TopicTiers{}},
	} {
		if got := byTier(c.starts, c.local, c.ends); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.about, got, c.want)
		}
	}
}

func TestEveryRecordIsInOneTier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := rapid.Int64Range(0, 1000).Draw(t, "start")
		end := start + rapid.Int64Range(0, 1000).Draw(t, "records")
		local := rapid.Int64Range(-1, 3000).Draw(t, "local")
		got := byTier(map[int32]int64{0: start}, map[int32]int64{0: local}, map[int32]int64{0: end})
		if got.Remote < 0 || got.Local < 0 || got.Remote+got.Local != end-start {
			t.Errorf("%+v of %d records", got, end-start)
		}
	})
}
