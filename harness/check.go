package harness

import (
	"errors"
	"fmt"

	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// Check reports what the scenario asks of a target that it cannot do, as
// scenarios.Problems: a verb that it has no means for, more replicas than it has
// brokers. The target need not be started.
func Check(sc *scenarios.Scenario, tgt target.Target) error {
	problems := tooManyReplicas(sc, tgt)
	for i := range sc.Timeline {
		e := &sc.Timeline[i]
		if err := hint(e, tgt, able(e, tgt)); err != nil {
			problems = append(problems, scenarios.Problem{File: sc.File, Line: e.Line, Col: e.Col, Message: e.Name + ": " + err.Error()})
		}
	}
	problems = append(problems, tooFewBrokers(sc, tgt)...)
	if len(problems) == 0 {
		return nil
	}
	return problems
}

// tooFewBrokers finds what takes away more brokers than can go, by the order in
// which the entries stand.
func tooFewBrokers(sc *scenarios.Scenario, tgt target.Target) (problems scenarios.Problems) {
	sized, ok := target.As[target.Resizable](tgt)
	if !ok {
		return nil
	}
	n := sized.Size()
	for _, e := range sc.Timeline {
		if e.Scale == nil {
			continue
		}
		if n += e.Scale.Brokers; n < sized.Least() {
			problems = append(problems, scenarios.Problem{File: sc.File, Line: e.Line, Col: e.Col, Message: fmt.Sprintf(
				"%s: would leave %s, but %d of the %s target are controllers and stay: have some come before, or start more of them",
				e.Name, plural(n, "broker"), sized.Least(), tgt.Kind())})
		}
	}
	return problems
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// able is an error if the target has no means for the entry's verb.
func able(e *scenarios.Entry, tgt target.Target) (err error) {
	if _, ok := hookFor(e, tgt); ok {
		return nil
	}
	if err := refused(e, tgt); err != nil {
		return err
	}
	switch {
	case e.Stall != nil:
		_, err = fault.NewStall(tgt, fault.Brokers{})
	case e.Outage != nil && e.Verb == "restart":
		_, err = fault.NewRestart(tgt, fault.Brokers{})
	case e.Outage != nil:
		_, err = fault.NewKill(tgt, fault.Brokers{})
	case e.Replace != nil:
		_, err = fault.NewReplace(tgt, fault.Brokers{})
	case e.Move != nil:
		_, err = fault.NewMove(tgt, fault.Move{})
	case e.Scale != nil:
		_, err = fault.NewScale(tgt, e.Scale.Brokers, e.Scale.Rebalance)
	case e.Cut != nil && e.Cut.Broker != "":
		_, err = fault.NewCut(tgt, fault.Brokers{}, nil)
	case e.Cut != nil:
		_, err = fault.NewCutClients(tgt, fault.CutClients{Brokers: fault.Brokers{Which: e.Cut.From}})
	}
	return err
}

// refused is an error if the target says that it cannot do the entry's verb to
// brokers.
func refused(e *scenarios.Entry, tgt target.Target) error {
	limited, ok := target.As[target.Limited](tgt)
	if !ok || e.Replace == nil && e.Move == nil && e.Scale == nil {
		return nil
	}
	if why := limited.Refuses(e.Verb); why != "" {
		return &fault.CannotError{Target: "the " + tgt.Kind() + " target", What: e.Verb + " brokers: " + why}
	}
	return nil
}

// hint adds to what the target of a profile cannot do where its owner can say how.
func hint(e *scenarios.Entry, tgt target.Target, err error) error {
	var cannot *fault.CannotError
	hooked, ok := target.As[target.Hooked](tgt)
	if !ok || !errors.As(err, &cannot) {
		return err
	}
	name, file := hooked.Profile()
	return fmt.Errorf("target %s has no way to %s: give do.%s in %s", name, cannot.What, e.Verb, file)
}

func tooManyReplicas(sc *scenarios.Scenario, tgt target.Target) (problems scenarios.Problems) {
	sized, ok := target.As[target.Sized](tgt)
	if !ok || tgt.Facts().StorageModel == results.ModelShared { // one replica, whatever is asked for
		return nil
	}
	n := sized.Size()
	for _, t := range sc.Topics {
		if int(t.Replication) > n {
			problems = append(problems, scenarios.Problem{File: sc.File, Message: fmt.Sprintf(
				"topic %s has %d replicas, but the %s target has %s: start more of them, or set its replication to %d",
				t.Name, t.Replication, tgt.Kind(), plural(n, "broker"), n)})
		}
	}
	return problems
}
