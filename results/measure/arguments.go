package measure

import "strings"

// Call is the arguments of a function, taken apart.
type Call struct {
	Entry string
	// End is true for recovery(entry.end): counted from the entry's end.
	End bool
	// Stage is "" for the worst serving stage.
	Stage string
	// Team is 0 for the slowest; teams count from 1.
	Team int
}

// Call returns the arguments of a function of a timeline entry. It is the zero Call
// for an expectation that calls none.
func (e Expectation) Call() Call {
	var c Call
	if m, _ := Lookup(e.Measure); len(e.Args) == 0 || m.OfCost() {
		return c
	}
	c.Entry = e.Args[0]
	if e.Measure == "recovery" {
		c.Entry, c.End = strings.CutSuffix(c.Entry, ".end")
	}
	if len(e.Args) > 1 {
		if team, ok := teamNumber(e.Args[1]); ok && e.Measure == "backfill" {
			c.Team = team
		} else {
			c.Stage = e.Args[1]
		}
	}
	return c
}

// arguments checks those of a function.
func (r *resolver) arguments(m Measure) {
	if m.OfCost() {
		r.costArgument(m)
		return
	}
	if len(r.Args) > 2 {
		r.fail(r.at.args[2], "", "%s takes at most two arguments, as %s", m.Name, example(m.Name))
	}
	call := r.Call()
	entry, ok := r.topology.entry(call.Entry)
	if !ok {
		r.unknownArgument(m, call.Entry)
	} else if m.Name == "backfill" && entry.Verb != "replay" && entry.Verb != "rebuild" {
		r.fail(r.at.args[0], "", "backfill is of a replay or a rebuild, but %q is a %s", entry.Name, entry.Verb)
	}
	switch {
	case m.Name == "backfill":
		r.team(call, entry, ok)
	case call.Stage == "":
		r.worstServing(m)
	default:
		r.namedStage(m, call.Stage)
	}
}

func (r *resolver) unknownArgument(m Measure, name string) {
	if before, found := strings.CutSuffix(name, ".end"); found && m.Name != "recovery" {
		r.fail(r.at.args[0], before, "%s takes an entry; only recovery counts from an entry's .end", m.Name)
		return
	}
	r.unknownEntry(r.at.args[0], name)
}

func (r *resolver) team(call Call, entry Entry, known bool) {
	if len(r.Args) < 2 || !known {
		return
	}
	switch {
	case call.Stage != "":
		r.fail(r.at.args[1], "", "the second argument of backfill is a team, as backfill(%s, team 1)", entry.Name)
	case entry.Verb != "replay":
		r.fail(r.at.args[1], "", "a rebuild has no teams; write backfill(%s)", entry.Name)
	case call.Team < 1 || call.Team > entry.Teams:
		r.fail(r.at.args[1], "", "%s has the teams 1 to %d", entry.Name, entry.Teams)
	}
}

func (r *resolver) namedStage(m Measure, name string) {
	stage, ok := r.topology.stage(name)
	switch {
	case !ok:
		r.fail(r.at.args[1], Nearest(name, r.topology.stages()), "there is no stage %q", name)
	case m.Name == "recovery" && !stage.Objective:
		r.fail(r.at.args[1], "", "recovery is judged by a stage's objective, and %q has none", name)
	}
}

func (r *resolver) worstServing(m Measure) {
	for _, s := range r.topology.Stages {
		if s.Class == "serving" && (s.Objective || m.Name != "recovery") {
			return
		}
	}
	what := "a serving stage"
	if m.Name == "recovery" {
		what = "a serving stage with an objective"
	}
	r.fail(r.at.measure, "", "%s without a stage is of the worst serving stage, but there is not %s", m.Name, strings.Replace(what, "a ", "one ", 1))
}
