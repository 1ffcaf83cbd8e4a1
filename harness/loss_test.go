package harness_test

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/inject"
	"github.com/freshet-bench/freshet/results"
)

// TestLossBetweenStagesIsLost drops an acknowledged batch of a stage's output:
// nobody behind that topic ever sees it.
func TestLossBetweenStagesIsLost(t *testing.T) {
	var in *inject.Injector
	res := driveVirtual(t, load(t, chain), target.EmbeddedOptions{Control: func(c *kfake.Cluster) { in = inject.New(c) }},
		func(target.Target) harness.Options {
			var opt harness.Options
			opt.Observe.Plan = func(results.Plan, string) {
				if _, err := in.Drop(inject.Place{Topic: "features.user", Partition: 0, Batch: 9}); err != nil {
					t.Error(err)
				}
			}
			return opt
		})
	between, behind := settledTopic(t, res.Outcome, "features.user"), settledStage(t, res.Outcome, "ranking")
	if between.Lost == 0 || behind.Lost != between.Lost || behind.Unread != 0 {
		t.Errorf("lost on the topic %d, behind it %d (unread %d)", between.Lost, behind.Lost, behind.Unread)
	}
	if s := settledTopic(t, res.Outcome, "raw.clicks"); s.Lost != 0 {
		t.Errorf("lost on the source's topic: %+v", s)
	}
	if c := checkOf(t, res.Outcome, "lost == 0"); c.Verdict != results.Fail {
		t.Errorf("lost == 0: %s (%s)", c.Verdict, c.Reason)
	}
}

// TestMembersKilledForGoodStayDead has nobody read what comes after.
func TestMembersKilledForGoodStayDead(t *testing.T) {
	t.Parallel()
	sc := load(t, frozen, "duration=5s", "drain=2s", "sources.clicks.rate=300/s", "timeline.slow.at=4s", "timeline.slow.for=500ms",
		"timeline.freeze={at: 2s, name: freeze, kill: {stage: reader, members: 1}}")
	res := drive(t, sc, target.EmbeddedOptions{}, harness.Options{})
	s := settledStage(t, res.Outcome, "reader")
	if s.Unread == 0 || s.Seen == 0 || s.Lost != 0 || s.Seen+s.Unread != s.Due {
		t.Errorf("settled %+v; want some seen, the rest unread", s)
	}
}

// TestTheSessionCountsWhereBrokersDecide kills a member of a group with the
// consumer protocol: its partitions move when the scenario's session is over, and
// not only after the 45 s that brokers have by default, when the run has ended.
func TestTheSessionCountsWhereBrokersDecide(t *testing.T) {
	t.Parallel()
	sc := load(t, frozen, "duration=9s", "drain=25s", "sources.clicks.rate=300/s", "topics[raw.clicks].partitions=6", "timeline.slow.at=8s", "timeline.slow.for=500ms",
		"stages.reader.members=2", "stages.reader.group={protocol: consumer, session: 2s}",
		"timeline.freeze={at: 2s, name: freeze, kill: {stage: reader, members: 1}}")
	res := drive(t, sc, target.EmbeddedOptions{}, harness.Options{})
	if s := settledStage(t, res.Outcome, "reader"); s.Seen != s.Due {
		t.Errorf("the dead member's partitions did not move: %+v", s)
	}
}

func settledStage(t *testing.T, out *results.Outcome, stage string) results.Settled {
	t.Helper()
	for _, s := range out.Settled {
		if s.Stage == stage {
			return s
		}
	}
	t.Fatalf("stage %s is not settled: %+v", stage, out.Settled)
	return results.Settled{}
}

func checkOf(t *testing.T, out *results.Outcome, text string) results.Check {
	t.Helper()
	for _, c := range out.Checks {
		if c.Text == text {
			return c
		}
	}
	t.Fatalf("no check %q", text)
	return results.Check{}
}
