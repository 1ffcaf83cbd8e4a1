package harness

import (
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/scenarios"
)

// footprint adds to the needs what the run will make on its target, what it will
// write there and what it asks of the protocol.
func (r *run) footprint(needs *target.Needs) {
	needs.Prefix, needs.Topics, needs.Records = r.prefix, r.topics(), r.records()
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

// records estimates how many records the run will write, history included.
func (r *run) records() int64 {
	total := r.written(func(int) float64 { return 1 })
	for i := range r.sc.Sources {
		if r.spec.Sources[i].History.Bytes > 0 {
			total += float64(r.work.HistoryRecords(i))
		}
	}
	return int64(total)
}

// written adds up what a record of each source is worth over all records that
// sources and the stages behind them write during the load.
func (r *run) written(worth func(source int) float64) float64 {
	perSource := make([]float64, len(r.sc.Sources))
	var total float64
	for i, s := range r.sc.Sources {
		perSource[i] = r.work.Count(i, 0, r.sc.Duration) * (1 + s.Duplicates) * worth(i)
		total += perSource[i]
	}
	for i, s := range r.sc.Stages {
		if s.Writes == "" {
			continue
		}
		for _, src := range r.top.reaches[i] {
			total += perSource[src] * s.Emits
		}
	}
	return total
}
