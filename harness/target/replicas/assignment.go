// Package replicas plans which brokers hold which replicas, and has a cluster
// carry such a plan out.
package replicas

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Partition is a partition of a topic.
type Partition struct {
	Topic  string
	Number int32
}

func (p Partition) String() string { return fmt.Sprintf("%s/%d", p.Topic, p.Number) }

// Assignment is the brokers that hold each partition, the preferred leader first.
type Assignment map[Partition][]int32

// Broker is a broker that may hold replicas.
type Broker struct {
	ID   int32
	Rack string // "" = none
}

// partitions are those of the assignment in a fixed order.
func (a Assignment) partitions() []Partition {
	return slices.SortedFunc(maps.Keys(a), func(x, y Partition) int {
		return cmp.Or(cmp.Compare(x.Topic, y.Topic), cmp.Compare(x.Number, y.Number))
	})
}

// clone is a copy that can be changed.
func (a Assignment) clone() Assignment {
	out := make(Assignment, len(a))
	for p, on := range a {
		out[p] = slices.Clone(on)
	}
	return out
}

// changed is what of a is not as it was.
func (a Assignment) changed(was Assignment) Assignment {
	out := Assignment{}
	for p, on := range a {
		if !slices.Equal(on, was[p]) {
			out[p] = on
		}
	}
	return out
}

// Onto gives a broker a replica of every partition, in place of the one that is
// preferred to lead, and has it lead: what changes.
func (a Assignment) Onto(broker int32) Assignment {
	out := a.clone()
	for _, on := range out {
		switch i := slices.Index(on, broker); {
		case i > 0:
			on[0], on[i] = on[i], on[0]
		case i < 0 && len(on) > 0:
			on[0] = broker
		}
	}
	return out.changed(a)
}

// LedBy has a broker lead every partition that it has a replica of: what changes.
func (a Assignment) LedBy(broker int32) Assignment {
	out := a.clone()
	for _, on := range out {
		if i := slices.Index(on, broker); i > 0 {
			on[0], on[i] = on[i], on[0]
		}
	}
	return out.changed(a)
}

// New counts the replicas of a that was had not.
func (a Assignment) New(was Assignment) int {
	n := 0
	for p, on := range a {
		for _, b := range on {
			if !slices.Contains(was[p], b) {
				n++
			}
		}
	}
	return n
}
