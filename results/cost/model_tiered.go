package cost

import "github.com/freshet-bench/freshet/results/measure"

// tiered is Kafka with tiered storage: the hot part on brokers' disks, the rest in
// object storage, once.
func tiered() Model {
	return Model{
		Name:  "tiered",
		About: "Kafka with tiered storage: the hot part on brokers' disks, the rest in object storage",
		lines: func(c *calculation) {
			hot := min(c.value(HotRetention), c.value(Retention))
			held := c.value(Rate) * hot * c.value(Replication)
			in := c.value(Rate) * c.value(Replication)
			out := c.readRate() + c.value(Rate)*c.value(Replication) // the followers, and one upload
			n := c.brokersFor(in, out, held*c.value(Headroom))

			c.machines(n, c.shape.Machine, "max(rate x replication / broker-in, (rate x (fan-out + replication) + replays) / broker-out, disk / broker-disk)",
				Rate, FanOutServing, FanOutAnalytics, FanOutBackground, HotRetention)
			c.disks(c.shape.Disk, hot, "min(hot-retention, retention)", HotRetention, Retention)
			c.diskThroughput(in, n)
			if hot < c.value(Retention) {
				c.objects(c.value(Rate)*(c.value(Retention)-hot), "rate x (retention - hot-retention)", Rate, Retention, HotRetention)
				c.requests(measure.ItemRequests, "uploads of segments, in parts", "object.put", c.value(Rate)/c.value(BatchBytes), "rate / batch-bytes", Rate, BatchBytes)
				c.requests(measure.ItemReplay, "replays' reads from object storage", "object.get", c.replayed()/c.value(ReadBytes)/c.value(Month),
					"replay-teams x replays-monthly x replay-span x rate / read-bytes / month", ReplayTeams, ReplaysMonthly, ReplaySpan, Rate, ReadBytes)
			}
			c.produceAcross()
			c.replicateAcross(crossing())
			c.consumeAcross()
			c.reassignAcross(held, n, HotRetention, crossing())
			c.endpoints()
		},
	}
}
