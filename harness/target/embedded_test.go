package target_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/goleak"

	"github.com/freshet-bench/freshet/harness/target"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start starts an embedded target that ends with the test.
func start(t *testing.T, opts target.EmbeddedOptions, needs target.Needs) *target.EmbeddedTarget {
	t.Helper()
	if needs.TempDir == "" {
		needs.TempDir = t.TempDir()
	}
	tgt := target.Embedded(opts)
	if err := tgt.Start(t.Context(), needs); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tgt.Close(); err != nil {
			t.Error(err)
		}
	})
	return tgt
}

// connect makes a client that ends with the test.
func connect(t *testing.T, tgt target.Target, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	cl, err := kgo.NewClient(append([]kgo.Opt{
		kgo.SeedBrokers(tgt.Bootstrap()...), kgo.Dialer(tgt.Dial), kgo.DisableClientMetrics(),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return cl
}

func prepare(t *testing.T, tgt target.Target, topics ...target.Topic) {
	t.Helper()
	if err := tgt.Prepare(t.Context(), topics); err != nil {
		t.Fatal(err)
	}
}

// modes are the ways to run the embedded target.
var modes = map[string]target.EmbeddedOptions{
	"folder":    {},
	"in memory": {InMemory: true},
}

func TestTopicsAreSpreadAndBrokersHaveZones(t *testing.T) {
	for name, opts := range modes {
		t.Run(name, func(t *testing.T) {
			tgt := start(t, opts, target.Needs{Zones: []string{"a", "b"}})
			prepare(t, tgt,
				target.Topic{Name: "clicks", Partitions: 12, Replication: 3},
				target.Topic{Name: "one", Partitions: 1, Replication: 1},
				target.Topic{Name: "two", Partitions: 1, Replication: 2, Compact: true, Retention: time.Hour})
			checkCluster(t, tgt)
		})
	}
}

func TestVirtualTargetRunsInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tgt := start(t, target.EmbeddedOptions{Virtual: true}, target.Needs{Zones: []string{"a", "b"}})
		prepare(t, tgt,
			target.Topic{Name: "clicks", Partitions: 12, Replication: 3},
			target.Topic{Name: "one", Partitions: 1, Replication: 1},
			target.Topic{Name: "two", Partitions: 1, Replication: 2, Compact: true, Retention: time.Hour})
		checkCluster(t, tgt)
		time.Sleep(time.Hour) // of the bubble
	})
}

func checkCluster(t *testing.T, tgt *target.EmbeddedTarget) {
	t.Helper()
	ctx := t.Context()
	adm := kadm.NewClient(connect(t, tgt))
	meta, err := adm.Metadata(ctx)
	if err != nil {
		t.Fatal(err)
	}
	wantRacks := map[int32]string{0: "a", 1: "b", 2: "a"}
	for _, b := range meta.Brokers {
		if b.Rack == nil || *b.Rack != wantRacks[b.NodeID] {
			t.Errorf("broker %d: rack %v, want %s", b.NodeID, b.Rack, wantRacks[b.NodeID])
		}
	}
	if controller, err := tgt.Controller(ctx); err != nil || meta.Controller != controller {
		t.Errorf("controller %d, target says %d, %v", meta.Controller, controller, err)
	}
	leaders := make(map[int32]int)
	for _, p := range meta.Topics["clicks"].Partitions {
		leaders[p.Leader]++
		if len(p.Replicas) != 3 {
			t.Errorf("clicks/%d: replicas %v", p.Partition, p.Replicas)
		}
	}
	if leaders[0] != 4 || leaders[1] != 4 || leaders[2] != 4 {
		t.Errorf("leaders of clicks by broker: %v, want 4 each", leaders)
	}
	one, two := meta.Topics["one"].Partitions[0], meta.Topics["two"].Partitions[0]
	if one.Leader == two.Leader {
		t.Errorf("both topics of one partition are led by broker %d", one.Leader)
	}
	if l, err := tgt.Leader(ctx, "two", 0); err != nil || l != two.Leader {
		t.Errorf("leader of two/0: %d, %v, metadata says %d", l, err, two.Leader)
	}
	if _, err := tgt.Leader(ctx, "two", 1); err == nil {
		t.Error("a partition that does not exist has a leader")
	}
	configs, err := adm.DescribeTopicConfigs(ctx, "two")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range configs[0].Configs {
		if want, ok := map[string]string{"cleanup.policy": "compact", "retention.ms": "3600000"}[c.Key]; ok && c.MaybeValue() != want {
			t.Errorf("two: %s = %s, want %s", c.Key, c.MaybeValue(), want)
		}
	}
}

