package results

import "strconv"

// numberLists walks a JSON list of lists of whole numbers that are not negative.
// Its input is known to be valid JSON; damaged says that it is of another shape.
type numberLists struct {
	rest    []byte
	begun   bool
	numbers []uint64 // of the current list; used again by next
	damaged bool
}

// next goes to the next list; false at the end, and where the shape is another.
func (l *numberLists) next() bool {
	switch {
	case !l.begun && l.take('['):
		l.begun = true
		if l.take(']') {
			return false
		}
	case l.begun && l.take(','):
	default:
		// Behind the last list.
		l.damaged = !l.begun || !l.take(']')
		return false
	}
	if !l.list() {
		l.damaged = true
		return false
	}
	return true
}

// list reads one list.
func (l *numberLists) list() bool {
	l.numbers = l.numbers[:0]
	if !l.take('[') {
		return false
	}
	if l.take(']') {
		return true
	}
	for {
		n, ok := l.number()
		if !ok {
			return false
		}
		l.numbers = append(l.numbers, n)
		if l.take(']') {
			return true
		}
		if !l.take(',') {
			return false
		}
	}
}

func (l *numberLists) number() (uint64, bool) {
	l.space()
	digits := 0
	for digits < len(l.rest) && l.rest[digits] >= '0' && l.rest[digits] <= '9' {
		digits++
	}
	n, err := strconv.ParseUint(string(l.rest[:digits]), 10, 64)
	l.rest = l.rest[digits:]
	return n, err == nil
}

// take goes past a character if it is the next.
func (l *numberLists) take(c byte) bool {
	l.space()
	if len(l.rest) == 0 || l.rest[0] != c {
		return false
	}
	l.rest = l.rest[1:]
	return true
}

func (l *numberLists) space() {
	for len(l.rest) > 0 && (l.rest[0] == ' ' || l.rest[0] == '\t' || l.rest[0] == '\r' || l.rest[0] == '\n') {
		l.rest = l.rest[1:]
	}
}
