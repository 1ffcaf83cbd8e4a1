package results

// The storage models: where a target keeps records, and so what replication means
// there.
const (
	ModelSharedNothing = "shared-nothing" // disks of each broker
	ModelTiered        = "tiered"         // and older segments are in a remote store
	ModelShared        = "shared"         // all is in an object store
)

// TopicTiers is where the records of a topic were at a moment of a run whose target
// has two tiers.
type TopicTiers struct {
	Topic string `json:"topic"`
	// Remote is the records that the remote tier alone held: those before the
	// earliest local offset, of all partitions. Whoever reads them reads the remote tier.
	Remote int64 `json:"remote_records"`
	// Local is the records on the brokers' disks, of all partitions, each counted
	// once however many replicas hold it.
	Local int64 `json:"local_records"`
	// LocalBytes is what the log dirs of all brokers held, replicas counted each; nil
	// = not known.
	LocalBytes *int64 `json:"local_bytes,omitempty"`
	// RemoteBytes is what the remote tier held, once for each partition; nil = not
	// measured.
	RemoteBytes *int64 `json:"remote_bytes,omitempty"`
}

// RemoteShare is the share of records that only the remote tier held; false if there
// were none at all.
func (t TopicTiers) RemoteShare() (float64, bool) {
	all := t.Remote + t.Local
	return float64(t.Remote) / float64(max(all, 1)), all > 0
}
