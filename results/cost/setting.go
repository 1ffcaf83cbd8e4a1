package cost

import "errors"

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
