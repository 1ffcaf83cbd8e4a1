package external_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/target/external"
)

func TestCleanRemovesWhatIsOldAndNothingElse(t *testing.T) {
	now := time.Date(2026, 1, 2, 6, 0, 0, 0, time.UTC)
	strangers := []string{"freshet-mine", "freshet-20260102.x", "orders", "x-freshet-20260102-030405-abc.t"}
	c := fake(t, kfake.NumBrokers(2), kfake.SeedTopics(1, strangers...))
	old, alive, young := leave(t, c, "20260102-030405-old"), leave(t, c, "20260102-030406-alive"), leave(t, c, "20260102-055900-young")
	member(t, c, alive[0], "freshet-20260102-030406-alive.features")
	opts := external.Options{Bootstrap: c.ListenAddrs()}

	done, err := external.Clean(t.Context(), opts, external.Leftovers{OlderThan: time.Hour, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"topic " + old[0], "group " + old[1]}; !slices.Equal(done.Removed, want) {
		t.Errorf("removed %v, want %v", done.Removed, want)
	}
	kept := strings.Join(done.Kept, "\n")
	for _, want := range []string{"20260102-030406-alive: it is under way: its groups have 1 member", "20260102-055900-young: its last sign is 1m0s old, less than 1h0m0s"} {
		if !strings.Contains(kept, want) {
			t.Errorf("%q lacks %q", kept, want)
		}
	}
	left := ours(t, c.ListenAddrs())
	for _, name := range append(append(alive, young...), strangers[:2]...) {
		if !slices.Contains(left, name) {
			t.Errorf("%s is gone", name)
		}
	}

	// By name a run goes whatever its age, but not while it is under way.
	done, err = external.Clean(t.Context(), opts, external.Leftovers{Runs: []string{"20260102-055900-young", "20260102-030406-alive"}, Now: now})
	if err != nil || len(done.Removed) != 2 || len(done.Kept) != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	if _, err := external.Clean(t.Context(), opts, external.Leftovers{Runs: []string{"20260102-030405-old"}, Now: now}); err == nil || !strings.Contains(err.Error(), "nothing of a run 20260102-030405-old") {
		t.Errorf("a run that is not there: %v", err)
	}
}

// TestARecentRecordIsASign: a long run under way between two rebalances.
func TestARecentRecordIsASign(t *testing.T) {
	now := time.Now()
	c := fake(t, kfake.NumBrokers(1))
	names := leave(t, c, "20260102-030405-long")
	cl := connected(t, c)
	if err := cl.ProduceSync(t.Context(), &kgo.Record{Topic: names[0], Value: []byte("x")}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	done, err := external.Clean(t.Context(), external.Options{Bootstrap: c.ListenAddrs()}, external.Leftovers{OlderThan: time.Hour, Now: now})
	if err != nil || len(done.Removed) > 0 || len(done.Kept) != 1 {
		t.Errorf("%+v, %v", done, err)
	}
}

// leave makes a topic and an empty group of a run.
func leave(t *testing.T, c *kfake.Cluster, run string) []string {
	t.Helper()
	topic, group := external.Prefix+run+".raw.clicks", external.Prefix+run+".features"
	adm := admin(t, c.ListenAddrs())
	if _, err := adm.CreateTopic(t.Context(), 1, 1, nil, topic); err != nil {
		t.Fatal(err)
	}
	ends, err := adm.ListEndOffsets(t.Context(), topic)
	if err == nil {
		err = adm.CommitAllOffsets(t.Context(), group, ends.Offsets())
	}
	if err != nil {
		t.Fatal(err)
	}
	return []string{topic, group}
}

func connected(t *testing.T, c *kfake.Cluster, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	cl, err := kgo.NewClient(append(opts, kgo.SeedBrokers(c.ListenAddrs()...), kgo.DisableClientMetrics())...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return cl
}

// member joins a group and stays until leave is called, or the test ends.
func member(t *testing.T, c *kfake.Cluster, topic, group string) (leave func()) {
	t.Helper()
	joined := make(chan struct{}, 1)
	cl := connected(t, c, kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
		kgo.OnPartitionsAssigned(func(_ context.Context, _ *kgo.Client, got map[string][]int32) {
			if len(got) > 0 {
				joined <- struct{}{}
			}
		}))
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			cl.PollFetches(ctx)
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	<-joined
	return func() { cancel(); <-done; cl.LeaveGroup() }
}
