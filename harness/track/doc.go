// Package track keeps the books of a run while it happens: which events are due,
// acknowledged, read and available at each stage, how old the oldest unseen one
// is, how far each stage lags, what a user's page view could not see yet, and in
// which order events came. It knows neither Kafka nor a clock: every time is
// passed in, as an offset from the run's epoch, and nothing here starts a
// goroutine. A Tracker is safe for concurrent use; its locks are per lane, per
// topic partition and per group of users, so sources and stages rarely meet.
//
// An event is known by its lane (source, shard, partition of the source's topic)
// and its Seq, which is dense in the lane. So the books are sets of intervals,
// most of them one interval long, whatever the length of the run.
//
// Events of a topic's history are not part of a run's books: do not pass them in.
package track
