package containers_test

import (
	"maps"
	"path/filepath"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// with is the settings of small brokers and some more.
func with(more map[string]string) map[string]string {
	env := maps.Clone(small)
	maps.Copy(env, more)
	return env
}

// drive runs a scenario on containers that the test made, and sees that nothing is
// left of them.
func drive(t *testing.T, tgt *containers.Target, text string, opt harness.Options) *harness.Result {
	t.Helper()
	docker := needDocker(t)
	sc, err := scenarios.Load("test.yaml", scenarios.LoadOptions{
		ReadFile: func(string) ([]byte, error) { return []byte(text), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	opt.Out = filepath.Join(t.TempDir(), "record")
	res, err := harness.Run(t.Context(), sc, tgt, opt)
	if err != nil {
		t.Fatal(err)
	}
	if left := leftBehind(t, docker); len(left) > 0 {
		t.Errorf("left in Docker: %v", left)
	}
	for _, e := range res.Record.Events {
		if e.Kind == results.Warning || e.Entry != "" {
			t.Log(e)
		}
	}
	return res
}

// holds expects every check of a run to have measured 0. Not to have passed: on a
// machine that is busy enough verdicts are unknown.
func holds(t *testing.T, out *results.Outcome) {
	t.Helper()
	for _, c := range out.Checks {
		if c.Measured == nil || *c.Measured != 0 || c.Verdict == results.Fail {
			t.Errorf("%s: %s, %s %s", c.Text, c.Shown, c.Verdict, c.Reason)
		}
	}
}

func settled(t *testing.T, out *results.Outcome, topicOrStage string) results.Settled {
	t.Helper()
	for _, s := range out.Settled {
		if s.Topic+s.Stage == topicOrStage {
			return s
		}
	}
	t.Fatalf("%s is not settled: %+v", topicOrStage, out.Settled)
	return results.Settled{}
}

// physical is the name of a topic in the run.
func physical(p results.Plan, topic string) string {
	for _, pt := range p.Topics {
		if pt.Name == topic {
			return pt.Physical
		}
	}
	return topic
}

// eventOf is the event that a record carries; nil if it carries none.
func eventOf(r *kgo.Record) *workload.Event {
	var env workload.Envelope
	for _, h := range r.Headers {
		if h.Key == workload.HeaderKey && env.Decode(h.Value, r.Value) == nil {
			return &env.Event
		}
	}
	return nil
}
