package measure

import (
	"slices"
	"strings"
)

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

// The functions of a modelled cost.
const (
	cost           = "cost"
	costShare      = "cost-share"
	costElasticity = "cost-elasticity"
)

// OfCost reports whether the measure is a function of the modelled cost.
func (m Measure) OfCost() bool {
	return m.Name == cost || m.Name == costShare || m.Name == costElasticity
}

func costFunctions() []Measure {
	return []Measure{
		{
			Name: cost, Unit: Money, Kind: Derived, Scopes: []Scope{OfRun}, Function: true,
			Definition: "cost(total) or cost(item): the modelled cost of the run's workload a month, in the price list's currency, all of it or an item's. The items are " + strings.Join(CostItems(), ", ") + ".",
			Reading:    "Modelled from the run's bytes and list prices, as the scenario's cost: says; not a bill. The report names every input.",
		},
		{
			Name: costShare, Unit: Ratio, Kind: Derived, Scopes: []Scope{OfRun}, Function: true,
			Definition: "cost-share(item): what an item costs of the modelled total.",
			Reading:    "Where the money goes.",
		},
		{
			Name: costElasticity, Unit: Factor, Kind: Derived, Scopes: []Scope{OfRun}, Function: true,
			Definition: "cost-elasticity(quantity): d ln(cost) / d ln(quantity) at the run's workload, of " + strings.Join(CostAxes(), ", ") + ".",
			Reading:    "1 means that the bill grows as the quantity does; 0.3, that doubling it adds some 23 %.",
		},
	}
}

// costNames are what a function of the cost may be asked of.
func costNames(function string) []string {
	switch function {
	case cost:
		return append([]string{CostTotal}, CostItems()...)
	case costShare:
		return CostItems()
	}
	return CostAxes()
}

// costArgument checks that of a function of the cost.
func (r *resolver) costArgument(m Measure) {
	names := costNames(m.Name)
	if len(r.Args) > 1 {
		r.fail(r.at.args[1], "", "%s takes one argument, as %s", m.Name, example(m.Name))
	}
	if !slices.Contains(names, r.Args[0]) {
		r.fail(r.at.args[0], Nearest(r.Args[0], names), "%s has no %q; there are %s", m.Name, r.Args[0], join(names))
	}
}
