package harness

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// hookFor is the hook of the target that does an entry; false if none does, as for
// every entry that acts on the run's own parts.
func hookFor(e *scenarios.Entry, tgt target.Target) (hook.Hook, bool) {
	if !onTarget(e) {
		return hook.Hook{}, false
	}
	return fault.HookOf(tgt, e.Verb)
}

// onTarget reports whether an entry acts on the target, not on the load and its
// stages.
func onTarget(e *scenarios.Entry) bool {
	return e.Burst == nil && e.Reconnect == nil && e.Replay == nil && e.Rebuild == nil && e.Slow == nil && e.Members == nil
}

// namedBrokers is which brokers an entry names; "" = none.
func namedBrokers(e *scenarios.Entry) string {
	arguments := e.Arguments()
	if arguments["brokers"] == "all" {
		return "all"
	}
	return arguments["broker"]
}

// lasts reports whether an entry's end is not its hook's: it has a length, or is a
// kill, which without one lasts to the end of load.
func lasts(e *scenarios.Entry) bool { return e.For > 0 || e.Verb == "kill" }

// hooked makes an entry that a hook does.
func (r *run) hooked(e *scenarios.Entry, h hook.Hook) (fault.Verb, error) {
	verb := fault.Hooked{
		Verb: e.Verb, Hook: h, Env: r.hookEnv(e), Brokers: r.brokers(namedBrokers(e)), Lasting: lasts(e), Admin: r.admin,
		Tell: func(line string) { r.event(results.Event{Kind: results.Info, Entry: e.Name, Text: line}) },
	}
	if verb.Brokers.Which != "" {
		finder, ok := target.As[target.BrokerFinder](r.tgt)
		if !ok {
			return nil, fmt.Errorf("the %s target cannot tell its brokers apart", r.tgt.Kind())
		}
		verb.Finder = finder
	}
	return fault.Call(func(load context.Context) (fault.Effect, error) {
		effect, err := verb.Begin(load)
		if run := effect.Run; run != nil {
			effect.Run = func(ctx context.Context) error { return r.untilInterrupt(ctx, load, run) }
		}
		return effect, err
	}), nil
}

// untilInterrupt runs f, which an interrupt ends too. That is no failure of the
// run, nor is the end of ctx by the user's second interrupt.
func (r *run) untilInterrupt(ctx, load context.Context, f func(context.Context) error) error {
	ctx, cancel := r.interruptible(ctx)
	defer cancel(nil)
	err := f(ctx)
	if ctx.Err() != nil {
		<-load.Done()
		return nil
	}
	return err
}

// hookEnv is what the commands of an entry's hook learn of the run, beside the
// environment of this process.
func (r *run) hookEnv(e *scenarios.Entry) []string {
	env := append(os.Environ(),
		"FRESHET_VERB="+e.Verb,
		"FRESHET_ENTRY="+e.Name,
		"FRESHET_TARGET="+r.tgt.Facts().Name,
		"FRESHET_BOOTSTRAP="+strings.Join(r.tgt.Bootstrap(), ","),
	)
	for key, value := range e.Arguments() {
		env = append(env, "FRESHET_ARG_"+strings.ToUpper(strings.ReplaceAll(key, "-", "_"))+"="+value)
	}
	if e.For > 0 {
		env = append(env, "FRESHET_FOR="+strconv.FormatFloat(e.For.Seconds(), 'f', -1, 64))
	}
	return env
}
