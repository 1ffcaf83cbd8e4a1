package containers_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
)

// small makes brokers start and fail over fast on a machine with few cores; their
// figures are nobody's.
var small = map[string]string{
	"KAFKA_JVM_PERFORMANCE_OPTS":                      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
	"KAFKA_HEAP_OPTS":                                 "-Xmx512m",
	"KAFKA_BROKER_SESSION_TIMEOUT_MS":                 "2000",
	"KAFKA_BROKER_HEARTBEAT_INTERVAL_MS":              "500",
	"KAFKA_REPLICA_LAG_TIME_MAX_MS":                   "2000",
	"KAFKA_CONTROLLER_QUORUM_ELECTION_TIMEOUT_MS":     "500",
	"KAFKA_CONTROLLER_QUORUM_FETCH_TIMEOUT_MS":        "1000",
	"KAFKA_CONTROLLER_QUORUM_ELECTION_BACKOFF_MAX_MS": "500",
}

// needDocker skips a test where Docker is absent, and fails it where it must not be.
func needDocker(t *testing.T) *client.Client {
	t.Helper()
	required := os.Getenv("FRESHET_REQUIRE_DOCKER") == "1"
	if testing.Short() && !required {
		t.Skip("starts containers")
	}
	// The containers are removed by the test: testcontainers' reaper need not be pulled.
	if os.Getenv("TESTCONTAINERS_RYUK_DISABLED") == "" {
		t.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
	}
	docker, err := client.New(client.FromEnv)
	if err == nil {
		_, err = docker.Ping(t.Context(), client.PingOptions{})
	}
	switch {
	case err != nil && required:
		t.Fatalf("FRESHET_REQUIRE_DOCKER is 1, but: %v", err)
	case err != nil:
		t.Skipf("no Docker here: %v", err)
	}
	t.Cleanup(func() { _ = docker.Close() })
	return docker
}

// start starts a cluster and removes it after the test, which must leave nothing.
func start(t *testing.T, docker *client.Client, opts containers.Options, needs target.Needs) *containers.Target {
	t.Helper()
	opts.Env, opts.Progress = small, func(line string) { t.Log(line) }
	tgt := containers.New(opts)
	err := tgt.Start(t.Context(), needs)
	if errors.Is(err, containers.ErrNoImage) && os.Getenv("FRESHET_REQUIRE_DOCKER") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 2 {
			if err := tgt.Close(); err != nil {
				t.Error(err)
			}
		}
		if left := leftBehind(t, docker); len(left) > 0 {
			t.Errorf("left in Docker: %v", left)
		}
	})
	return tgt
}

// leftBehind is what Docker still has of this process's runs.
func leftBehind(t *testing.T, docker *client.Client) []string {
	t.Helper()
	ctx := context.Background()
	ours := make(client.Filters).Add("label", fmt.Sprintf("dev.freshet.pid=%d", os.Getpid()))
	var left []string
	found, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours})
	if err != nil {
		t.Error(err)
	}
	for _, c := range found.Items {
		left = append(left, c.Names...)
	}
	networks, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: ours})
	if err != nil {
		t.Error(err)
	}
	for _, n := range networks.Items {
		left = append(left, n.Name)
	}
	volumes, err := docker.VolumeList(ctx, client.VolumeListOptions{Filters: ours})
	if err != nil {
		t.Error(err)
	}
	for _, v := range volumes.Items {
		left = append(left, v.Name)
	}
	return left
}

