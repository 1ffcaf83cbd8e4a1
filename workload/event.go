package workload

import "time"

// Shards is the number of logical shards of every source. It is part of the
// format: an event's shard is N mod Shards, whatever the number of workers.
const Shards = 4

// Flags of an event, as they stand in the envelope.
type Flags uint8

// The flags.
const (
	FlagTombstone Flags = 1 << iota // the record has a null value: the key is erased
	FlagHistory                     // due before the run's epoch, in no age
	FlagPoison                      // a record that a stage cannot decode
	FlagDisorder                    // due later than it happened (late, held back, a duplicate), so perhaps after a later action of its user: disorder that the scenario asked for
)

// Event is one event of a source. All times are offsets from the run's epoch
// (t = 0, the start of load) and may be negative for history.
type Event struct {
	// N numbers the source's events in the order of action, from 0. A device's
	// duplicate repeats N with Copy = 1. History has numbers of its own.
	N uint64
	// Seq counts events of one (source, shard, partition) densely from 0, in the
	// order of due. History and live traffic count apart.
	Seq    uint64
	Action time.Duration
	Due    time.Duration
	// User is the acting user, 0..Users-1: the entity whose order counts.
	User      uint64
	Partition int32
	Source    uint16
	Shard     uint16
	Copy      uint8
	Type      uint8 // event type, an index into the schema's types
	Flags     Flags
}

// View is one page view: at At, User asks the serving store.
type View struct {
	At   time.Duration
	User uint64
	N    uint64 // of the event that led to it
}
