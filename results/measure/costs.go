package measure

// The items of a bill, as cost(...) and cost-share(...) name them.
const (
	ItemCompute       = "compute"
	ItemBlockStorage  = "block-storage"
	ItemObjectStorage = "object-storage"
	ItemRequests      = "requests"
	ItemIngest        = "ingest"
	ItemProduce       = "produce"
	ItemReplication   = "replication"
	ItemConsume       = "consume"
	ItemReplay        = "replay"
	ItemReassignment  = "reassignment"
	ItemEndpoints     = "endpoints"
)

// CostTotal stands for all items of a bill.
const CostTotal = "total"

// CostItems returns the items of a bill in the order in which bills show them.
func CostItems() []string {
	return []string{
		ItemCompute, ItemBlockStorage, ItemObjectStorage, ItemRequests, ItemIngest,
		ItemProduce, ItemReplication, ItemConsume, ItemReplay, ItemReassignment, ItemEndpoints,
	}
}

// The quantities that a bill grows with, as cost-elasticity(...) names them.
const (
	AxisRetention = "retention"
	AxisVolume    = "volume"
	AxisFanOut    = "fan-out"
	AxisZones     = "zones"
	AxisReplays   = "replays"
)

// CostAxes returns the quantities that a bill has an elasticity to: all that it
// grows with but zones, which come whole.
func CostAxes() []string { return []string{AxisRetention, AxisVolume, AxisFanOut, AxisReplays} }
