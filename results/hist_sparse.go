package results

import hdr "github.com/HdrHistogram/hdrhistogram-go"

// sparseHist is the cells of a histogram that counted something.
type sparseHist struct {
	cells []cellCounted
	total int64
}

// cellCounted is a cell with its count. A cell may come twice.
type cellCounted struct {
	cell  int32
	count uint32
}

// merge adds the counts of another.
func (h *sparseHist) merge(other *sparseHist) {
	h.cells = append(h.cells, other.cells...)
	h.total += other.total
}

// mergeInto adds the counts to a histogram of the record's geometry.
func (h *sparseHist) mergeInto(into *hdr.Histogram) {
	for _, c := range h.cells {
		// The value is one of the cell's, and so within the range: it cannot fail.
		_ = into.RecordValues(cellTop(int(c.cell)), int64(c.count))
	}
}

// cellSums adds up many histograms, cell by cell: putting a value into the library's
// histogram looks for its cell first.
type cellSums [cellCount]int64

func (s *cellSums) add(h *sparseHist) {
	for _, c := range h.cells {
		s[c.cell] += int64(c.count)
	}
}

// hist is the sum as a histogram of the record's geometry.
func (s *cellSums) hist() *hdr.Histogram {
	h := NewHist()
	for cell, count := range s {
		if count > 0 {
			_ = h.RecordValues(cellTop(cell), count) // in range, as in mergeInto
		}
	}
	return h
}
