package track

import "time"

// pendingNode is one event that a user's page view could not see.
type pendingNode struct {
	due  time.Duration
	seq  uint64
	lane uint32
	next uint32
}

// pendingLists are the lists of the pending events of many users, in one block of
// memory. A list is a ring that is known by its newest node, whose next is the
// oldest: events come at one end and are settled, nearly always, at the other, so
// that neither takes longer after a stall, when lists are long.
type pendingLists struct {
	// nodes are the entries of all lists; free heads those that are in none, 0 = none
	// is free. Node 0 is not used.
	nodes []pendingNode
	free  uint32
	used  int // nodes that are in a list
}

// roomy is how many nodes there may be, whatever is used of them.
const roomy = 1 << 12

// append adds an event to the list whose newest is tail, and returns the new newest.
func (p *pendingLists) append(tail uint32, n pendingNode) uint32 {
	i := p.free
	switch {
	case i != 0:
		p.free = p.nodes[i].next
	case len(p.nodes) == 0:
		p.nodes = append(p.nodes, pendingNode{}, pendingNode{})
		i = 1
	default:
		p.nodes = append(p.nodes, pendingNode{})
		i = uint32(len(p.nodes) - 1)
	}
	if n.next = i; tail != 0 {
		n.next, p.nodes[tail].next = p.nodes[tail].next, i
	}
	p.nodes[i] = n
	p.used++
	return i
}

// remove takes an event off the list whose newest is tail, if it is there, and
// returns the newest of the rest.
func (p *pendingLists) remove(tail, lane uint32, seq uint64) uint32 {
	if tail == 0 {
		return 0
	}
	for before := tail; ; before = p.nodes[before].next {
		i := p.nodes[before].next
		if n := &p.nodes[i]; n.seq == seq && n.lane == lane {
			p.nodes[before].next = n.next
			n.next, p.free = p.free, i
			p.used--
			switch {
			case i == before: // it was alone
				return 0
			case i == tail:
				return before
			}
			return tail
		}
		if i == tail {
			return tail
		}
	}
}

// each visits a list from its oldest event on.
func (p *pendingLists) each(tail uint32, visit func(pendingNode)) {
	for i := tail; i != 0; {
		i = p.nodes[i].next
		visit(p.nodes[i])
		if i == tail {
			return
		}
	}
}

// fit gives back the room of a stall once a sixteenth of it is used: the lists
// of all users move into a block of their size.
func (p *pendingLists) fit(users *userTable[user]) {
	if len(p.nodes) <= roomy || p.used > len(p.nodes)/16 {
		return
	}
	old := *p
	*p = pendingLists{nodes: make([]pendingNode, 0, 2*old.used+1)}
	users.each(func(_ uint64, u *user) {
		tail := uint32(0)
		old.each(u.pending, func(n pendingNode) { tail = p.append(tail, n) })
		u.pending = tail
	})
}