func produce(t *testing.T, tgt *containers.Target, opts ...kgo.Opt) {
	t.Helper()
	opts = append(opts, kgo.SeedBrokers(tgt.Bootstrap()...), kgo.DefaultProduceTopic("clicks"), kgo.MetadataMinAge(250*time.Millisecond))
	cl, err := kgo.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := cl.ProduceSync(ctx, kgo.StringRecord("click")).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

func TestOneBroker(t *testing.T) {
	docker := needDocker(t)
	tgt := start(t, docker, containers.Options{Brokers: 1}, target.Needs{Zones: []string{"a"}, Replication: 1})
	facts := tgt.Facts()
	if len(facts.Brokers) != 1 || facts.Brokers[0].Zone != "a" || facts.Caveat == "" || !strings.HasPrefix(facts.Version, "apache/kafka") && os.Getenv(containers.ImageVariable) == "" {
		t.Errorf("facts %+v", facts)
	}
	if err := tgt.Prepare(t.Context(), []target.Topic{{Name: "clicks", Partitions: 2, Replication: 1}}); err != nil {
		t.Fatal(err)
	}
	produce(t, tgt)
	if err := tgt.Prepare(t.Context(), []target.Topic{{Name: "clicks", Partitions: 2, Replication: 1}}); err == nil {
		t.Error("a topic was made twice")
	}
	release, err := tgt.Stall(t.Context(), tgt.BrokerIDs())
	if err != nil {
		t.Fatal(err)
	}
	again, err := tgt.Stall(t.Context(), tgt.BrokerIDs())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tgt.Kill(t.Context(), []int32{1}); err == nil {
		t.Error("a stalled broker was killed")
	}
	again()
	if answered(t, tgt) {
		t.Error("a stalled broker answers")
	}
	release()
	release()
	produce(t, tgt)
	if err := tgt.Restart(t.Context(), tgt.BrokerIDs()); err != nil {
		t.Fatal(err)
	}
	produce(t, tgt)
	if err := tgt.Failure(); err != nil {
		t.Error(err)
	}
}

// answered reports whether broker 1 answers within a second.
func answered(t *testing.T, tgt *containers.Target) bool {
	t.Helper()
	cl, err := kgo.NewClient(kgo.SeedBrokers(tgt.Bootstrap()...), kgo.RequestTimeoutOverhead(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	return cl.Ping(ctx) == nil
}

func TestThreeBrokersLoseOne(t *testing.T) {
	docker := needDocker(t)
	tgt := start(t, docker, containers.Options{}, target.Needs{Zones: []string{"a", "b", "c"}, Replication: 3})
	if err := tgt.Prepare(t.Context(), []target.Topic{{Name: "clicks", Partitions: 1, Replication: 3, MinISR: 2}}); err != nil {
		t.Fatal(err)
	}
	leader, err := tgt.Leader(t.Context(), "clicks", 0)
	if err != nil {
		t.Fatal(err)
	}
	again, err := tgt.Kill(t.Context(), []int32{leader})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tgt.Stall(t.Context(), []int32{leader}); err == nil {
		t.Error("a dead broker was stalled")
	}
	produce(t, tgt)
	if next, err := tgt.Leader(t.Context(), "clicks", 0); err != nil || next == leader {
		t.Errorf("led by %d after the death of %d: %v", next, leader, err)
	}
	if err := again(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := tgt.AwaitInSync(ctx); err != nil {
		t.Error(err)
	}
	if controller, err := tgt.Controller(t.Context()); err != nil || controller < 1 || controller > 3 {
		t.Errorf("controller %d: %v", controller, err)
	}
}

func TestAnImageThatIsNotThere(t *testing.T) {
	needDocker(t)
	tgt := containers.New(containers.Options{Image: "freshet.invalid/no-such-image:0", Brokers: 1})
	err := tgt.Start(t.Context(), target.Needs{})
	if err == nil || !strings.Contains(err.Error(), "the image freshet.invalid/no-such-image:0 is not on this machine and cannot be pulled: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error: %v", err)
	}
}

func TestABrokerThatCannotStartSaysWhy(t *testing.T) {
	needDocker(t)
	tgt := containers.New(containers.Options{Brokers: 1, Env: map[string]string{"KAFKA_PROCESS_ROLES": "gardener"}})
	err := tgt.Start(t.Context(), target.Needs{})
	if err == nil || !strings.Contains(err.Error(), "broker 1 ended with code 1: ") || !strings.Contains(err.Error(), "gardener") {
		t.Errorf("error: %v", err)
	}
}

// A Docker that is named is the one that is meant, even if there is another here.
func TestWithoutDocker(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix://"+t.TempDir()+"/no.sock")
	_, err := containers.Clean(t.Context())
	if !errors.Is(err, containers.ErrNoDocker) || !strings.Contains(err.Error(), "no.sock") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error: %v", err)
	}
}
