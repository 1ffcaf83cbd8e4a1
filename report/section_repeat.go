package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// repeatSection is "Repeat this".
type repeatSection struct {
	Command, Again string
	Facts          []fact
	Scenario       string
}

// fact is a name and a value.
type fact struct{ Name, Value string }

func (v *view) repeat() repeatSection {
	s := repeatSection{Command: shellLine(v.rec.Run.Command), Scenario: string(v.rec.Scenario), Facts: runFacts(v.rec.Run)}
	if v.rec.Dir != "" {
		s.Again = shellLine([]string{"freshet", "report", v.rec.Dir})
	}
	return s
}

// runFacts is what ran, with what and on what; what is not known is left out.
func runFacts(r results.Run) []fact {
	var facts []fact
	m := r.Machine
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, fact{name, value})
		}
	}
	add("Run", r.ID)
	add("Seed", fmt.Sprint(r.Seed))
	add("Freshet", r.Freshet)
	add("Target", targetWords(r.Target))
	add("Brokers", brokerWords(r.Target.Brokers))
	add("Cluster", reuseWords(r))
	add("Storage", strings.Join(nonEmpty(r.Target.StorageModel, r.Target.Storage), ", "))
	add("Verbs by hooks", hookWords(r.Target.Hooks))
	add("Client", r.Target.Client)
	add("Generator", machineWords(m))
	add("System", strings.Join(nonEmpty(strings.Trim(m.OS+"/"+m.Arch, "/"), m.Go), ", "))
	add("Definitions", fmt.Sprintf("version %d, record format %d", r.Definitions, r.Format))
	return facts
}

// reuseWords says of a cluster that earlier runs had that it is no new one.
func reuseWords(r results.Run) string {
	if r.Target.Reused == nil {
		return ""
	}
	return fmt.Sprintf("%s, reused: started %s before this run", r.Target.Reused.Cluster, span(r.Created.Sub(r.Target.Reused.Started).Truncate(time.Second)))
}

func machineWords(m results.Machine) string {
	words := []string{m.CPU}
	if m.Cores > 0 {
		words = append(words, plural(m.Cores, "core"))
	}
	if m.Memory > 0 {
		words = append(words, bytesOf(m.Memory)+" of memory")
	}
	return strings.Join(nonEmpty(words...), ", ")
}

func targetWords(t results.Target) string {
	name := t.Name
	if t.Kind != "" && t.Kind != t.Name {
		name += " (" + t.Kind + ")"
	}
	return strings.Join(nonEmpty(name, t.Version), ", ")
}

// hookWords are the verbs that a profile's commands do, each with its command.
func hookWords(hooks []results.Hook) string {
	words := make([]string, len(hooks))
	for i, h := range hooks {
		words[i] = h.Verb + " (" + h.Run + ")"
	}
	return strings.Join(words, ", ")
}

func brokerWords(list []results.Broker) string {
	if len(list) == 0 {
		return ""
	}
	var zones []string
	for _, b := range list {
		if b.Zone != "" {
			zones = append(zones, b.Zone)
		}
	}
	text := plural(len(list), "broker")
	if len(zones) > 0 {
		text += " in zones " + strings.Join(zones, ", ")
	}
	return text
}

func nonEmpty(words ...string) []string {
	var list []string
	for _, w := range words {
		if w != "" {
			list = append(list, w)
		}
	}
	return list
}

// shellLine quotes a command for a POSIX shell.
func shellLine(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = a
		if a == "" || strings.ContainsAny(a, " \t\n'\"\\$&;|<>()*?[]{}!#~`") {
			quoted[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
