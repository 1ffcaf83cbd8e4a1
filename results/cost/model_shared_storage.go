package cost

import "github.com/freshet-bench/freshet/results/measure"

// sharedStorage is a Kafka whose log is in object storage alone: brokers keep a
// write-ahead log and caches, and replicate nothing.
func sharedStorage() Model {
	return Model{
		Name:  "shared-storage",
		About: "a Kafka whose log is in object storage alone; brokers replicate nothing",
		lines: func(c *calculation) {
			rate := c.value(Rate)
			n := c.brokersFor(rate, c.readRate()+rate, 0)

			c.machines(n, c.shape.Machine, "max(rate / broker-in, (rate x (fan-out + 1) + replays) / broker-out)",
				Rate, FanOutServing, FanOutAnalytics, FanOutBackground)
			c.writeAheadLogs(n)
			c.objects(rate*c.value(Retention), "rate x retention", Rate, Retention)
			c.flushes(n)
			c.requests(measure.ItemReplay, "replays' reads from object storage", "object.get", c.replayed()/c.value(ReadBytes)/c.value(Month),
				"replay-teams x replays-monthly x replay-span x rate / read-bytes / month", ReplayTeams, ReplaysMonthly, ReplaySpan, Rate, ReadBytes)
			if c.on(ZoneRouting) {
				c.requests(measure.ItemRequests, "reads of what other zones wrote, once a zone", "object.get",
					rate*min(1, c.FanOut())*(c.value(Zones)-1)/c.value(ReadBytes), "rate x min(1, fan-out) x (zones - 1) / read-bytes",
					Rate, FanOutServing, FanOutAnalytics, FanOutBackground, Zones, ReadBytes, ZoneRouting)
			} else {
				c.produceAcross()
				c.consumeAcross()
			}
			c.endpoints()
		},
	}
}

// writeAheadLogs charges for the disks that brokers write before they answer.
func (c *calculation) writeAheadLogs(n float64) {
	c.add(charge{
		item: measure.ItemBlockStorage, what: "write-ahead logs", prices: []string{c.shape.Disk}, of: ofStorage,
		amount: n * c.value(WriteAheadLog), formula: "brokers x write-ahead-log", inputs: []Input{WriteAheadLog},
	})
}

// flushes charges for the objects that brokers write, at their interval or when a
// batch is full, and for as many reads that make sure that the broker still owns
// what it writes.
func (c *calculation) flushes(n float64) {
	perSecond := max(n/c.value(BatchInterval), c.value(Rate)/c.value(BatchBytes))
	const formula = "max(brokers / batch-interval, rate / batch-bytes)"
	c.requests(measure.ItemRequests, "writes of batches", "object.put", perSecond, formula, Rate, BatchInterval, BatchBytes)
	c.requests(measure.ItemRequests, "fencing, a read for each write", "object.get", perSecond, formula, Rate, BatchInterval, BatchBytes)
}
