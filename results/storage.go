package results

import "time"

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

// StorageOutcome is where a run's target kept records, and what it took.
type StorageOutcome struct {
	Model       string   `json:"model"` // shared-nothing, tiered or shared
	Replication string   `json:"replication,omitempty"`
	Limits      []string `json:"limits,omitempty"`
	// Tiers is where the records of topics with a history were, at moments of the run:
	// before the load and after it.
	Tiers []TiersAt `json:"tiers,omitempty"`
	// Objects is what the brokers asked of the object store, by part of the run; nil =
	// not measured.
	Objects []ObjectPart `json:"objects,omitempty"`
}

// TiersAt is where records were at a moment; before the load it is negative.
type TiersAt struct {
	At     time.Duration `json:"at_ns"`
	Topics []TopicTiers  `json:"topics"`
}

// storageOutcome is what is known of the target's storage; nil if nobody said.
func (a *Analysis) storageOutcome() *StorageOutcome {
	t := a.rec.Run.Target
	if t.StorageModel == "" {
		return nil
	}
	out := &StorageOutcome{Model: t.StorageModel, Replication: t.Replication, Limits: t.Limits, Objects: a.objectParts()}
	for _, e := range a.rec.Events {
		if e.Kind == Tiers && e.Entry == "" {
			out.Tiers = append(out.Tiers, TiersAt{e.At, e.Tiers})
		}
	}
	return out
}

// readTiers is from which tier an entry began to read; nil if that is not known.
func (a *Analysis) readTiers(entry string) []TopicTiers {
	for _, e := range a.rec.Events {
		if e.Kind == Tiers && e.Entry == entry {
			return e.Tiers
		}
	}
	return nil
}
