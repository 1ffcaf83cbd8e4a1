package workload

// ViewStream yields the page views of one decision in the order of (At, N). It is
// not safe for concurrent use.
type ViewStream struct {
	w        *Workload
	decision *Decision
	family   family
	cursor   cursor
	over     bool
	queue    queue
}

// Views returns the page views of a decision: of the events of its source a
// share, each at the action plus a time to think, if that is before Duration.
func (w *Workload) Views(decision int) *ViewStream {
	d := &w.spec.Decisions[decision]
	return &ViewStream{
		w:        w,
		decision: d,
		family:   familyOf(w.spec.Seed, domainDecision, d.Name),
		cursor:   w.liveCursor(&w.sources[d.After]),
	}
}

// Next puts the next page view into v and returns true, or returns false at the
// end.
func (s *ViewStream) Next(v *View) bool {
	for !s.over && (len(s.queue) == 0 || s.queue[0].due > s.cursor.last) {
		s.pull()
	}
	if len(s.queue) == 0 {
		return false
	}
	e := s.queue.pop()
	src := &s.w.sources[s.decision.After]
	*v = View{At: e.due, N: e.n, User: s.w.actor(src, e.n, src.live.of(e.n), e.action).user}
	return true
}

func (s *ViewStream) pull() {
	n, _, action, ok := s.cursor.next()
	if !ok {
		s.over = true
		return
	}
	d := s.family.of(n)
	if !d.hit(attributeView, s.decision.Share) {
		return
	}
	at := action + max(s.decision.Think.delay(d.draw(attributeThink)), 0)
	if at < s.w.spec.Duration {
		s.queue.push(delayed{due: at, action: action, n: n})
	}
}
