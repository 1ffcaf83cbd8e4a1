package cost

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Price is what a provider takes for one item in one region.
type Price struct {
	Provider string
	Region   string // a region's name, or Everywhere
	Item     string
	Unit     Unit
	// Tiers are marginal, from the lowest: what is above From costs Amount a unit.
	Tiers []Tier
	// Date is when the price was last seen at Source.
	Date   time.Time
	Source string
}

// Everywhere is the region of a price that a provider takes in all of them.
const Everywhere = "any"

// Tier is a marginal price.
type Tier struct {
	From   float64 // in the price's unit
	Amount float64 // per unit, at least 0
}

// of is what a quantity in the price's unit costs.
func (p Price) of(quantity float64) float64 {
	sum := 0.0
	for i, tier := range p.Tiers {
		until := quantity
		if i+1 < len(p.Tiers) {
			until = min(quantity, p.Tiers[i+1].From)
		}
		if until > tier.From {
			sum += (until - tier.From) * tier.Amount
		}
	}
	return sum
}

// List is a price list: the prices of providers, in one currency.
type List struct {
	// Name is the file that it was read from.
	Name string
	// Currency is that of every price, as USD.
	Currency string
	prices   map[priceKey]Price
	order    []priceKey
}

type priceKey struct{ provider, region, item string }

// Find returns the price of an item in a region, or the one that the provider
// takes everywhere; false if the list has none.
func (l *List) Find(provider, region, item string) (Price, bool) {
	if p, ok := l.prices[priceKey{provider, region, item}]; ok {
		return p, true
	}
	p, ok := l.prices[priceKey{provider, Everywhere, item}]
	return p, ok
}

// Prices returns every price in the order of the file.
func (l *List) Prices() []Price {
	out := make([]Price, 0, len(l.order))
	for _, k := range l.order {
		out = append(out, l.prices[k])
	}
	return out
}

// Regions returns the regions that a provider has prices of, in the order of the
// file; none if the list does not know the provider.
func (l *List) Regions(provider string) []string {
	var out []string
	for _, k := range l.order {
		if k.provider == provider && k.region != Everywhere && !slices.Contains(out, k.region) {
			out = append(out, k.region)
		}
	}
	return out
}

// Providers returns the providers that the list has prices of, in the order of the
// file.
func (l *List) Providers() []string {
	var out []string
	for _, k := range l.order {
		if !slices.Contains(out, k.provider) {
			out = append(out, k.provider)
		}
	}
	return out
}

// MissingPrice is an item that a model needs and the list lacks.
type MissingPrice struct {
	List, Provider, Region, Item string
	// For is what the item is for: "block storage".
	For string
}

// Error names the item and where it was looked for.
func (m *MissingPrice) Error() string {
	return fmt.Sprintf("%s has no price of %s (%s) at %s in %s; add a line to a copy of the list and name it with --prices",
		m.List, m.Item, m.For, m.Provider, m.Region)
}

// knownRegion refuses a region that the list has nothing of.
func knownRegion(l *List, at Place) error {
	regions := l.Regions(at.Provider)
	if slices.Contains(regions, at.Region) {
		return nil
	}
	if len(regions) == 0 {
		return fmt.Errorf("%s has no prices of %s; it has those of %s", l.Name, at.Provider, strings.Join(l.Providers(), ", "))
	}
	return fmt.Errorf("%s has no prices of %s in %q; it has those of %s", l.Name, at.Provider, at.Region, strings.Join(regions, ", "))
}
