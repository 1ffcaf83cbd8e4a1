package workload

import (
	"math"
	"sort"
	"testing"

	"pgregory.net/rapid"
)

func TestZipfHasItsWeights(t *testing.T) {
	for _, sk := range []Skewed{{Count: 1}, {Count: 10}, {Count: 500, Zipf: 1.1}, {Count: 7, Zipf: 3}, {Count: 64, Zipf: 1}} {
		z := newZipf(sk)
		const draws = 200_000
		got := make([]float64, sk.Count)
		f := familyOf(1, domainLive, "zipf")
		for n := range uint64(draws) {
			got[z.quantile(uint64(f.of(n)))]++
		}
		sum := 0.0
		for k := range got {
			sum += math.Pow(float64(k+1), -sk.Zipf)
		}
		for k := range got {
			want := draws * math.Pow(float64(k+1), -sk.Zipf) / sum
			if diff := math.Abs(got[k] - want); diff > 5*math.Sqrt(want)+1 {
				t.Errorf("%+v: thing %d drawn %v times, want about %.0f", sk, k, got[k], want)
			}
		}
	}
}

func TestZipfFromIsTheInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sk := Skewed{Count: rapid.Uint64Range(1, 3000).Draw(t, "count"), Zipf: rapid.SampledFrom([]float64{0, 0.5, 1, 2}).Draw(t, "s")}
		z := newZipf(sk)
		k := rapid.Uint64Range(0, sk.Count-1).Draw(t, "k")
		low, _ := z.from(k)
		high, whole := z.from(k + 1)
		if !whole && high == low {
			return // too rare to be drawn
		}
		if got := z.quantile(low); got != k {
			t.Fatalf("quantile(from(%d)) = %d", k, got)
		}
		if got := z.quantile(high - 1); got != k {
			t.Fatalf("quantile before from(%d) = %d, want %d", k+1, got, k)
		}
	})
}

func TestPermutationIsABijection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Uint64Range(1, 2000).Draw(t, "size")
		p := newPermutation(size, family(rapid.Uint64().Draw(t, "family")))
		seen := make([]bool, size)
		for x := range size {
			y := p.at(x)
			if y >= size || seen[y] {
				t.Fatalf("%d -> %d: outside or twice", x, y)
			}
			seen[y] = true
		}
	})
}

func TestTenantsOwnTheirUsers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := Spec{Population: Population{
			Users: rapid.Uint64Range(1, 500).Draw(t, "users"), Active: 1,
			Tenants: Skewed{Count: rapid.Uint64Range(0, 60).Draw(t, "tenants"), Zipf: rapid.SampledFrom([]float64{0, 1.1}).Draw(t, "s")},
		}}
		p := newPopulation(&spec)
		var total uint64
		for k := range max(spec.Population.Tenants.Count, 1) {
			first, size := p.usersOf(k)
			for u := first; u < first+size; u++ {
				if got := p.tenantOf(u); got != k {
					t.Fatalf("user %d is of tenant %d, listed under %d", u, got, k)
				}
			}
			total += size
		}
		if total != spec.Population.Users {
			t.Fatalf("tenants have %d users of %d", total, spec.Population.Users)
		}
	})
}

// The shortcut of the guide table answers as the search does.
func TestAGuideThatIsCertainIsRight(t *testing.T) {
	for _, sk := range []Skewed{{Count: 2, Zipf: 1}, {Count: 1000, Zipf: 0.5}, {Count: 100_000, Zipf: 1.1}} {
		z := newZipf(sk)
		sure := 0
		for j, k := range z.guide {
			if k >= certain {
				sure++
			}
			first := uint64(j) << z.shift
			for _, h := range []uint64{first, first | 1<<z.shift - 1, first + 1<<z.shift/2} {
				want := sort.Search(int(z.count)-1, func(k int) bool { return h < z.upper[k] })
				if got := z.quantile(h); got != uint64(want) {
					t.Fatalf("%+v: %d is at %d, expected %d", sk, h, got, want)
				}
			}
		}
		t.Logf("%+v: %d of %d parts are certain", sk, sure, len(z.guide))
	}
}