func TestMetadataOfUnknownTopics(t *testing.T) {
	tgt := start(t, target.EmbeddedOptions{InMemory: true}, target.Needs{})
	adm := kadm.NewClient(connect(t, tgt))
	topics, err := adm.ListTopics(t.Context(), "nothing")
	if err != nil {
		t.Fatal(err)
	}
	if err := topics["nothing"].Err; err == nil || !strings.Contains(err.Error(), "UNKNOWN_TOPIC_OR_PARTITION") {
		t.Errorf("metadata of an unknown topic: %v", err)
	}
	if all, err := adm.ListTopics(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("topics of an empty cluster: %v, %v", all, err)
	}
}

func TestPrepareNamesTheTopicThatFails(t *testing.T) {
	tgt := start(t, target.EmbeddedOptions{InMemory: true}, target.Needs{})
	prepare(t, tgt, target.Topic{Name: "clicks", Partitions: 1, Replication: 1})
	err := tgt.Prepare(t.Context(), []target.Topic{{Name: "clicks", Partitions: 1, Replication: 1}})
	if err == nil || !strings.Contains(err.Error(), "clicks") {
		t.Errorf("a topic that exists: %v", err)
	}
}

func TestFacts(t *testing.T) {
	tgt := start(t, target.EmbeddedOptions{}, target.Needs{Brokers: 2, Zones: []string{"a"}})
	f := tgt.Facts()
	if f.Caveat != target.EmbeddedCaveat || f.Kind != "embedded" || len(f.Brokers) != 2 || f.Brokers[1].Zone != "a" {
		t.Errorf("facts: %+v", f)
	}
	// A test binary carries no module information.
	if !strings.HasPrefix(f.Version, "kfake ") || !strings.HasPrefix(f.Client, "franz-go ") {
		t.Errorf("versions: %q, %q", f.Version, f.Client)
	}
}

func TestClosedTargetAnswers(t *testing.T) {
	tgt := target.Embedded(target.EmbeddedOptions{})
	if err := tgt.Start(t.Context(), target.Needs{TempDir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	if err := tgt.Close(); err != nil {
		t.Fatal(err)
	}
	if err := tgt.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if _, err := tgt.Leader(t.Context(), "clicks", 0); err == nil {
		t.Error("a closed target knows a leader")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := target.Embedded(target.EmbeddedOptions{}).Start(cancelled, target.Needs{}); !errors.Is(err, context.Canceled) {
		t.Errorf("start with a cancelled context: %v", err)
	}
}

func TestFolderIsMeasuredAndRemoved(t *testing.T) {
	dir := t.TempDir()
	tgt := target.Embedded(target.EmbeddedOptions{})
	if err := tgt.Start(t.Context(), target.Needs{TempDir: dir}); err != nil {
		t.Fatal(err)
	}
	prepare(t, tgt, target.Topic{Name: "clicks", Partitions: 1, Replication: 1})
	cl := connect(t, tgt, kgo.ProducerBatchCompression(kgo.NoCompression()))
	r := &kgo.Record{Topic: "clicks", Value: make([]byte, 100_000)}
	if err := cl.ProduceSync(t.Context(), r).FirstErr(); err != nil {
		t.Fatal(err)
	}
	folder, used, err := tgt.DiskUsed()
	if err != nil || used < 100_000 || used > 200_000 || filepath.Dir(folder) != dir {
		t.Errorf("disk used: %s, %d bytes, %v", folder, used, err)
	}
	if err := tgt.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestStartSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	err := target.Embedded(target.EmbeddedOptions{}).Start(t.Context(), target.Needs{TempDir: dir, DiskBytes: 1 << 60})
	if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "the run needs 1319413953331 MiB") {
		t.Errorf("no room: %v", err)
	}
	missing := filepath.Join(dir, "missing")
	err = target.Embedded(target.EmbeddedOptions{}).Start(t.Context(), target.Needs{TempDir: missing})
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), missing) {
		t.Errorf("no folder: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestControlSeesTheCluster(t *testing.T) {
	var seen *kfake.Cluster
	start(t, target.EmbeddedOptions{InMemory: true, Control: func(c *kfake.Cluster) { seen = c }}, target.Needs{})
	if seen == nil {
		t.Error("Control was not called")
	}
}
