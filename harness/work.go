package harness

import "time"

// server is the virtual server of one (stage, topic, partition): records are
// worked on one after the other, done = max(seen, previous done) + work.
type server struct{ done time.Duration }

// serve queues a record seen at seen that takes work and returns when it is done.
func (s *server) serve(seen, work time.Duration) time.Duration {
	s.done = max(seen, s.done) + work
	return s.done
}

// idle says that no work was done until now: the worker was held, or busy with
// something else.
func (s *server) idle(now time.Duration) { s.done = max(s.done, now) }
