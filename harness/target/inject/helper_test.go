package inject_test

import (
	"context"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/freshet-bench/freshet/harness/target"
)

// cluster is an embedded target and the kfake in it.
type cluster struct {
	*target.EmbeddedTarget
	clusterForTest *kfake.Cluster
}

func start(t *testing.T, control func(*kfake.Cluster)) *cluster {
	t.Helper()
	c := &cluster{}
	c.EmbeddedTarget = target.Embedded(target.EmbeddedOptions{Virtual: true, Control: func(k *kfake.Cluster) {
		c.clusterForTest = k
		if control != nil {
			control(k)
		}
	}})
	if err := c.Start(t.Context(), target.Needs{Brokers: 1}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := c.Prepare(t.Context(), []target.Topic{{Name: "run-1.clicks", Partitions: 2, Replication: 1}}); err != nil {
		t.Fatal(err)
	}
	return c
}

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

// oldVersions has produce requests name their topics; newer ones tell their ids.
func oldVersions() *kversion.Versions { return kversion.V3_6_0() }

// readAll is the values of a partition, in the order of the log.
func readAll(t *testing.T, tgt target.Target, partition int32) []string {
	t.Helper()
	const topic = "run-1.clicks"
	cl := connect(t, tgt, kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {partition: kgo.NewOffset().AtStart()}}))
	ends, err := kadm.NewClient(cl).ListEndOffsets(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	end, ok := ends.Lookup(topic, partition)
	if !ok {
		t.Fatal("no end offset")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out []string
	for int64(len(out)) < end.Offset {
		fs := cl.PollFetches(ctx)
		if err := fs.Err(); err != nil {
			t.Fatal(err)
		}
		out = append(out, values(fs.Records())...)
	}
	return out
}
