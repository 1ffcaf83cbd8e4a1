package fault

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target"
)

// Hooked is a verb that is done by a hook of the target's profile.
type Hooked struct {
	Verb string
	Hook hook.Hook
	// Env is the environment of its commands, without what names the brokers.
	Env []string
	// Finder finds the brokers that the entry names; Brokers.Which is "" if it names
	// none.
	Finder  target.BrokerFinder
	Brokers Brokers
	// Lasting is true for an entry that lasts as long as the scenario says, and is
	// then undone. Others are over when the hook has done its work.
	Lasting bool
	// Admin asks the cluster for the conditions that need no command.
	Admin *kadm.Client
	// Tell is told what the hook does and says, a line at a time.
	Tell func(line string)
}

var _ Verb = Hooked{}

// HookOf is the hook that does a verb on a target; false if none does.
func HookOf(t target.Target, verb string) (hook.Hook, bool) {
	hooked, ok := target.As[target.Hooked](t)
	if !ok {
		return hook.Hook{}, false
	}
	return hooked.Hook(verb)
}

// Begin runs the hook's command for the brokers that the entry names at this
// moment: to its end for an entry that lasts, so that it is in effect. If that fails,
// the effect has an End that takes back what was begun.
func (h Hooked) Begin(ctx context.Context) (Effect, error) {
	w := hookWork{Hooked: h}
	if err := w.find(ctx); err != nil {
		return Effect{}, err
	}
	effect := Effect{Note: fmt.Sprintf("%s by a hook: %s", w.what(), h.Hook.Run.Short())}
	if !h.Lasting {
		w.course(ctx, &effect)
		return effect, nil
	}
	if !h.Hook.Undo.Zero() {
		effect.End = w.undo
	}
	if !h.Hook.Until.Zero() {
		effect.Settle = w.await
	}
	return effect, w.execute(ctx, h.Hook.Run)
}

// hookWork is a hook at work on what it found.
type hookWork struct {
	Hooked
	ids []int32
	env []string
}

// find finds the brokers and makes the commands' environment.
func (w *hookWork) find(ctx context.Context) (err error) {
	w.env = slices.Clone(w.Env)
	if w.Brokers.Which == "" {
		return nil
	}
	if w.ids, err = w.Brokers.find(ctx, w.Finder); err != nil {
		return err
	}
	words := make([]string, len(w.ids))
	for i, id := range w.ids {
		words[i] = strconv.Itoa(int(id))
	}
	w.env = append(w.env, "FRESHET_BROKERS="+strings.Join(words, " "))
	if len(words) == 1 {
		w.env = append(w.env, "FRESHET_BROKER="+words[0])
	}
	if of, ok := strings.CutPrefix(w.Brokers.Which, "leader of "); ok {
		topic, partition, _ := strings.Cut(of, "/")
		w.env = append(w.env, "FRESHET_TOPIC="+w.Brokers.Physical(topic), "FRESHET_PARTITION="+partition)
	}
	return nil
}

// what is the verb with its brokers, for people: "kill of broker 2".
func (w *hookWork) what() string {
	if len(w.ids) == 0 {
		return w.Verb
	}
	return w.Verb + " of " + named(w.ids)
}

// course makes the effect of a verb that tells its own end. The command is run to
// its end, so that nothing is left half done; whether it is done is looked at as
// long as load lasts.
func (w *hookWork) course(load context.Context, effect *Effect) {
	if w.Hook.Until.Zero() {
		effect.Until = w.Hook.Run.Short() + " ended with 0"
		effect.Run = func(ctx context.Context) error { return w.execute(ctx, w.Hook.Run) }
		return
	}
	var note string
	effect.Until = w.Hook.Until.Short()
	effect.Settle = func(context.Context) (string, error) { return note, nil }
	effect.Run = func(ctx context.Context) (err error) {
		if err := w.execute(ctx, w.Hook.Run); err != nil {
			return err
		}
		if note, err = w.await(load); load.Err() != nil {
			return nil // not seen by the end of load
		}
		return err
	}
}

func (w *hookWork) undo(ctx context.Context) error {
	if err := w.execute(ctx, w.Hook.Undo); err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	return nil
}

// execute runs a command and tells what it said.
func (w *hookWork) execute(ctx context.Context, c hook.Command) error {
	output, err := hook.Execute(ctx, c, w.Hook.Dir, w.env, w.Hook.Timeout)
	for _, line := range output {
		w.Tell("hook: " + line)
	}
	return err
}

// await looks until the verb's work is seen to be done, and says how long that took.
func (w *hookWork) await(ctx context.Context) (note string, err error) {
	began := time.Now()
	looks, err := hook.Poll(ctx, w.Hook.Every, w.Hook.Timeout, w.look)
	if err != nil {
		return "", fmt.Errorf("until %s: %w", w.Hook.Until.Short(), err)
	}
	return fmt.Sprintf("%s done, seen by %s after %s (look %d)", w.what(), w.Hook.Until.Short(), spoken(time.Since(began)), looks), nil
}

// look is an error as long as it is not done.
func (w *hookWork) look(ctx context.Context) error {
	if condition := w.Hook.Until.Condition; condition.Is != "" {
		return holds(ctx, w.Admin, condition)
	}
	_, err := hook.Execute(ctx, w.Hook.Until.Command, w.Hook.Dir, w.env, w.Hook.Timeout)
	return err
}
