package cost

// The shares of bytes between clients and brokers that cross a zone. Each is an
// input: metered in a run or stated, and where nothing is known what the zones
// give if clients and leaders are spread evenly over them. docs/cost.md has the
// formulas.

const (
	evenText    = "1 - 1/zones"
	closestText = "max(0, 1 - replication/zones)"
	readText    = evenText + ", or by closest-replica"
)

// readCrossings are the shares of what is read: by groups of each class, and by
// replays.
func readCrossings() []Input {
	return []Input{CrossingServing, CrossingAnalytics, CrossingBackground, CrossingReplay}
}

// crossingOf is the share of what the groups of a class read, given their fan-out.
func crossingOf(fanOut Input) Input {
	switch fanOut {
	case FanOutServing:
		return CrossingServing
	case FanOutAnalytics:
		return CrossingAnalytics
	}
	return CrossingBackground
}

// derived reports whether an input follows from others, since nothing is known of it.
func (f Facts) derived(i Input) bool {
	return i >= CrossingProduce && i <= CrossingReplay && f.facts[i].Origin == Assumed
}

// fromClosest reports whether a share is of bytes that are read from the closest
// replica, by what is known of closest-replica.
func (f Facts) fromClosest(i Input) bool { return i != CrossingProduce && f.on(ClosestReplica) }

// evenShare is the share that crosses a zone where clients and leaders are spread
// evenly: 1 - 1/Z, or max(0, 1 - RF/Z) from the closest replica.
func (f Facts) evenShare(i Input) float64 {
	if f.fromClosest(i) {
		return max(0, 1-f.value(Replication)/f.value(Zones))
	}
	return 1 - 1/f.value(Zones)
}

// evenFormula is evenShare in words.
func (f Facts) evenFormula(i Input) string {
	if f.fromClosest(i) {
		return closestText
	}
	return evenText
}

// shareOf is how a share stands in a formula, and the inputs that it rests on.
func (f Facts) shareOf(i Input) (formula string, inputs []Input) {
	switch {
	case !f.derived(i):
		return i.String(), []Input{i}
	case f.fromClosest(i):
		return closestText, []Input{Zones, Replication, ClosestReplica}
	}
	return "(" + evenText + ")", []Input{Zones}
}

// change gives an input another value. What was metered between other zones, or
// from other replicas, says nothing of it, and gives way to what the zones give.
func (f *Facts) change(i Input, value float64) {
	changed := f.facts[i].Value != value
	f.facts[i].Value = value
	switch {
	case f.derived(i):
		f.facts[i].Origin = Given
	case changed && i == Zones:
		f.forget(CrossingProduce)
		f.forget(readCrossings()...)
	case changed && (i == ClosestReplica || i == Replication && f.on(ClosestReplica)):
		f.forget(readCrossings()...)
	}
}

// forget drops what was metered of the shares; what was stated stays.
func (f *Facts) forget(shares ...Input) {
	for _, i := range shares {
		if o := f.facts[i].Origin; o == Measured || o == Simulated {
			f.facts[i] = Fact{Origin: Assumed}
		}
	}
}
