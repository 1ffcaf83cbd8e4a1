package cost

import (
	"bytes"
	_ "embed"
	"sync"
)

//go:embed prices.csv
var shippedPrices []byte

// ShippedName is what messages call the list that comes with the program.
const ShippedName = "the shipped price list"

// Shipped returns the price list that comes with the program: three clouds, each
// price with its date and source.
var Shipped = sync.OnceValue(func() *List {
	list, err := ParsePrices(bytes.NewReader(shippedPrices), "prices.csv")
	if err != nil {
		panic("cost: " + err.Error()) // a test reads the list
	}
	list.Name = ShippedName
	return list
})

// ShippedText returns the list as a file, to start one's own from.
func ShippedText() []byte { return bytes.Clone(shippedPrices) }

// Shape is what a provider's cluster is built of: items of its price list.
type Shape struct {
	Provider string
	// Region is the one that is taken where none is named.
	Region string
	// Machine and Disk are the virtual machine of a broker and its volume.
	Machine, Disk string
	// Throughput is the item for what a volume does above IncludedBytes a second;
	// "" where that is not sold apart.
	Throughput    string
	IncludedBytes float64
	// EndpointIn and EndpointOut are the items for bytes through a private endpoint;
	// the same one where both directions are one meter.
	EndpointIn, EndpointOut string
}

// Shapes returns the shapes of the clouds, the usual one first.
func Shapes() []Shape {
	return []Shape{
		{
			Provider: "aws", Region: "us-east-1", Machine: "vm.m7g.xlarge", Disk: "disk.gp3",
			Throughput: "disk.gp3.throughput", IncludedBytes: 125e6, EndpointIn: "endpoint.data", EndpointOut: "endpoint.data",
		},
		{
			Provider: "gcp", Region: "us-central1", Machine: "vm.n2-standard-4", Disk: "disk.pd-balanced",
			EndpointIn: "endpoint.data", EndpointOut: "endpoint.data",
		},
		{
			Provider: "azure", Region: "eastus", Machine: "vm.Standard_D4s_v5", Disk: "disk.premium-ssd-v2",
			Throughput: "disk.premium-ssd-v2.throughput", IncludedBytes: 125e6, EndpointIn: "endpoint.data-in", EndpointOut: "endpoint.data-out",
		},
	}
}
