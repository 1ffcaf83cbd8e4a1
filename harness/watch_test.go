package harness_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// TestAClockThatIsOffIsNoticed provokes ages that no clock of one machine gives:
// behind by 50 ms they are below 0, ahead by 200 ms they cannot be told from a
// slow target, but what is known to be off decides.
func TestAClockThatIsOffIsNoticed(t *testing.T) {
	for name, ahead := range map[string]time.Duration{"behind": -50 * time.Millisecond, "ahead": 200 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			text := calm + "expect:\n  - reader.platform-age.p50 < 1s\n"
			res := driveVirtual(t, load(t, text), target.EmbeddedOptions{}, func(target.Target) harness.Options {
				return harness.Options{ClocksAhead: map[string]time.Duration{"reader": ahead}}
			})
			wantUnknown(t, res.Outcome, "clock skew")
			broken(t, res.Outcome, "Clock skew")
		})
	}
}

// TestACoarseTimerIsNoticed has pauses of 250 us end after 80 ms.
func TestACoarseTimerIsNoticed(t *testing.T) {
	res := driveVirtual(t, load(t, chain), target.EmbeddedOptions{}, func(target.Target) harness.Options {
		return harness.Options{Sleep: func(time.Duration) { pace.Timer(80 * time.Millisecond) }}
	})
	row := broken(t, res.Outcome, "Timer resolution")
	if late := res.Record.Run.Machine.Timer.Late; late != 80*time.Millisecond-pace.Quantum {
		t.Errorf("pauses end %v late: %s", late, row.Shown)
	}
}

// TestAConsumerThatDoesNotPollIsNoticed holds up the loop that polls: with errors
// in fetches, and somebody slow who is told of them.
func TestAConsumerThatDoesNotPollIsNoticed(t *testing.T) {
	t.Parallel()
	text := calm + "expect:\n  - reader.platform-age.p50 < 1m\n"
	var opt harness.Options
	var loading atomic.Bool
	opt.Observe.Event = func(e results.Event) {
		if e.Kind == results.Phase && e.Text == results.PhaseLoad {
			loading.Store(true)
		}
		if strings.Contains(e.Text, ": fetching ") {
			pace.Timer(time.Second)
		}
	}
	res := drive(t, load(t, text, "duration=8s"), target.EmbeddedOptions{Control: refuseFetches(&loading)}, opt)
	broken(t, res.Outcome, "Time since a poll")
	if res.Outcome.Verdict == results.Pass {
		t.Error("the run passed")
	}
}

// refuseFetches has every fifth fetch be refused, once it is told to.
func refuseFetches(now *atomic.Bool) func(*kfake.Cluster) {
	return func(c *kfake.Cluster) {
		fetches := 0
		c.ControlKey(int16(kmsg.Fetch), func(req kmsg.Request) (kmsg.Response, error, bool) {
			c.KeepControl()
			if !now.Load() {
				return nil, nil, false
			}
			if fetches++; fetches%5 != 0 {
				return nil, nil, false
			}
			return refused(req), nil, true
		})
	}
}

// refused is the answer to a fetch that may read nothing.
func refused(req kmsg.Request) kmsg.Response {
	in := req.(*kmsg.FetchRequest)
	resp := in.ResponseKind().(*kmsg.FetchResponse)
	for _, topic := range in.Topics {
		out := kmsg.NewFetchResponseTopic()
		out.Topic, out.TopicID = topic.Topic, topic.TopicID
		for _, p := range topic.Partitions {
			partition := kmsg.NewFetchResponseTopicPartition()
			partition.Partition, partition.ErrorCode = p.Partition, kerr.TopicAuthorizationFailed.Code
			out.Partitions = append(out.Partitions, partition)
		}
		resp.Topics = append(resp.Topics, out)
	}
	return resp
}

// broken is the row of a name, which has to be broken.
func broken(t *testing.T, out *results.Outcome, name string) results.Trust {
	t.Helper()
	for _, row := range out.Trust {
		if row.Name == name {
			if row.OK || !row.Unknown {
				t.Errorf("%s: %+v, want it to be broken", name, row)
			}
			return row
		}
	}
	t.Errorf("no row %q in %+v", name, out.Trust)
	return results.Trust{}
}
