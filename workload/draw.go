package workload

import "math/bits"

// Draws are part of the format: attribute x of event n of a source is the x-th
// output of a SplitMix64 generator that is seeded with the n-th output of a
// SplitMix64 generator that is seeded with the source's key. (G. Steele, D. Lea,
// C. Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.) An
// output of SplitMix64 is a function of its number, so any of them is reached at
// once.

// weyl is SplitMix64's increment, 2^64 divided by the golden ratio.
const weyl = 0x9E3779B97F4A7C15

// mix is SplitMix64's output function.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// domain separates the families of draws that share a seed and perhaps a name.
type domain uint64

// The domains; their numbers are part of the format.
const (
	domainLive domain = iota + 1
	domainHistory
	domainPopulation
	domainDecision
	domainEmits
	domainReconnect
	domainKeyTrace
	domainZone
)

// family is the root of the draws of one source, decision or stage.
type family uint64

// familyOf returns the root of the draws under a name: the seed and the domain
// mixed, then the name's bytes folded in as FNV-1a does, then mixed again.
func familyOf(seed uint64, d domain, name string) family {
	h := mix(seed + weyl*uint64(d))
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001B3
	}
	return family(mix(h))
}

// draws are all draws of one event.
type draws uint64

// of returns the draws of event n.
func (f family) of(n uint64) draws { return draws(mix(uint64(f) + weyl*(n+1))) }

// attribute numbers what is drawn for an event.
type attribute uint64

// The attributes; their numbers are part of the format. Payload fields and filler
// count on from attributePayload.
const (
	attributeArrival attribute = iota + 1
	attributeUser
	attributeItem
	attributeType
	attributeSize
	attributeLate
	attributeDelay
	attributeDuplicate
	attributeDuplicateDelay
	attributeDelete
	attributeRandomKey
	attributeFocus
	attributeView
	attributeThink
	attributePayload attribute = 64
	attributeFiller  attribute = 1 << 20
)

// draw returns 64 uniform bits.
func (d draws) draw(a attribute) uint64 { return mix(uint64(d) + weyl*uint64(a)) }

// hit reports whether the event belongs to a share, 0..1, of the events.
func (d draws) hit(a attribute, share float64) bool {
	return share > 0 && unit(d.draw(a)) < share
}

// unit maps 64 uniform bits to [0, 1).
func unit(h uint64) float64 { return float64(h>>11) * (1.0 / (1 << 53)) }

// openUnit maps 64 uniform bits to (0, 1): neither end is ever reached, so its
// logarithm and its quantiles are finite.
func openUnit(h uint64) float64 { return (float64(h>>12) + 0.5) * (1.0 / (1 << 52)) }

// below maps 64 uniform bits to [0, n), n > 0.
func below(h, n uint64) uint64 {
	hi, _ := bits.Mul64(h, n)
	return hi
}
