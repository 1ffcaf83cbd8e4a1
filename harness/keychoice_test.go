package harness_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// keyChoice runs a variant of the shipped scenario in virtual time.
func keyChoice(t *testing.T, variant string) (*scenarios.Scenario, *results.Outcome) {
	t.Helper()
	sc, err := scenarios.Load("key-choice", scenarios.LoadOptions{Variant: variant, Sets: []string{"duration=15s", "warmup=3s", "timeline.burst.at=5s", "timeline.burst.hold=5s"}})
	if err != nil {
		t.Fatal(err)
	}
	return sc, driveVirtual(t, sc, target.EmbeddedOptions{}, plain).Outcome
}

// fullest is the share of the events that the fullest partition of raw.clicks has.
func fullest(t *testing.T, out *results.Outcome) float64 {
	t.Helper()
	for _, s := range out.Settled {
		if s.Topic == "raw.clicks" {
			factor, ok := s.Imbalance()
			if !ok {
				t.Fatal("no imbalance")
			}
			return factor / float64(len(s.Partitions))
		}
	}
	t.Fatal("raw.clicks is not settled")
	return 0
}

// zipfShares are the shares of things by rank: k^-s over the sum of all.
func zipfShares(p scenarios.Skew) []float64 {
	shares, sum := make([]float64, p.Count), 0.0
	for k := range shares {
		shares[k] = math.Pow(float64(k+1), -p.Zipf)
		sum += shares[k]
	}
	for k := range shares {
		shares[k] /= sum
	}
	return shares
}

// The shares by arithmetic: a tenant has its share of the users, who act equally
// often, and all that it does goes where the partitioner sends its name; every other
// key is as good as evenly spread.
func TestKeyChoiceIsAsThePopulationPredicts(t *testing.T) {
	for _, variant := range []string{"user", "account", "random"} {
		t.Run(variant, func(t *testing.T) {
			sc, out := keyChoice(t, variant)
			partitions := sc.Topics[0].Partitions
			want := 1 / float64(partitions)
			if variant == "account" {
				load := make([]float64, partitions)
				for k, share := range zipfShares(sc.Population.Tenants) {
					load[workload.Partition([]byte("t"+strconv.Itoa(k)), partitions)] += share
				}
				want = maxOf(load)
			}
			got := fullest(t, out)
			t.Logf("the fullest of %d partitions has %.2f %%, predicted %.2f %%", partitions, 100*got, 100*want)
			if math.Abs(got/want-1) > 0.05 {
				t.Errorf("it has %.2f %% of the events, want %.2f %% within 5 %%", 100*got, 100*want)
			}
			checkKeyVerdicts(t, variant, out)
		})
	}
}

func maxOf(list []float64) float64 {
	most := 0.0
	for _, v := range list {
		most = max(most, v)
	}
	return most
}

// checkKeyVerdicts holds what each key is to show: only random breaks the order, and
// only the account's partition gets old.
func checkKeyVerdicts(t *testing.T, variant string, out *results.Outcome) {
	t.Helper()
	fails := map[string]bool{
		"ranking.platform-age.p99 < 1s":       variant == "account",
		"topics[raw.clicks].imbalance < 1.5x": variant == "account",
		"out-of-order == 0":                   variant == "random",
		"lost == 0":                           false,
	}
	for _, c := range out.Checks {
		fail, known := fails[c.Text]
		t.Logf("%s: %s, %s", c.Text, c.Verdict, c.Shown)
		if known && (c.Verdict == results.Fail) != fail {
			t.Errorf("%s: %s (%s %s)", c.Text, c.Verdict, c.Shown, c.Reason)
		}
	}
}
