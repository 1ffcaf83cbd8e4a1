package cost

// sharedNothing is Kafka as it is: every replica on a broker's own disk.
func sharedNothing() Model {
	return Model{
		Name:  "shared-nothing",
		About: "Kafka as it is: every replica on a broker's own disk",
		lines: func(c *calculation) {
			kept := c.value(Rate) * c.value(Retention) * c.value(Replication)
			in := c.value(Rate) * c.value(Replication)
			out := c.readRate() + c.value(Rate)*(c.value(Replication)-1)
			n := c.brokersFor(in, out, kept*c.value(Headroom))

			c.machines(n, c.shape.Machine, "max(rate x replication / broker-in, (rate x (fan-out + replication - 1) + replays) / broker-out, disk / broker-disk)",
				Rate, FanOutServing, FanOutAnalytics, FanOutBackground, Retention)
			c.disks(c.shape.Disk, c.value(Retention), "retention", Retention)
			c.diskThroughput(in, n)
			c.produceAcross()
			c.replicateAcross(crossing())
			c.consumeAcross()
			c.reassignAcross(kept, n, Retention, crossing())
			c.endpoints()
		},
	}
}
