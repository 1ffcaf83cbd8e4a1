package track

import (
	"slices"
	"sort"

	"github.com/freshet-bench/freshet/results"
)

// seqSet is a set of counters that mostly grows at its end, so that it is one
// interval most of the time. The zero value is empty.
type seqSet struct {
	spans results.Intervals
	count uint64
	// changed is true if something was added since it was last cleared.
	changed bool
}

// add puts x into the set and reports whether it was not there before.
func (s *seqSet) add(x uint64) bool {
	n := len(s.spans)
	if n > 0 && x <= s.spans[n-1].Last {
		return s.insert(x)
	}
	s.count++
	s.changed = true
	if n > 0 && x == s.spans[n-1].Last+1 {
		s.spans[n-1].Last = x
		return true
	}
	s.spans = append(s.spans, results.Interval{First: x, Last: x})
	return true
}

// insert adds x somewhere before the end.
func (s *seqSet) insert(x uint64) bool {
	i := s.search(x)
	if s.spans[i].First <= x {
		return false
	}
	s.count++
	s.changed = true
	after := s.spans[i].First == x+1
	before := i > 0 && s.spans[i-1].Last+1 == x
	switch {
	case before && after:
		s.spans[i].First = s.spans[i-1].First
		s.remove(i - 1)
	case before:
		s.spans[i-1].Last = x
	case after:
		s.spans[i].First = x
	default:
		s.spans = slices.Insert(s.spans, i, results.Interval{First: x, Last: x})
	}
	return true
}

// remove takes out span i, moving the shorter side: what fills a gap mostly does
// so near the front of a long list.
func (s *seqSet) remove(i int) {
	if i < len(s.spans)/2 {
		copy(s.spans[1:i+1], s.spans[:i])
		s.spans = s.spans[1:]
		return
	}
	s.spans = slices.Delete(s.spans, i, i+1)
}

// search is the first span that ends at or after x.
func (s *seqSet) search(x uint64) int {
	if len(s.spans) > 0 && x <= s.spans[0].Last {
		return 0
	}
	return sort.Search(len(s.spans), func(i int) bool { return s.spans[i].Last >= x })
}

// contains reports whether x is in the set.
func (s *seqSet) contains(x uint64) bool {
	i := s.search(x)
	return i < len(s.spans) && s.spans[i].First <= x
}

// past is the first counter at or after x that is not in the set.
func (s *seqSet) past(x uint64) uint64 {
	if i := s.search(x); i < len(s.spans) && s.spans[i].First <= x {
		return s.spans[i].Last + 1
	}
	return x
}

// missingFrom counts the members of s that are not in other.
func (s *seqSet) missingFrom(other *seqSet) uint64 {
	var n uint64
	for _, span := range s.spans {
		for x := span.First; x <= span.Last; {
			if end := other.past(x); end > x {
				x = end
				continue
			}
			end := span.Last + 1
			if i := other.search(x); i < len(other.spans) {
				end = min(end, other.spans[i].First)
			}
			n += end - x
			x = end
		}
	}
	return n
}

// intervals is a copy of the set.
func (s *seqSet) intervals() results.Intervals { return slices.Clone(s.spans) }
