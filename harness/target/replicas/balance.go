package replicas

import (
	"cmp"
	"fmt"
	"slices"
)

// Balance spreads replicas and leadership evenly over brokers, with as few moves
// as it takes: what changes. Replicas on brokers that are not among them move away.
// Replicas of a partition stay in different racks where that can be. It is an error
// if a partition has more replicas than there are brokers.
func (a Assignment) Balance(brokers []Broker) (Assignment, error) {
	b := &balancing{brokers: brokers, to: a.clone(), order: a.partitions(), racks: map[int32]string{}}
	for _, x := range brokers {
		b.racks[x.ID] = x.Rack
	}
	if err := b.evacuate(); err != nil {
		return nil, err
	}
	for b.even() {
	}
	for b.evenLeaders() {
	}
	return b.to.changed(a), nil
}

// balancing is a Balance under way.
type balancing struct {
	brokers []Broker
	racks   map[int32]string // of those that may hold replicas
	to      Assignment
	order   []Partition
}

// held counts the replicas that a broker holds, of one topic or of all ("").
func (b *balancing) held(broker int32, topic string) int {
	n := 0
	for p, on := range b.to {
		if (topic == "" || p.Topic == topic) && slices.Contains(on, broker) {
			n++
		}
	}
	return n
}

func (b *balancing) led(broker int32) int {
	n := 0
	for _, on := range b.to {
		if len(on) > 0 && on[0] == broker {
			n++
		}
	}
	return n
}

// crowds reports whether a broker in place of the i-th would put two replicas of a
// partition into one rack that are not in one now.
func (b *balancing) crowds(on []int32, i int, broker int32) bool {
	rack := b.racks[broker]
	if rack == "" || rack == b.racks[on[i]] {
		return false
	}
	for j, other := range on {
		if j != i && b.racks[other] == rack {
			return true
		}
	}
	return false
}

// evacuate takes every replica from brokers that are to hold none.
func (b *balancing) evacuate() error {
	for _, p := range b.order {
		on := b.to[p]
		if len(on) > len(b.brokers) {
			return fmt.Errorf("%s has %d replicas, but there would be %d brokers", p, len(on), len(b.brokers))
		}
		for i, broker := range on {
			if _, stays := b.racks[broker]; !stays {
				on[i] = b.heir(p, i)
			}
		}
	}
	return nil
}

// heir is the broker that takes over the i-th replica of a partition.
func (b *balancing) heir(p Partition, i int) int32 {
	on := b.to[p]
	best := Broker{ID: -1}
	crowded, held := 0, 0
	for _, x := range b.brokers {
		if slices.Contains(on, x.ID) {
			continue
		}
		c, h := 0, b.held(x.ID, "")
		if b.crowds(on, i, x.ID) {
			c = 1
		}
		if best.ID < 0 || cmp.Or(cmp.Compare(c, crowded), cmp.Compare(h, held)) < 0 {
			best, crowded, held = x, c, h
		}
	}
	return best.ID
}

// even moves one replica from a broker that holds more to one that holds at least
// two less; false if there is none to move.
func (b *balancing) even() bool {
	count := map[int32]int{}
	for _, x := range b.brokers {
		count[x.ID] = b.held(x.ID, "")
	}
	from := slices.SortedStableFunc(slices.Values(b.brokers), func(x, y Broker) int { return cmp.Compare(count[y.ID], count[x.ID]) })
	to := slices.SortedStableFunc(slices.Values(b.brokers), func(x, y Broker) int { return cmp.Compare(count[x.ID], count[y.ID]) })
	for _, crowding := range []bool{false, true} {
		for _, f := range from {
			for _, t := range to {
				if count[f.ID]-count[t.ID] >= 2 && b.pass(f.ID, t.ID, crowding) {
					return true
				}
			}
		}
	}
	return false
}

// pass moves one replica, of the topic of which the one broker has most more than
// the other; false if none can be moved.
func (b *balancing) pass(from, to int32, crowding bool) bool {
	best, at, most := Partition{}, -1, 0
	for _, p := range b.order {
		on := b.to[p]
		i := slices.Index(on, from)
		if i < 0 || slices.Contains(on, to) || b.crowds(on, i, to) && !crowding {
			continue
		}
		if more := b.held(from, p.Topic) - b.held(to, p.Topic); at < 0 || more > most {
			best, at, most = p, i, more
		}
	}
	if at < 0 {
		return false
	}
	b.to[best][at] = to
	return true
}

// evenLeaders has one partition led by a replica whose broker leads at least two
// less; false if there is none.
func (b *balancing) evenLeaders() bool {
	leads := map[int32]int{}
	for _, x := range b.brokers {
		leads[x.ID] = b.led(x.ID)
	}
	for _, p := range b.order {
		on := b.to[p]
		for i := 1; i < len(on); i++ {
			if leads[on[0]]-leads[on[i]] >= 2 {
				on[0], on[i] = on[i], on[0]
				return true
			}
		}
	}
	return false
}
