package cost

import "github.com/freshet-bench/freshet/results/measure"

// crossing are the items of a byte that goes from one zone to another: it is billed
// where it leaves and where it comes in.
func crossing() []string { return []string{"cross-zone.out", "cross-zone.in"} }

// produceAcross charges for producing to leaders in other zones.
func (c *calculation) produceAcross() {
	share, inputs := c.shareOf(CrossingProduce)
	c.add(charge{
		item: measure.ItemProduce, what: "produced to another zone", prices: crossing(), of: ofVolume,
		amount:  c.monthly(c.value(Rate) * c.value(CrossingProduce)),
		formula: "rate x " + share + " x month", inputs: append([]Input{Rate, Month}, inputs...),
	})
}

// replicateAcross charges for replication between zones at the given prices.
func (c *calculation) replicateAcross(prices []string) {
	c.add(charge{
		item: measure.ItemReplication, what: "replicated to another zone", prices: prices, of: ofVolume,
		amount:  c.monthly(c.value(Rate) * c.replicasElsewhere()),
		formula: "rate x (replication - max(1, replication/zones)) x month", inputs: []Input{Rate, Replication, Zones, Month},
	})
}

// consumeAcross charges for what each class of groups reads from another zone, and
// for replays.
func (c *calculation) consumeAcross() {
	for _, class := range fanOuts() {
		share, inputs := c.shareOf(crossingOf(class))
		c.add(charge{
			item: measure.ItemConsume, what: "consumed from another zone, " + className(class), prices: crossing(), of: ofVolume,
			amount:  c.monthly(c.value(Rate) * c.value(class) * c.value(crossingOf(class))),
			formula: "rate x " + class.String() + " x " + share + " x month", inputs: append([]Input{Rate, class, Month}, inputs...),
		})
	}
	share, inputs := c.shareOf(CrossingReplay)
	c.add(charge{
		item: measure.ItemReplay, what: "replayed from another zone", prices: crossing(), of: ofVolume,
		amount:  c.replayed() * c.value(CrossingReplay),
		formula: "replay-teams x replays-monthly x replay-span x rate x " + share,
		inputs:  append([]Input{ReplayTeams, ReplaysMonthly, ReplaySpan, Rate}, inputs...),
	})
}

// className is the class of the groups whose fan-out an input is.
func className(i Input) string {
	switch i {
	case FanOutServing:
		return "serving"
	case FanOutAnalytics:
		return "analytics"
	}
	return "background"
}

// reassignAcross charges for the bytes of replaced brokers, each once from another
// replica. held is the bytes on all brokers' disks, without headroom.
func (c *calculation) reassignAcross(held, brokers float64, retention Input, prices []string) {
	if brokers == 0 {
		return
	}
	elsewhere := 0.0
	if rf := c.value(Replication); rf > 1 {
		elsewhere = c.replicasElsewhere() / (rf - 1)
	}
	c.add(charge{
		item: measure.ItemReassignment, what: "replicas of replaced brokers, from another zone", prices: prices, of: ofVolume,
		amount:  c.value(Replacements) * held / brokers * elsewhere,
		formula: "replacements x rate x " + retention.String() + " x replication / brokers x share of replicas in other zones",
		inputs:  []Input{Replacements, Rate, retention, Replication, Zones},
	})
}

// disks charges for brokers' volumes of a replicated log: kept is how long.
func (c *calculation) disks(item string, kept float64, formula string, inputs ...Input) {
	c.add(charge{
		item: measure.ItemBlockStorage, what: "brokers' disks, as provisioned", prices: []string{item}, of: ofStorage,
		amount:  c.value(Rate) * kept * c.value(Replication) * c.value(Headroom),
		formula: "rate x " + formula + " x replication x headroom", inputs: append(inputs, Rate, Replication, Headroom),
	})
}

// diskThroughput charges for what brokers write above what a volume includes.
func (c *calculation) diskThroughput(in, brokers float64) {
	if c.shape.Throughput == "" {
		return
	}
	c.add(charge{
		item: measure.ItemBlockStorage, what: "disk throughput above what is included", prices: []string{c.shape.Throughput}, of: ofThroughput,
		amount:  in - brokers*c.shape.IncludedBytes,
		formula: "rate x replication - brokers x included throughput", inputs: []Input{Rate, Replication, BrokerIn},
	})
}

// objects charges for bytes in object storage.
func (c *calculation) objects(bytes float64, formula string, inputs ...Input) {
	c.add(charge{
		item: measure.ItemObjectStorage, what: "object storage, as used", prices: []string{"object.storage"}, of: ofStorage,
		amount: bytes, formula: formula, inputs: inputs,
	})
}

// requests charges for requests to object storage, a second.
func (c *calculation) requests(item, what, price string, perSecond float64, formula string, inputs ...Input) {
	c.add(charge{
		item: item, what: what, prices: []string{price}, of: ofRequests,
		amount: c.monthly(perSecond), formula: formula + " x month", inputs: append(inputs, Month),
	})
}

// endpoints charges for private endpoints and for what goes through them: all that
// clients produce and consume.
func (c *calculation) endpoints() {
	n := c.value(Endpoints)
	if n == 0 {
		return
	}
	hours := charge{
		item: measure.ItemEndpoints, what: "private endpoints", prices: []string{"endpoint.hour"}, of: ofHours,
		amount: n * c.hours(), formula: "endpoints x hours of a month", inputs: []Input{Endpoints, Month},
	}
	at := c.bill.Place
	if p, ok := c.list.Find(at.Provider, at.Region, "endpoint.hour"); ok && p.Unit == AZHour {
		hours.of, hours.amount = ofZoneHours, n*c.value(Zones)*c.hours()
		hours.formula, hours.inputs = "endpoints x zones x hours of a month", []Input{Endpoints, Zones, Month}
	}
	c.add(hours)
	produced, consumed := c.monthly(c.value(Rate)), c.monthly(c.readRate())
	if c.shape.EndpointIn == c.shape.EndpointOut { // one meter, one set of tiers
		c.endpointBytes(c.shape.EndpointIn, "through private endpoints", produced+consumed, "(rate x (1 + fan-out) x month + replays)")
		return
	}
	c.endpointBytes(c.shape.EndpointIn, "produced through private endpoints", produced, "rate x month")
	c.endpointBytes(c.shape.EndpointOut, "consumed through private endpoints", consumed, "rate x fan-out x month + replays")
}

func (c *calculation) endpointBytes(price, what string, amount float64, formula string) {
	c.add(charge{
		item: measure.ItemEndpoints, what: what, prices: []string{price}, of: ofVolume, amount: amount, formula: formula,
		inputs: []Input{Rate, FanOutServing, FanOutAnalytics, FanOutBackground, ReplayTeams, ReplaySpan, ReplaysMonthly, Month},
	})
}
