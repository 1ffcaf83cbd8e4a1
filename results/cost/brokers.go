package cost

import (
	"math"

	"github.com/freshet-bench/freshet/results/measure"
)

// brokersFor is how many brokers a load takes: what the tightest of its limits
// asks for, at least as many as stated, as zones and as replicas, and the same
// number in each zone. No load takes none.
func (f Facts) brokersFor(in, out, disk float64) float64 {
	need := max(in/f.value(BrokerIn), out/f.value(BrokerOut), disk/f.value(BrokerDisk))
	if need <= 0 && f.value(Brokers) == 0 {
		return 0
	}
	need = max(need, f.value(Brokers), f.value(Zones), f.value(Replication))
	if f.smooth {
		return need
	}
	zones := f.value(Zones)
	return math.Ceil(need/zones-1e-9) * zones
}

// machines charges for brokers.
func (c *calculation) machines(n float64, machine, formula string, inputs ...Input) {
	c.bill.Brokers = n
	c.add(charge{
		item: measure.ItemCompute, what: "brokers", prices: []string{machine}, of: ofHours, amount: n * c.hours(),
		formula: "brokers x hours of a month, brokers = " + formula,
		inputs:  append(inputs, BrokerIn, BrokerOut, BrokerDisk, Brokers, Zones, Replication, Month),
	})
}
