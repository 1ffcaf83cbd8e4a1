package track

import (
	"sort"
	"time"
)

// The due index keeps levelSize entries at each level. Entries of level k are at
// least fineStep << k apart.
const (
	fineStep  = time.Millisecond
	levelSize = 512
)

// dueIndex answers which due time belongs to a counter (a Seq or an offset). It
// is exact to fineStep for the newest levelSize entries and thins out what is
// older, so its memory grows with the logarithm of the time it covers: an entry
// at level k is off by less than fineStep << (k+1) and at least
// levelSize * fineStep * (2^k - 1) older than the newest, which makes the error
// less than 0.8 % of the age. An answer is never later than the truth as long as
// dues ascend. The zero value is empty.
type dueIndex struct{ levels []dueLevel }

// dueEntry says that what follows the previous entry, up to and with last, is
// due at or shortly after due.
type dueEntry struct {
	last uint64
	due  time.Duration
}

// dueLevel is a queue: entries before head are gone.
type dueLevel struct {
	entries []dueEntry
	head    int
}

// add notes that key is due then. Keys mostly ascend; a late one is put in its
// place while that is among the newest entries, else dropped.
func (x *dueIndex) add(key uint64, due time.Duration) {
	if len(x.levels) == 0 {
		x.levels = append(x.levels, dueLevel{})
	}
	switch fine := &x.levels[0]; {
	case fine.after(key):
		fine.push(key, due, fineStep)
	case len(x.levels) == 1 || x.levels[1].after(key):
		fine.insert(key, due)
	}
	for k := 0; x.levels[k].size() > levelSize; k++ {
		if k+1 == len(x.levels) {
			x.levels = append(x.levels, dueLevel{})
		}
		e := x.levels[k].pop()
		x.levels[k+1].push(e.last, e.due, fineStep<<(k+1))
	}
}

// at is the due time of key, or of the first one known after it; false if there
// is none.
func (x *dueIndex) at(key uint64) (dueEntry, bool) {
	for k := len(x.levels) - 1; k >= 0; k-- {
		live := x.levels[k].live()
		if n := len(live); n == 0 || live[n-1].last < key {
			continue
		}
		if live[0].last >= key {
			return live[0], true
		}
		i := sort.Search(len(live), func(i int) bool { return live[i].last >= key })
		return live[i], true
	}
	return dueEntry{}, false
}

// trim forgets what is needed only for keys before key.
func (x *dueIndex) trim(key uint64) {
	for k := len(x.levels) - 1; k >= 0; k-- {
		l := &x.levels[k]
		for l.size() > 0 && l.entries[l.head].last < key {
			l.pop()
		}
		if l.size() > 0 {
			return
		}
	}
}

func (l *dueLevel) live() []dueEntry { return l.entries[l.head:] }
func (l *dueLevel) size() int        { return len(l.entries) - l.head }

// after reports whether key comes after all of the level.
func (l *dueLevel) after(key uint64) bool {
	n := len(l.entries)
	return n == l.head || l.entries[n-1].last < key
}

// push appends, or extends the newest entry if that is due within step of it.
func (l *dueLevel) push(key uint64, due, step time.Duration) {
	if n := len(l.entries); n > l.head && (due-l.entries[n-1].due).Abs() < step {
		l.entries[n-1].last = key
		return
	}
	if len(l.entries) == cap(l.entries) && l.head*2 >= len(l.entries) {
		l.entries = l.entries[:copy(l.entries, l.live())]
		l.head = 0
	}
	l.entries = append(l.entries, dueEntry{last: key, due: due})
}

func (l *dueLevel) pop() dueEntry {
	e := l.entries[l.head]
	l.head++
	if l.head == len(l.entries) {
		l.entries, l.head = l.entries[:0], 0
	}
	return e
}

// insert puts a key that came late before the entry that covers it.
func (l *dueLevel) insert(key uint64, due time.Duration) {
	live := l.live()
	i := sort.Search(len(live), func(i int) bool { return live[i].last >= key })
	if (due - live[i].due).Abs() < fineStep {
		return
	}
	if i > 0 && (due-live[i-1].due).Abs() < fineStep {
		live[i-1].last = key
		return
	}
	l.entries = append(l.entries, dueEntry{})
	live = l.live()
	copy(live[i+1:], live[i:])
	live[i] = dueEntry{last: key, due: due}
}
