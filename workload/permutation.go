package workload

import "math/bits"

// permutation is a bijection of [0, size): rounds of multiplication by odd
// constants and of folding high bits onto low ones, each invertible on words of
// `width` bits, repeated until the result is below size (cycle walking: J. Black,
// P. Rogaway, CT-RSA 2002). A word has less than twice as many values as needed,
// so this takes less than two turns on average.
type permutation struct {
	size, mask uint64
	fold       uint
	add        uint64
}

func newPermutation(size uint64, f family) permutation {
	width := max(bits.Len64(size-1), 1)
	return permutation{
		size: size,
		mask: 1<<width - 1,
		fold: uint(width+1) / 2,
		add:  uint64(f),
	}
}

// at returns the image of x < size.
func (p *permutation) at(x uint64) uint64 {
	for {
		x = p.word(x)
		if x < p.size {
			return x
		}
	}
}

func (p *permutation) word(x uint64) uint64 {
	x = (x + p.add) & p.mask
	x = (x * 0xBF58476D1CE4E5B9) & p.mask
	x ^= x >> p.fold
	x = (x*0x94D049BB133111EB + p.add>>32) & p.mask
	x ^= x >> p.fold
	x = (x * weyl) & p.mask
	return x ^ x>>p.fold
}
