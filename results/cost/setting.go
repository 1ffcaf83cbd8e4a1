package cost

import (
	"errors"
	"fmt"

	"github.com/freshet-bench/freshet/results/measure"
)

// Setting is a choice of how a stream is run and where, as scenarios and flags
// make it. What is empty is the usual: the first model and provider, the provider's
// usual region, facts as they are known.
type Setting struct {
	Model    string `json:"model,omitempty"`
	Provider string `json:"provider,omitempty"`
	Region   string `json:"region,omitempty"`
	// At changes facts, as Facts.At reads it.
	At string `json:"at,omitempty"`
}

// Over is the setting with what other says in place of its own.
func (s Setting) Over(other Setting) Setting {
	for _, p := range []struct{ mine, theirs *string }{
		{&s.Model, &other.Model}, {&s.Provider, &other.Provider}, {&s.Region, &other.Region},
	} {
		if *p.theirs != "" {
			*p.mine = *p.theirs
		}
	}
	if other.At != "" { // what comes later counts
		s.At += "," + other.At
	}
	return s
}

// Choice is a setting with everything filled in.
type Choice struct {
	Model Model
	Place Place
	Facts Facts
}

// Choose fills in what the setting leaves open, for a workload of which f is known.
// The error says everything that is wrong with it.
func (s Setting) Choose(f Facts, list *List) (Choice, error) {
	var c Choice
	var problems [3]error
	c.Model, problems[0] = Models()[0], nil
	if s.Model != "" {
		c.Model, problems[0] = FindModel(s.Model)
	}
	if s.Provider == "" {
		s.Provider = c.Model.Provider
	}
	if s.Provider == "" {
		s.Provider = Shapes()[0].Provider
	}
	c.Place = Place{Provider: s.Provider, Region: s.Region}
	if problems[0] == nil {
		var shape Shape
		if shape, problems[1] = shapeOf(c.Model, c.Place); s.Region == "" {
			c.Place.Region = shape.Region
		}
		if problems[1] == nil {
			problems[1] = knownRegion(list, c.Place)
		}
	}
	c.Facts, problems[2] = f.At(s.At)
	return c, errors.Join(problems[:]...)
}

// Value is what an expectation asks for: cost, cost-share or cost-elasticity of an
// argument. It fails where there is no such figure: a price is missing, or there is
// nothing that could grow.
func (c Choice) Value(function, argument string, list *List) (float64, error) {
	if function == "cost-elasticity" {
		axis, ok := FindAxis(argument)
		if !ok {
			return 0, fmt.Errorf("there is no quantity %q", argument)
		}
		e, err := c.Model.Elasticity(c.Facts, list, c.Place, axis)
		return e.Slope, err
	}
	b, err := c.Model.Bill(c.Facts, list, c.Place)
	switch {
	case err != nil:
		return 0, err
	case function == "cost" && argument == measure.CostTotal:
		return b.Total, nil
	case function == "cost":
		return b.Of(argument), nil
	case b.Total == 0:
		return 0, errors.New("the bill is 0, so that nothing has a share of it")
	}
	return b.Of(argument) / b.Total, nil
}
