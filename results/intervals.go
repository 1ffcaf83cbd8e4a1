package results

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
)

// Interval is the closed interval [First, Last] of a dense counter.
type Interval struct{ First, Last uint64 }

// Intervals is an ascending list of disjoint, non-adjacent intervals: a set of
// counter values. In JSON it is [[first,last],...]. The zero value is the empty
// set. The set operations leave their operands as they are.
type Intervals []Interval

// maxCounter is the highest counter value of a ledger line: what JSON numbers
// carry exactly everywhere.
const maxCounter = 1<<53 - 1

// Add puts one value into the set, in place.
func (iv *Intervals) Add(v uint64) { iv.AddRange(v, v) }

// AddRange puts first..last into the set, in place. Appending at the end, the
// usual case, takes constant time.
func (iv *Intervals) AddRange(first, last uint64) {
	if last < first {
		return
	}
	set := *iv
	// from is the first interval that touches or follows [first, last].
	from := sort.Search(len(set), func(i int) bool { return set[i].Last+1 >= first })
	to := from
	for to < len(set) && set[to].First <= last+1 {
		first = min(first, set[to].First)
		last = max(last, set[to].Last)
		to++
	}
	*iv = slices.Replace(set, from, to, Interval{first, last})
}

// Count is the number of values in the set.
func (iv Intervals) Count() int64 {
	var n uint64
	for _, i := range iv {
		n += i.Last - i.First + 1
	}
	return int64(n)
}

// Contains reports whether v is in the set.
func (iv Intervals) Contains(v uint64) bool {
	i := sort.Search(len(iv), func(i int) bool { return iv[i].Last >= v })
	return i < len(iv) && iv[i].First <= v
}

// Union is the set of the values that are in iv or in other.
func (iv Intervals) Union(other Intervals) Intervals {
	if len(iv) == 0 {
		return slices.Clone(other)
	}
	var out Intervals
	i, j := 0, 0
	for i < len(iv) || j < len(other) {
		if j == len(other) || (i < len(iv) && iv[i].First <= other[j].First) {
			out.AddRange(iv[i].First, iv[i].Last)
			i++
		} else {
			out.AddRange(other[j].First, other[j].Last)
			j++
		}
	}
	return out
}

// Intersect is the set of the values that are in both.
func (iv Intervals) Intersect(other Intervals) Intervals {
	var out Intervals
	for i, j := 0, 0; i < len(iv) && j < len(other); {
		first, last := max(iv[i].First, other[j].First), min(iv[i].Last, other[j].Last)
		if first <= last {
			out = append(out, Interval{first, last})
		}
		if iv[i].Last < other[j].Last {
			i++
		} else {
			j++
		}
	}
	return out
}

// Subtract is the set of the values that are in iv and not in other.
func (iv Intervals) Subtract(other Intervals) Intervals {
	var out Intervals
	j := 0
	for _, keep := range iv {
		for j < len(other) && other[j].Last < keep.First {
			j++
		}
		first, done := keep.First, false
		for k := j; k < len(other) && other[k].First <= keep.Last; k++ {
			if other[k].First > first {
				out = append(out, Interval{first, other[k].First - 1})
			}
			if other[k].Last >= keep.Last {
				done = true
				break
			}
			first = other[k].Last + 1
		}
		if !done {
			out = append(out, Interval{first, keep.Last})
		}
	}
	return out
}

// MarshalJSON writes [[first,last],...].
func (iv Intervals) MarshalJSON() ([]byte, error) {
	out := make([]byte, 0, 2+20*len(iv))
	out = append(out, '[')
	for i, x := range iv {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "[%d,%d]", x.First, x.Last)
	}
	return append(out, ']'), nil
}

// UnmarshalJSON reads [[first,last],...] and refuses what is not ascending,
// disjoint and below 2^53.
func (iv *Intervals) UnmarshalJSON(data []byte) error {
	var pairs [][]uint64
	if err := json.Unmarshal(data, &pairs); err != nil {
		return fmt.Errorf("intervals: %w", err)
	}
	set, err := fromPairs(pairs)
	if err == nil {
		*iv = set
	}
	return err
}

// fromPairs makes the set of [first, last] pairs as they stand in a file.
func fromPairs(pairs [][]uint64) (Intervals, error) {
	set := make(Intervals, 0, len(pairs))
	for i, p := range pairs {
		if len(p) != 2 || p[1] < p[0] || p[1] > maxCounter {
			return nil, fmt.Errorf("intervals: entry %d is not [first, last] with first <= last < 2^53", i)
		}
		if i > 0 && p[0] <= pairs[i-1][1] {
			return nil, fmt.Errorf("intervals: entry %d does not follow the one before", i)
		}
		set.AddRange(p[0], p[1])
	}
	return set, nil
}
