package harness

import (
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/scenarios"
)

// footprint adds to the needs what the run will make on its target, what it will
// write there and what it asks of the protocol.
func (r *run) footprint(needs *target.Needs) {
	left := r.sc.Footprint(r.spec, r.work)
	needs.Prefix, needs.Topics = r.prefix, r.topics()
	needs.Records, needs.DiskBytes = int64(left.Records), int64(left.Bytes)
	for _, e := range r.sc.Timeline {
		needs.Faults = needs.Faults || e.Stall != nil || e.Outage != nil || e.Replace != nil || e.Cut != nil && e.Cut.Broker != ""
		needs.Growing = needs.Growing || e.Scale != nil && e.Scale.Brokers > 0
	}
	for _, s := range r.sc.Sources {
		use(&needs.Uses, s.Client)
	}
	for _, s := range r.sc.Stages {
		needs.Groups = append(needs.Groups, r.prefix+s.Name)
		needs.Uses.ConsumerGroups = needs.Uses.ConsumerGroups || s.Group.Protocol == "consumer"
		needs.Uses.Transactions = needs.Uses.Transactions || s.Commit == "transaction"
		needs.Uses.StaticMembers = needs.Uses.StaticMembers || s.Group.Static
		if s.Writes != "" {
			use(&needs.Uses, s.Client)
		}
	}
}

// use adds what a producer asks of the protocol.
func use(uses *target.Uses, c scenarios.Client) {
	uses.Idempotent = uses.Idempotent || c.Idempotent
	uses.Zstd = uses.Zstd || c.Compression == "zstd"
}
