package measure

import "strings"

// example is a call of a function.
func example(function string) string {
	switch function {
	case "backfill":
		return "backfill(replay, team 1)"
	case "isolation":
		return "isolation(replay, ranking)"
	case cost:
		return "cost(total)"
	case costShare:
		return "cost-share(replay)"
	case costElasticity:
		return "cost-elasticity(volume)"
	}
	return "recovery(burst.end, ranking)"
}

func exampleValue(u Unit) string {
	switch u {
	case Seconds:
		return "a duration, as 500ms or 20s"
	case PerSec:
		return "a rate, as 2000/s"
	case Ratio:
		return "a share, as 0.5% or 0.005"
	case Factor:
		return "a factor, as 2x"
	case Bytes:
		return "a size, as 10MiB"
	case BytesSec:
		return "a throughput, as 10MiB/s"
	}
	return "a plain number, as 0 or 1000"
}

// scopes names what a measure is a measure of, for a sentence: "a stage or class".
func scopes(m Measure) string {
	var words []string
	for _, s := range m.Scopes {
		if s != OfRun {
			words = append(words, string(s))
		}
	}
	return "a " + orList(words)
}

func stats(m Measure) string {
	words := make([]string, len(m.Stats))
	for i, s := range m.Stats {
		words[i] = s
		if s == "p" {
			words[i] = "pN (as p99)"
		}
	}
	return join(words)
}

// exampleSubject is a subject of the topology that the measure takes.
func (r *resolver) exampleSubject(m Measure) string {
	switch {
	case m.Takes(OfStage) && len(r.topology.Stages) > 0:
		return r.topology.Stages[len(r.topology.Stages)-1].Name
	case m.Takes(OfSource) && len(r.topology.Sources) > 0:
		return r.topology.Sources[0].Name
	case m.Takes(OfDecision) && len(r.topology.Decisions) > 0:
		return r.topology.Decisions[0]
	case m.Takes(OfDecision):
		return "page-view"
	case m.Takes(OfSource):
		return "clicks"
	}
	return "ranking"
}

func join(words []string) string { return strings.Join(words, ", ") }

func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func orWord(word, otherwise string) string {
	if word == "" {
		return otherwise
	}
	return word
}
