package workload

import (
	"math"
	"math/bits"
)

// zipf draws from 0..count-1 with weight (k+1)^-s for k, by inversion: an index
// into the cumulative weights brings each draw within a step or so of its answer
// (the guide table of H. Chen and Y. Asau, AIIE Transactions 6, 1974).
type zipf struct {
	count uint64
	// upper[k] is the cumulative probability of 0..k times 2^64; nil if s = 0. The
	// last is never compared.
	upper []uint64
	// guide[j] is the answer to the least h of its j-th part, with certain added
	// where that answers all of the part.
	guide []uint32
	shift uint
}

// certain marks an entry of the guide table, whose answers are below it.
const certain = 1 << 31

// newZipf prepares count things with exponent s >= 0; count 0 counts as 1.
func newZipf(sk Skewed) zipf {
	z := zipf{count: max(sk.Count, 1)}
	if sk.Zipf == 0 || z.count == 1 {
		return z
	}
	sums := make([]float64, z.count)
	sum := 0.0
	for k := range sums {
		sum += exactPow(float64(k+1), -sk.Zipf)
		sums[k] = sum
	}
	z.upper = make([]uint64, z.count)
	for k, c := range sums {
		z.upper[k] = scale64(c / sum)
	}
	width := bits.Len64(z.count - 1)
	z.shift = uint(64 - width)
	z.guide = make([]uint32, 1<<width)
	k := uint32(0)
	for j := range z.guide {
		for uint64(k) < z.count-1 && z.upper[k] <= uint64(j)<<z.shift {
			k++
		}
		z.guide[j] = k
		last := uint64(j)<<z.shift | (1<<z.shift - 1)
		if uint64(k) == z.count-1 || last < z.upper[k] {
			z.guide[j] |= certain
		}
	}
	return z
}

// scale64 returns p * 2^64, p in [0, 1], at most 2^64 - 1.
func scale64(p float64) uint64 {
	v := p * (1 << 64)
	if v >= 1<<64 {
		return math.MaxUint64
	}
	return uint64(v)
}

// quantile returns the thing at h / 2^64 of the distribution.
func (z *zipf) quantile(h uint64) uint64 {
	if z.upper == nil {
		return below(h, z.count)
	}
	k := uint64(z.guide[h>>z.shift])
	if k >= certain { // as for most: without a look at upper, which no cache holds
		return k - certain
	}
	for k < z.count-1 && h >= z.upper[k] {
		k++
	}
	return k
}

// from returns the least h whose quantile is k or more; whole = true stands for
// 2^64, which no h reaches.
func (z *zipf) from(k uint64) (h uint64, whole bool) {
	switch {
	case k == 0:
		return 0, false
	case k >= z.count:
		return 0, true
	case z.upper != nil:
		return z.upper[k-1], false
	}
	h, rest := bits.Div64(k, 0, z.count)
	if rest > 0 {
		h++
	}
	return h, false
}
