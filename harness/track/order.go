package track

import (
	"sync"

	"github.com/freshet-bench/freshet/workload"
)

// orderShards spreads the users of an order book over locks.
const orderShards = 8

// orderBook knows the latest event of each user that a stage was handed, of one
// source. Users whose events can have no earlier one under way are forgotten, so
// it holds about the users of the events in flight.
type orderBook struct{ shards [orderShards]orderShard }

type orderShard struct {
	mu   sync.Mutex
	last userTable[place]
}

// place is where an event stands among those of its user and source.
type place struct {
	due int64 // ns
	n   uint64
}

func (p place) before(q place) bool { return p.due < q.due || p.due == q.due && p.n < q.n }

func newOrderBook() *orderBook { return &orderBook{} }

// note takes an event into the book and reports whether a later one of its user
// came before it. watermark is asked, when the book is full, for a due time
// before which nothing can come any more.
func (o *orderBook) note(ev *workload.Event, watermark func() int64) (late bool) {
	s := &o.shards[hashUser(ev.User)>>61]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.full() && s.last.count > 0 {
		behind := watermark()
		s.last.sweep(func(_ uint64, p *place) bool { return p.due >= behind })
	}
	return noteOrder(&s.last, ev)
}

func (o *orderBook) drop() {
	for i := range o.shards {
		o.shards[i].mu.Lock()
		o.shards[i].last = userTable[place]{}
		o.shards[i].mu.Unlock()
	}
}

// noteOrder moves a user's latest place forward and reports whether the event
// stands before it.
func noteOrder(last *userTable[place], ev *workload.Event) (late bool) {
	at := place{due: int64(ev.Due), n: ev.N}
	p, added := last.put(ev.User)
	if added || p.before(at) {
		*p = at
		return false
	}
	return at.before(*p)
}
