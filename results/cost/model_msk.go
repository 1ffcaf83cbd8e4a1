package cost

// msk is Amazon MSK with provisioned brokers: Kafka as it is, replication between
// brokers not billed.
func msk() Model {
	return Model{
		Name:     "msk",
		About:    "Amazon MSK, provisioned kafka.m7g.large brokers: replication between zones is not billed",
		Provider: "aws",
		lines: func(c *calculation) {
			kept := c.value(Rate) * c.value(Retention) * c.value(Replication)
			in := c.value(Rate) * c.value(Replication)
			out := c.readRate() + c.value(Rate)*(c.value(Replication)-1)
			n := c.brokersFor(in, out, kept*c.value(Headroom))
			free := []string{"msk.replication"}

			c.machines(n, "msk.m7g.large", "max(rate x replication / broker-in, (rate x (fan-out + replication - 1) + replays) / broker-out, disk / broker-disk)",
				Rate, FanOutServing, FanOutAnalytics, FanOutBackground, Retention)
			c.disks("msk.disk", c.value(Retention), "retention", Retention)
			c.produceAcross()
			c.replicateAcross(free)
			c.consumeAcross()
			c.reassignAcross(kept, n, Retention, free)
			c.endpoints()
		},
	}
}
