package cost

// Bytes that flow, a second or a month, and the share of them that crosses zones.
// docs/cost.md has the same formulas, with W = rate, Z = zones, RF = replication,
// G = fan-out and D = retention.

// monthly is the bytes of a rate in a month.
func (f Facts) monthly(bytesPerSecond float64) float64 { return bytesPerSecond * f.value(Month) }

// hours is the hours of a month.
func (f Facts) hours() float64 { return f.value(Month) / 3600 }

// replicasElsewhere is the replicas of a byte in other zones than its leader's:
// RF - r, r = max(1, RF/Z) replicas being in the leader's.
func (f Facts) replicasElsewhere() float64 {
	rf := f.value(Replication)
	return rf - max(1, rf/f.value(Zones))
}

// replayed is the bytes that replays read in a month.
func (f Facts) replayed() float64 {
	return f.value(ReplayTeams) * f.value(ReplaysMonthly) * f.value(ReplaySpan) * f.value(Rate)
}

// readRate is the bytes a second that groups and replays read, the latter spread
// over the month.
func (f Facts) readRate() float64 {
	return f.value(Rate)*f.FanOut() + f.replayed()/f.value(Month)
}
