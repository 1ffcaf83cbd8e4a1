package workload

import (
	"encoding/binary"
	"math"
)

const (
	// fillerLetters are the 64 letters of random text: 6 bits each.
	fillerLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	// fillerPhrase is what the compressible part repeats.
	fillerPhrase = "the user saw the item and the item was in the basket for a while; "
)

// filler makes the part of a payload that carries no meaning: a share repeats, the
// rest is random. pairs holds two letters for each 12 bits.
type filler struct{ pairs *[1 << 12][2]byte }

func newFiller() filler {
	pairs := new([1 << 12][2]byte)
	for i := range pairs {
		pairs[i] = [2]byte{fillerLetters[i>>6], fillerLetters[i&63]}
	}
	return filler{pairs}
}

// appendText appends size bytes of text that needs no escape in JSON. Its random
// part has 6 bits in a byte, so a compressor with an entropy coder still takes a
// quarter off it.
func (f filler) appendText(dst []byte, d draws, size int, repeats float64) []byte {
	random := randomPart(size, repeats)
	end := len(dst) + random
	for a := attributeFiller; len(dst) < end; a++ {
		h := d.draw(a)
		for range 5 {
			pair := &f.pairs[h&(1<<12-1)]
			dst = append(dst, pair[0], pair[1])
			h >>= 12
		}
	}
	return appendPhrase(dst[:end], size-random)
}

// appendOpaque appends size bytes whose random part has 8 bits in a byte.
func (f filler) appendOpaque(dst []byte, d draws, size int, repeats float64) []byte {
	random := randomPart(size, repeats)
	end := len(dst) + random
	for a := attributeFiller; len(dst) < end; a++ {
		dst = binary.LittleEndian.AppendUint64(dst, d.draw(a))
	}
	return appendPhrase(dst[:end], size-random)
}

func randomPart(size int, repeats float64) int {
	return size - int(math.Round(float64(size)*repeats))
}

func appendPhrase(dst []byte, size int) []byte {
	for size > 0 {
		n := min(size, len(fillerPhrase))
		dst = append(dst, fillerPhrase[:n]...)
		size -= n
	}
	return dst
}
