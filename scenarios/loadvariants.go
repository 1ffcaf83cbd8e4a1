package scenarios

import (
	"errors"
	"fmt"
)

// LoadVariants loads a scenario once for each of its variants, in their order; a
// scenario without any, or of which opt names one, is loaded once. The error, if
// any, is of type Problems: what is wrong with the scenario as it stands or else, by
// the names of the variants, what is wrong with those.
func LoadVariants(nameOrPath string, opt LoadOptions) ([]*Scenario, error) {
	opt.fill()
	opt.ReadFile = remembered(opt.ReadFile)
	base, err := Load(nameOrPath, opt)
	if err != nil {
		return nil, err
	}
	if opt.Variant != "" || len(base.Variants) == 0 {
		return []*Scenario{base}, nil
	}
	var list []*Scenario
	var found variantProblems
	for _, v := range base.Variants {
		opt.Variant = v.Name
		s, err := Load(nameOrPath, opt)
		var problems Problems
		switch {
		case errors.As(err, &problems):
			found.add(v.Name, problems)
		case err != nil:
			return nil, err
		default:
			list = append(list, s)
		}
	}
	if len(found.list) > 0 {
		return nil, found.named()
	}
	return list, nil
}

// remembered reads every file once, so that all variants are of one text.
func remembered(read func(string) ([]byte, error)) func(string) ([]byte, error) {
	known := map[string][]byte{}
	return func(path string) ([]byte, error) {
		if text, ok := known[path]; ok {
			return text, nil
		}
		text, err := read(path)
		if err == nil {
			known[path] = text
		}
		return text, err
	}
}

// variantProblems are what is wrong with variants, each once, with how many have it.
type variantProblems struct {
	list  Problems
	first map[Problem]string
	more  map[Problem]int
}

func (v *variantProblems) add(variant string, problems Problems) {
	if v.first == nil {
		v.first, v.more = map[Problem]string{}, map[Problem]int{}
	}
	for _, p := range problems {
		if _, known := v.first[p]; known {
			v.more[p]++
			continue
		}
		v.first[p] = variant
		v.list = append(v.list, p)
	}
}

// named are the problems with the names of the variants that have them.
func (v *variantProblems) named() Problems {
	named := make(Problems, len(v.list))
	for i, p := range v.list {
		who := "variant " + v.first[p]
		if n := v.more[p]; n > 0 {
			who += fmt.Sprintf(" and %d more", n)
		}
		named[i] = p
		named[i].Message = who + ": " + p.Message
	}
	return named.sorted()
}

// WithSeed is the scenario with another seed: other draws of the same traffic.
func (s *Scenario) WithSeed(seed uint64) (*Scenario, error) {
	other := *s
	other.Seed = seed
	resolved, err := other.resolve()
	if err != nil {
		return nil, fmt.Errorf("%s with seed %d: %w", s.Name, seed, err)
	}
	other.Resolved = resolved
	return &other, nil
}
