package results

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
)

// ackedAt is n acknowledged events of a shard in a partition.
func ackedAt(source, topic string, shard uint16, partition int32, n uint64) LedgerLine {
	return LedgerLine{Source: source, Topic: topic, Shard: shard, Partition: partition, State: StateAcked, Intervals: Intervals{{0, n - 1}}}
}

func TestPartitionsAreCounted(t *testing.T) {
	topic := PlanTopic{Name: "raw", Partitions: 4, Source: true}
	lines := []LedgerLine{
		ackedAt("clicks", "raw", 0, 0, 30), ackedAt("clicks", "raw", 1, 0, 30), ackedAt("carts", "raw", 0, 2, 40),
		ackedAt("clicks", "raw", 0, 5, 20),     // a partition that was added during the run
		ackedAt("clicks", "other", 0, 1, 99),   // another topic
		ackedAt("clicks", "raw", 0, -1, 99),    // a damaged line
		ackedAt("clicks", "raw", 0, 1<<30, 99), // another
		at("enrich", StateAvailable, 0, 99),    // of a stage
		at("", StateDue, 0, 99),                // not acknowledged
		{Source: "clicks", Topic: "raw", State: StateAcked, Stage: "enrich", Intervals: Intervals{{0, 9}}},
	}
	counts := byPartition(topic, lines)
	if want := []int64{60, 0, 40, 0, 0, 20}; !slices.Equal(counts, want) {
		t.Fatalf("%v, want %v", counts, want)
	}
	// 60 of 120 in one of six partitions is three times its share.
	if got, ok := (Settled{Partitions: counts}).Imbalance(); !ok || got != 3 {
		t.Errorf("imbalance %v, %v; want 3", got, ok)
	}
	for _, empty := range [][]int64{nil, {0, 0}} {
		if _, ok := (Settled{Partitions: empty}).Imbalance(); ok {
			t.Errorf("%v has an imbalance", empty)
		}
	}
	if n := len(byPartition(PlanTopic{Name: "raw", Partitions: math.MaxInt32}, nil)); n > maxPartitions {
		t.Errorf("a plan makes room for %d partitions", n)
	}
}

func TestImbalanceIsJudged(t *testing.T) {
	raw := place{topic: "raw"}
	for _, c := range []struct {
		name    string
		counts  []int64
		samples int64
		damage  string
		want    Verdict
		says    string // in what is shown, or the reason
	}{
		{"even", []int64{10, 10}, 0, "", Pass, "1x, partition 0 has 10 of 20"},
		{"uneven", []int64{5, 15}, 0, "", Fail, "1.5x, partition 1 has 15 of 20"},
		{"nothing", []int64{0, 0}, 0, "", Unknown, "no event of a source was acknowledged"},
		{"not of a source", nil, 0, "", Unknown, "no event of a source was acknowledged"},
		{"too few", []int64{10, 10}, 50, "", Unknown, "20 events were acknowledged, 50 are asked for"},
		{"damaged", []int64{10, 10}, 0, "the ledger is damaged", Unknown, "the ledger is damaged"},
	} {
		parsed, err := measure.Parse("topics[raw].imbalance < 1.2x")
		if err != nil {
			t.Fatal(err)
		}
		resolved, problems := parsed.Resolve(measure.Topology{Topics: []string{"raw"}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		checker, err := newChecker(expectation{resolved, c.samples})
		if err != nil {
			t.Fatal(err)
		}
		a := &Analysis{ledgerDamage: c.damage, settled: &settlement{places: map[place]Settled{raw: {Partitions: c.counts}}}}
		got := checker.Check(a)
		if got.Verdict != c.want || !strings.Contains(got.Shown+got.Reason, c.says) || got.During != "whole run" {
			t.Errorf("%s: %+v, want %s, %q", c.name, got, c.want, c.says)
		}
	}
}
