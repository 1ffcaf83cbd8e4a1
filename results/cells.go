package results

import "math/bits"

// The cells of a histogram with the record's geometry (unit 1, three significant
// digits): linear up to 2 * halfCells, then halfCells for each power of two.
const (
	halfCells  = 1024
	cellCount  = 24 * halfCells // up to 2^34 - 1, the power of two above highestMicros
	chunkCells = 256
)

// cell is the index of a value's count.
func cell(v int64) int {
	bucket := bits.Len64(uint64(v)|(2*halfCells-1)) - 11
	return (bucket+1)*halfCells + int(v>>bucket) - halfCells
}

// cellTop is the highest value that a cell counts.
func cellTop(i int) int64 {
	if i < 2*halfCells {
		return int64(i)
	}
	bucket := i/halfCells - 1
	sub := int64(i%halfCells + halfCells)
	return (sub+1)<<bucket - 1
}

// cells is a histogram to record into: the library's cells, allocated by chunks
// where values fall, so that a slot takes a few KB and recording is an increment.
// A count fits 32 bits: a slot is a minute at most.
type cells struct {
	chunks [cellCount / chunkCells]*[chunkCells]uint32
}

// record counts a value between 0 and highestMicros.
func (c *cells) record(v int64) {
	i := cell(v)
	chunk := c.chunks[i/chunkCells]
	if chunk == nil {
		chunk = new([chunkCells]uint32)
		c.chunks[i/chunkCells] = chunk
	}
	chunk[i%chunkCells]++
}

// each calls fn for every cell that counted something, in order.
func (c *cells) each(fn func(cell int, count int64)) {
	for n, chunk := range c.chunks {
		if chunk == nil {
			continue
		}
		for i, count := range chunk {
			if count > 0 {
				fn(n*chunkCells+i, int64(count))
			}
		}
	}
}

// max is the highest value that the last cell in use counts, 0 without one.
func (c *cells) max() int64 {
	top := 0
	c.each(func(cell int, _ int64) { top = cell })
	return cellTop(top)
}

// reset empties the histogram. It keeps few chunks, so that one that was used for
// scattered values does not stay large.
func (c *cells) reset() {
	const keep = 16
	kept := 0
	for i, chunk := range c.chunks {
		switch {
		case chunk == nil:
		case kept == keep:
			c.chunks[i] = nil
		default:
			clear(chunk[:])
			kept++
		}
	}
}
