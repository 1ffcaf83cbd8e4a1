package target

import (
	"context"

	"github.com/freshet-bench/freshet/harness/target/replicas"
)

// BrokerReplacer is a target whose brokers can be put on new machines.
type BrokerReplacer interface {
	BrokerFinder
	// Replace removes the brokers at once, with their disks, starts others in their
	// places, under the same ids and with nothing on their disks, and returns when
	// each answers clients. They copy what they are to hold from then on.
	Replace(ctx context.Context, brokers []int32) error
	// AwaitInSync returns when every replica of every partition is in sync.
	AwaitInSync(ctx context.Context) error
}

// ReplicaMover is a target that lets its clients say which brokers hold what.
type ReplicaMover interface {
	BrokerFinder
	// Replicas is what holds the partitions of topics, by their physical names; of
	// all topics, internal ones too, if none is named.
	Replicas(ctx context.Context, topics ...string) (replicas.Assignment, error)
	// Move changes that, and returns when no reassignment is under way, the replicas
	// are in sync and the preferred ones lead.
	Move(ctx context.Context, changes replicas.Assignment) error
}

// BrokerScaler is a target to which brokers can be added, and from which they can
// be taken.
type BrokerScaler interface {
	ReplicaMover
	// Members are all brokers with their racks.
	Members() []replicas.Broker
	// AddBrokers starts n brokers more, which hold nothing, and returns their ids when
	// each answers clients.
	AddBrokers(ctx context.Context, n int) (ids []int32, err error)
	// Last are the n brokers that would go, the last first. It is an error if so many
	// cannot.
	Last(n int) (ids []int32, err error)
	// RemoveBrokers stops brokers that hold nothing, has the cluster forget them and
	// removes them.
	RemoveBrokers(ctx context.Context, ids []int32) error
}

// NetworkCutter is a target whose brokers can be taken off the network.
type NetworkCutter interface {
	BrokerFinder
	// Addresses are those (host:port) at which clients dial brokers.
	Addresses(ids []int32) []string
	// Cut takes the brokers off the network that they reach each other by, without
	// telling anybody. join puts them back, and returns when each answers clients.
	Cut(ctx context.Context, brokers []int32) (join func(context.Context) error, err error)
	// AwaitInSync returns when every replica of every partition is in sync.
	AwaitInSync(ctx context.Context) error
}

// Resizable is a target that knows before its start how few brokers it can do with.
type Resizable interface {
	Sized
	// Least is the number of brokers that cannot be taken away.
	Least() int
}

// Interfaces is what went through a broker's network interfaces since it started.
type Interfaces struct {
	Received, Sent int64 // bytes
	// Start tells one start of the broker from the next: counts begin anew.
	Start string
}

// Weigher is a target that can tell how much its brokers hold. It is asked before
// and after an entry of the timeline, never during a measurement that it could
// disturb.
type Weigher interface {
	// Held is what each broker that answers holds.
	Held(ctx context.Context) (replicas.Held, error)
}

// InterfaceCounter is a target that can tell what went through its brokers'
// network interfaces, brokers that are down left out.
type InterfaceCounter interface {
	Interfaces(ctx context.Context) (map[int32]Interfaces, error)
}
