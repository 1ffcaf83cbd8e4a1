package cost

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Place is whose prices are used, and where.
type Place struct {
	Provider string `json:"provider"`
	Region   string `json:"region"`
}

// Line is one line of a bill.
type Line struct {
	// Item is the kind of cost that it counts for: one of measure.CostItems.
	Item string `json:"item"`
	// What says what is paid for, for people.
	What string `json:"what"`
	// Quantity is in Unit, that of the price.
	Quantity float64 `json:"quantity"`
	Unit     Unit    `json:"unit"`
	// Amount is per month, in the list's currency.
	Amount float64 `json:"amount"`
	// Formula is how Quantity comes about, in the words of docs/cost.md, and Inputs
	// are what it depends on.
	Formula string      `json:"formula"`
	Inputs  []Input     `json:"-"`
	Prices  []UsedPrice `json:"prices"`
}

// UsedPrice is a price as a line used it.
type UsedPrice struct {
	Item string `json:"item"`
	Unit Unit   `json:"unit"`
	// Price is what the quantity cost on average; with tiers less than the first.
	Price  float64   `json:"price"`
	Tiers  int       `json:"tiers"`
	Date   time.Time `json:"date"`
	Source string    `json:"source"`
}

// Bill is what a workload costs a month by one model.
type Bill struct {
	Model    string  `json:"model"`
	Place    Place   `json:"place"`
	Currency string  `json:"currency"`
	List     string  `json:"list"`
	Brokers  float64 `json:"brokers"`
	Lines    []Line  `json:"lines"`
	Total    float64 `json:"total"`
}

// Of is what the lines of an item cost, 0 if there are none.
func (b Bill) Of(item string) float64 {
	sum := 0.0
	for _, l := range b.Lines {
		if l.Item == item {
			sum += l.Amount
		}
	}
	return sum
}

// Oldest is the date of the oldest price that the bill rests on; false if it rests
// on none.
func (b Bill) Oldest() (time.Time, bool) {
	var oldest time.Time
	for _, l := range b.Lines {
		for _, p := range l.Prices {
			if l.Amount > 0 && (oldest.IsZero() || p.Date.Before(oldest)) {
				oldest = p.Date
			}
		}
	}
	return oldest, !oldest.IsZero()
}

// PriceAge is how old a price may be before a bill that rests on it says so.
const PriceAge = 2 * 365 * 24 * time.Hour

// Bill is what a workload costs a month by the model, at a place's prices. No region
// means the provider's usual one. The error names every price that the list lacks,
// each a *MissingPrice.
func (m Model) Bill(f Facts, list *List, place Place) (Bill, error) {
	shape, err := shapeOf(m, place)
	if err != nil {
		return Bill{}, err
	}
	if place.Region == "" {
		place.Region = shape.Region
	}
	c := &calculation{Facts: f, shape: shape, list: list, bill: Bill{Model: m.Name, Place: place, Currency: list.Currency, List: list.Name}}
	m.lines(c)
	for _, l := range c.bill.Lines {
		c.bill.Total += l.Amount
	}
	return c.bill, errors.Join(c.problems...)
}

// shapeOf is what the place's cluster is built of.
func shapeOf(m Model, place Place) (Shape, error) {
	if m.Provider != "" && place.Provider != m.Provider {
		return Shape{}, fmt.Errorf("%s is a service of %s, not of %s", m.Name, m.Provider, place.Provider)
	}
	shapes := Shapes()
	at := slices.IndexFunc(shapes, func(s Shape) bool { return s.Provider == place.Provider })
	if at < 0 {
		return Shape{}, fmt.Errorf("there is no provider %q; there are %s", place.Provider, strings.Join(providers(), ", "))
	}
	return shapes[at], nil
}

// providers are the names of the clouds.
func providers() []string {
	var names []string
	for _, s := range Shapes() {
		names = append(names, s.Provider)
	}
	return names
}

// calculation is a bill under way. Models write their lines into it.
type calculation struct {
	Facts
	shape    Shape
	list     *List
	bill     Bill
	problems []error
}

// charge is a line before it has a price.
type charge struct {
	item, what string
	// prices are items of the price list. Each is taken for the whole amount: a byte
	// between zones is billed where it leaves and where it comes in.
	prices  []string
	of      dimension
	amount  float64 // in the dimension's base: bytes, hours, requests
	formula string
	inputs  []Input
}

// add prices a charge. What is not used needs no price.
func (c *calculation) add(ch charge) {
	if ch.amount <= 0 {
		return
	}
	line := Line{Item: ch.item, What: ch.what, Formula: ch.formula, Inputs: ch.inputs}
	for _, name := range ch.prices {
		price, ok := c.price(name, ch)
		if !ok {
			continue
		}
		quantity := price.Unit.in(ch.amount)
		if quantity <= 0 { // too little for a float
			continue
		}
		amount := price.of(quantity)
		line.Quantity, line.Unit = quantity, price.Unit
		line.Amount += amount
		line.Prices = append(line.Prices, UsedPrice{
			Item: name, Unit: price.Unit, Price: amount / quantity, Tiers: len(price.Tiers), Date: price.Date, Source: price.Source,
		})
	}
	if len(line.Prices) > 0 {
		c.bill.Lines = append(c.bill.Lines, line)
	}
}

// price finds the price of an item, and notes it if the list has none that fits.
func (c *calculation) price(name string, ch charge) (Price, bool) {
	at := c.bill.Place
	price, ok := c.list.Find(at.Provider, at.Region, name)
	switch {
	case !ok:
		c.problems = append(c.problems, &MissingPrice{List: c.list.Name, Provider: at.Provider, Region: at.Region, Item: name, For: ch.what})
	case price.Unit.dimension() != ch.of:
		c.problems = append(c.problems, fmt.Errorf("%s has a price of %s at %s in %s by the %s; expected one for %s", c.list.Name, name, at.Provider, at.Region, price.Unit, ch.of))
		ok = false
	}
	return price, ok
}
