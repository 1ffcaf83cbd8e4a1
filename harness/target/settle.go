package target

import "context"

// Settling is a target that takes a while to be as it is to be measured, after its
// topics are filled and before the load.
type Settling interface {
	// Settle returns when what topics hold beyond that which stays on the brokers'
	// disks is in the remote tier, and when brokers have run for as long as they have
	// to before a fault. tell is told how far that is, a line now and then. A target
	// with nothing to wait for returns at once.
	Settle(ctx context.Context, tell func(line string)) error
}

// RemoteMeter is a target that may know what its remote tier holds.
type RemoteMeter interface {
	// RemoteBytes is what the remote tier holds, by the topics' physical names; nil
	// if there is none or that cannot be told.
	RemoteBytes(ctx context.Context) (map[string]int64, error)
}
