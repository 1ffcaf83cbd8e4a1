package profile

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/results/measure"
)

const (
	maxTimeout = 24 * time.Hour
	minEvery   = 10 * time.Millisecond
	maxCommand = 16 << 10 // bytes
)

// ownCourse are the verbs that have no for: nothing of them is undone.
func ownCourse() []string { return []string{"restart", "replace"} }

// hooks reads how verbs are done.
func (r *reader) hooks(n *yaml.Node, p *Profile) {
	for verb, value := range r.pairs(n, "a map from verbs to hooks, as restart: {run: ./restart.sh}") {
		if !slices.Contains(Verbs(), verb.Value) {
			r.unknown(verb, "verb", Verbs())
		}
		h := hook.Hook{Timeout: hook.DefaultTimeout, Every: hook.DefaultEvery, Dir: r.dir}
		given := readMap(r, value, hookKeys(), &h)
		switch {
		case value.Kind != yaml.MappingNode:
		case given["run"] == nil:
			r.fail(verb, "", "do.%s has nothing to run; expected run: COMMAND", verb.Value)
		case given["undo"] != nil && slices.Contains(ownCourse(), verb.Value):
			r.fail(given["undo"], "", "a %s is over when it is done, so undo would never run; drop it", verb.Value)
		case given["every"] != nil && given["until"] == nil:
			r.fail(given["every"], "", "every is how often until is looked at, and there is no until")
		}
		p.Do[verb.Value] = h
	}
}

func hookKeys() []key[hook.Hook] {
	return []key[hook.Hook]{
		{"run", "The command that does it, or begins it: a line for sh -c, or a list of a program and its arguments.", commandSchema,
			func(r *reader, n *yaml.Node, h *hook.Hook) { h.Run = r.command(n) }},
		{"undo", "The command that takes it back, at the end of an entry with for.", commandSchema,
			func(r *reader, n *yaml.Node, h *hook.Hook) { h.Undo = r.command(n) }},
		{"until", "By what it is seen to be done: a command that ends with 0, in-sync, no-reassignments, or brokers = N.", commandSchema,
			func(r *reader, n *yaml.Node, h *hook.Hook) { h.Until = r.until(n) }},
		{"timeout", "How long each command, and the wait for until, may take; 10m if absent.", text,
			func(r *reader, n *yaml.Node, h *hook.Hook) {
				h.Timeout = r.duration(n, "timeout", time.Second, maxTimeout)
			}},
		{"every", "The time between two looks at until; 2s if absent.", text,
			func(r *reader, n *yaml.Node, h *hook.Hook) { h.Every = r.duration(n, "every", minEvery, time.Hour) }},
	}
}

// command is a line for the shell, or a program with its arguments.
func (r *reader) command(n *yaml.Node) hook.Command {
	const what = "a command, as ./replace.sh, or a list of a program and its arguments"
	if n.Kind != yaml.SequenceNode {
		line, _ := r.word(n, what)
		if len(line) > maxCommand {
			r.fail(n, "", "a command of %d bytes; put it into a script", len(line))
		}
		return hook.Command{Shell: line}
	}
	var c hook.Command
	for _, item := range r.items(n, what) {
		if item.Kind != yaml.ScalarNode || isNull(item) || (item.Value == "" && len(c.Argv) == 0) {
			r.fail(item, "", "expected a program or an argument%s", butGot(item))
			continue
		}
		c.Argv = append(c.Argv, item.Value)
	}
	return c
}

func (r *reader) until(n *yaml.Node) hook.Until {
	if n.Kind == yaml.ScalarNode {
		if condition, ok := hook.ParseCondition(n.Value); ok {
			return hook.Until{Condition: condition}
		}
		if hint := nearlyCondition(n.Value); hint != "" {
			r.fail(n, hint, "%q is no condition; a command of that name is ./%s", n.Value, n.Value)
		}
	}
	return hook.Until{Command: r.command(n)}
}

// nearlyCondition is the condition that was meant by a word which is probably no
// command, or "".
func nearlyCondition(word string) string {
	return measure.Nearest(word, []string{hook.InSync, hook.NoReassignments})
}

func (r *reader) duration(n *yaml.Node, name string, least, most time.Duration) time.Duration {
	const what = "a duration, as 2s or 10m"
	s, ok := r.word(n, what)
	if !ok {
		return 0
	}
	d, err := measure.ParseDuration(s)
	switch {
	case err != nil:
		r.fail(n, "", "%s: %q is not %s", name, s, what)
	case d < least || d > most:
		r.fail(n, "", "%s: %s is out of range; expected %s to %s", name, s, measure.FormatDuration(least), measure.FormatDuration(most))
	}
	return d
}
