package cost

import (
	"math"
	"slices"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
)

// metered are facts whose every share was metered in a run of three zones.
func metered(t *testing.T) Facts {
	t.Helper()
	f := facts(t, "rate=10MB/s,fan-out-serving=1,fan-out-analytics=2,zones=3,replication=3,replay=2x1d/month")
	for n, i := range append([]Input{CrossingProduce}, readCrossings()...) {
		if err := f.Set(i, 0.1*float64(n+1), Measured, "metered"); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// A bill takes each share that is known in place of the one of an even spread, and
// its line says so.
func TestBillsTakeMeteredShares(t *testing.T) {
	m, _ := FindModel("shared-nothing")
	b, err := m.Bill(metered(t), Shipped(), Place{Provider: "aws"})
	if err != nil {
		t.Fatal(err)
	}
	const perByte, month = 0.02e-9, 730 * 3600.0 // USD, both sides; seconds
	for item, want := range map[string]float64{
		measure.ItemProduce: 10e6 * month * 0.1 * perByte,
		measure.ItemConsume: 10e6 * month * (1*0.2 + 2*0.3) * perByte,
		measure.ItemReplay:  2 * 86400 * 10e6 * 0.5 * perByte,
	} {
		if got := b.Of(item); math.Abs(got-want) > 1e-9*want {
			t.Errorf("%s costs %v, want %v", item, got, want)
		}
	}
	for _, l := range b.Lines {
		if l.Item == measure.ItemProduce && (l.Formula != "rate x crossing-produce x month" || !slices.Contains(l.Inputs, CrossingProduce)) {
			t.Errorf("the line says %q of %v", l.Formula, l.Inputs)
		}
	}
}

// A metered share holds where it was metered; what was stated holds everywhere.
func TestMeteredSharesGiveWay(t *testing.T) {
	for _, c := range []struct {
		at            string
		produce, read float64 // of serving groups
	}{
		{"", 0.1, 0.2},
		{"rate=1GB/s,retention=30d,fan-out=9", 0.1, 0.2},
		{"zones=3", 0.1, 0.2},
		{"zones=2", 0.5, 0.5},
		{"replication=2", 0.1, 0.2},
		{"closest-replica=on", 0.1, 0},
		{"closest-replica=on,replication=2", 0.1, 1.0 / 3},
		{"zones=2,crossing-serving=7%", 0.5, 0.07},
		{"crossing-serving=7%,zones=2", 0.5, 0.07},
	} {
		f, err := metered(t).At(c.at)
		if err != nil {
			t.Fatal(err)
		}
		produce, read := f.Fact(CrossingProduce), f.Fact(CrossingServing)
		if math.Abs(produce.Value-c.produce) > 1e-12 || math.Abs(read.Value-c.read) > 1e-12 {
			t.Errorf("--at %q: %v of what is produced and %v of what is read cross, want %v and %v", c.at, produce.Value, read.Value, c.produce, c.read)
		}
		for _, fact := range []Fact{produce, read} {
			if fact.Note == "" && fact.Origin != Given {
				t.Errorf("--at %q: %+v does not say where it comes from", c.at, fact)
			}
		}
	}
}

func TestSharesOfWhichNothingIsKnown(t *testing.T) {
	f := Assume()
	if got := f.Fact(CrossingReplay); math.Abs(got.Value-2.0/3) > 1e-12 || got.Origin != Assumed || got.Note != "1 - 1/zones, spread evenly" {
		t.Errorf("%+v", got)
	}
	f = f.with(ClosestReplica, 1)
	if got := f.Fact(CrossingReplay); got.Value != 0 || got.Note != "max(0, 1 - replication/zones), spread evenly" {
		t.Errorf("%+v", got)
	}
	if got := f.Fact(CrossingProduce).Value; math.Abs(got-2.0/3) > 1e-12 {
		t.Errorf("producers have no closest replica, but %v crosses", got)
	}
}
