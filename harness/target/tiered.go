package target

import "context"

// Tiered is a target that can move older segments of topics to a remote tier. One
// that does not, as it was not asked to, answers at once and with nothing.
type Tiered interface {
	// AwaitUpload returns when what topics hold beyond that which stays on the
	// brokers' disks is in the remote tier, and off the disks. tell is told how far
	// that is, a line now and then.
	AwaitUpload(ctx context.Context, tell func(line string)) error
	// RemoteBytes is what the remote tier holds, by the topics' physical names; nil
	// if that cannot be told.
	RemoteBytes(ctx context.Context) (map[string]int64, error)
}
