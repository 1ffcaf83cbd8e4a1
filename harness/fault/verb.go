// Package fault is the timeline's verbs and how each is done on a target. A verb
// says what happens, never a command, so one scenario runs on every target that
// can do it.
package fault

import "context"

// Verb is one entry of a timeline, ready to be done.
type Verb interface {
	// Begin does it and returns when it is in effect.
	Begin(ctx context.Context) (Effect, error)
}

// Effect is a verb in effect.
type Effect struct {
	// Note says what was done, where the scenario leaves it open: which broker was
	// the leader. It is recorded.
	Note string
	// Run is the verb's own course, for one that tells its own end: the entry lasts
	// until it returns, also beyond the load. Nil if the end is scheduled or seen
	// by Done.
	Run func(ctx context.Context) error
	// End undoes it; nil if there is nothing to undo.
	End func(ctx context.Context) error
	// Done is closed when it has come to its end by itself; nil if its end is
	// scheduled.
	Done <-chan struct{}
	// Settle waits, after the end, until the target is whole again, and says how
	// long that took; nil if there is nothing to wait for.
	Settle func(ctx context.Context) (note string, err error)
	// Until says by what observation the end was seen, for one that is not
	// scheduled: "every replica was in sync".
	Until string
	// Moves says whose replicas to weigh before the entry begins and when it is over
	// and settled; nil if brokers move nothing for it.
	Moves *Moves
}

// Moves is how to count the bytes that brokers copy for an entry. Replicas that are
// new to a broker count whole in any case.
type Moves struct {
	// Emptied are the brokers all of whose replicas count.
	Emptied []int32
	// Behind are the brokers whose replicas count by what they gained.
	Behind []int32
}

// Scheduled is a verb that the workload's schedule carries out by itself: burst,
// reconnect.
type Scheduled struct{}

var _ Verb = Scheduled{}

// Begin does nothing: the schedule has it already.
func (Scheduled) Begin(context.Context) (Effect, error) { return Effect{}, nil }

// Call is a verb that the harness carries out on its own parts: a stage's
// members, a stage's work, a replay.
type Call func(ctx context.Context) (Effect, error)

var _ Verb = Call(nil)

// Begin calls it.
func (c Call) Begin(ctx context.Context) (Effect, error) { return c(ctx) }
