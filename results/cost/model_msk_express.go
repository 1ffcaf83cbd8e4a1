package cost

import "github.com/freshet-bench/freshet/results/measure"

// mskExpress is Amazon MSK with Express brokers: storage is billed once, as used,
// and so is every byte written.
func mskExpress() Model {
	return Model{
		Name:     "msk-express",
		About:    "Amazon MSK, express.m7g.large brokers: storage as used, a charge for each byte written",
		Provider: "aws",
		lines: func(c *calculation) {
			rate := c.value(Rate)
			n := c.brokersFor(rate*c.value(Replication), c.readRate()+rate*(c.value(Replication)-1), 0)

			c.machines(n, "msk.express.m7g.large", "max(rate x replication / broker-in, (rate x (fan-out + replication - 1) + replays) / broker-out)",
				Rate, FanOutServing, FanOutAnalytics, FanOutBackground)
			c.add(charge{
				item: measure.ItemIngest, what: "data written", prices: []string{"msk.express.data"}, of: ofVolume,
				amount: c.monthly(rate), formula: "rate x month", inputs: []Input{Rate, Month},
			})
			c.add(charge{
				item: measure.ItemBlockStorage, what: "storage, as used", prices: []string{"msk.express.storage"}, of: ofStorage,
				amount: rate * c.value(Retention), formula: "rate x retention", inputs: []Input{Rate, Retention},
			})
			c.produceAcross()
			c.replicateAcross([]string{"msk.replication"})
			c.consumeAcross()
			c.endpoints()
		},
	}
}
