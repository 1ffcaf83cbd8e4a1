package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// fact is something about a run that may differ.
type fact struct {
	kind        Kind
	what, value string
}

// differences is what is not the same on all sides, apart from what was measured.
func differences(sides []Side) []Difference {
	var out []Difference
	if variants := texts(sides, func(s Side) string { return s.Variant }); !same(variants) {
		out = append(out, Difference{Kind: OfVariant, What: "variant", Values: variants, Expected: true})
	}
	varied := len(out) > 0
	targets := texts(sides, func(s Side) string { return s.Target })
	aimed := !same(targets)
	for _, f := range factsOf(sides) {
		if same(texts(sides, func(s Side) string { return strings.Join(s.values(f), ", ") })) {
			continue
		}
		d := Difference{Kind: f.kind, What: f.what, Values: texts(sides, func(s Side) string { return s.has(f) })}
		d.Expected = varied && f.kind == OfScenario || aimed && f.kind == OfTarget
		out = append(out, d)
	}
	return out
}

// factsOf is every kind of fact that a run has, in the order in which they are told.
func factsOf(sides []Side) []fact {
	var out []fact
	known := map[fact]bool{}
	for _, s := range sides {
		for _, r := range s.Runs {
			for _, f := range r.facts {
				f.value = ""
				if !known[f] {
					known[f], out = true, append(out, f)
				}
			}
		}
	}
	order := []Kind{OfScenario, OfTarget, OfVersion, OfDefinitions, OfMachine, OfSeed}
	slices.SortStableFunc(out, func(a, b fact) int {
		return cmp.Compare(slices.Index(order, a.kind), slices.Index(order, b.kind))
	})
	return out
}

// values are those that the runs of a side have of a fact, each once.
func (s Side) values(of fact) []string {
	var values []string
	for _, r := range s.Runs {
		value := ""
		for _, f := range r.facts {
			if f.kind == of.kind && f.what == of.what {
				value = f.value
			}
		}
		if !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return values
}

// has is the values of a fact in words, the first of many.
func (s Side) has(of fact) string {
	const most = 4
	values := s.values(of)
	if len(values) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(values[:most], ", "), len(values)-most)
	}
	return strings.Join(values, ", ")
}

func texts(sides []Side, of func(Side) string) []string {
	out := make([]string, len(sides))
	for i, s := range sides {
		out[i] = of(s)
	}
	return out
}

func same(list []string) bool { return len(slices.Compact(slices.Clone(list))) < 2 }

// clusterOf says of a cluster in containers whether an earlier run had it too.
func clusterOf(t results.Target) string {
	switch {
	case t.Reused != nil:
		return "kept from an earlier run"
	case t.Kind == "containers":
		return "its own"
	}
	return ""
}

// facts is what is known of a run apart from what was measured.
func facts(rec *results.Record) []fact {
	run, m, t := rec.Run, rec.Run.Machine, rec.Run.Target
	out := settings(rec.Scenario)
	add := func(kind Kind, what string, value any) {
		if text := fmt.Sprint(value); text != "" && text != "0" {
			out = append(out, fact{kind, what, text})
		}
	}
	add(OfTarget, "target", t.Name)
	add(OfTarget, "kind", t.Kind)
	add(OfTarget, "target version", t.Version)
	add(OfTarget, "brokers", len(t.Brokers))
	add(OfTarget, "broker zones", zones(t.Brokers))
	add(OfTarget, "storage", t.Storage)
	add(OfTarget, "storage model", t.StorageModel)
	add(OfTarget, "cluster", clusterOf(t))
	for _, s := range t.Settings {
		name, value, _ := strings.Cut(s, "=")
		add(OfTarget, "setting "+name, value)
	}
	add(OfVersion, "freshet", run.Freshet)
	add(OfVersion, "client", t.Client)
	add(OfVersion, "go", m.Go)
	add(OfDefinitions, "definitions", run.Definitions)
	add(OfMachine, "host", m.Host)
	add(OfMachine, "cpu", m.CPU)
	add(OfMachine, "cores", m.Cores)
	add(OfMachine, "memory", measure.FormatQuantity(float64(m.Memory), measure.Bytes))
	add(OfMachine, "system", strings.Trim(m.OS+"/"+m.Arch, "/"))
	add(OfMachine, "cores shared with brokers", t.SharedCores)
	return append(out, fact{OfSeed, "seed", fmt.Sprint(run.Seed)})
}

func zones(brokers []results.Broker) string {
	var names []string
	for _, b := range brokers {
		if b.Zone != "" && !slices.Contains(names, b.Zone) {
			names = append(names, b.Zone)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
