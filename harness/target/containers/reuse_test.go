package containers_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/moby/moby/client"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
)

// reusing is a target that keeps its cluster, and what it says. Its settings are
// those of this test process alone, so that no other cluster of this machine fits.
type reusing struct {
	*containers.Target
	said []string
}

func startReusing(t *testing.T) *reusing {
	t.Helper()
	r := &reusing{}
	r.Target = containers.New(containers.Options{
		Brokers: 1, Reuse: true, Env: with(map[string]string{"KAFKA_LOG_RETENTION_MINUTES": fmt.Sprint(os.Getpid())}),
		Progress: func(line string) { t.Log(line); r.said = append(r.said, line) },
	})
	if err := r.Start(t.Context(), target.Needs{Zones: []string{"a"}, Replication: 1}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.close(t) })
	return r
}

func (r *reusing) close(t *testing.T) {
	t.Helper()
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// says reports whether it said something with all of the texts.
func (r *reusing) says(texts ...string) bool {
	return slices.ContainsFunc(r.said, func(line string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(line, text) })
	})
}

// use makes what a run makes: a topic with a record.
func (r *reusing) use(t *testing.T) {
	t.Helper()
	if err := r.Prepare(t.Context(), []target.Topic{{Name: "clicks", Partitions: 1, Replication: 1}}); err != nil {
		t.Fatal(err)
	}
	produce(t, r.Target)
}

func TestAClusterIsKeptForTheNextRun(t *testing.T) {
	docker := needDocker(t)
	t.Cleanup(func() { removeKept(t, docker) })

	first := startReusing(t)
	if first.Facts().Reused != nil {
		t.Fatalf("the first run has a cluster of an earlier one: %+v", first.Facts().Reused)
	}
	first.use(t)
	first.close(t)
	if !first.says("is kept for the next run") {
		t.Fatal("the cluster was not kept")
	}

	// The next one has it, empty. Two at once do not share it, and nobody cleans it away.
	second := startReusing(t)
	reused := second.Facts().Reused
	if reused == nil || !slices.Equal(second.Bootstrap(), first.Bootstrap()) || !second.says("reused cluster "+reused.Cluster+" (1 broker), started ", " ago") {
		t.Fatalf("facts %+v, at %v, not at %v", reused, second.Bootstrap(), first.Bootstrap())
	}
	second.use(t)
	third := startReusing(t)
	if third.Facts().Reused != nil || slices.Equal(third.Bootstrap(), second.Bootstrap()) || !third.says("in use by another run") {
		t.Errorf("two at once: %+v", third.Facts().Reused)
	}
	cleaned, err := containers.Clean(t.Context())
	if err != nil {
		t.Error(err)
	}
	if !slices.ContainsFunc(cleaned.Kept, func(what string) bool { return strings.Contains(what, reused.Cluster) }) {
		t.Errorf("cleaned %+v", cleaned)
	}
	produce(t, second.Target)

	// A run that kills brokers leaves none to reuse.
	again, err := third.Kill(t.Context(), third.BrokerIDs())
	if err != nil {
		t.Fatal(err)
	}
	if err := again(t.Context()); err != nil {
		t.Fatal(err)
	}
	third.close(t)
	if !third.says("is removed and not kept: brokers were taken down in the run") {
		t.Error("a cluster whose broker was killed is kept")
	}
	second.close(t)

	// One that somebody paused meanwhile is not reused but removed.
	pauseKept(t, docker)
	fourth := startReusing(t)
	if fourth.Facts().Reused != nil || !fourth.says("cluster "+reused.Cluster+" is removed and not reused: its broker 1 is paused") {
		t.Error("a paused cluster was reused")
	}
	fourth.close(t)
	removeKept(t, docker)
	if left := leftBehind(t, docker); len(left) > 0 {
		t.Errorf("left in Docker: %v", left)
	}
}

// pauseKept pauses the brokers that this process kept.
func pauseKept(t *testing.T, docker *client.Client) {
	t.Helper()
	ours := make(client.Filters).Add("label", fmt.Sprintf("dev.freshet.pid=%d", os.Getpid())).Add("label", "dev.freshet.broker")
	found, err := docker.ContainerList(t.Context(), client.ContainerListOptions{Filters: ours})
	if err != nil || len(found.Items) != 1 {
		t.Fatalf("%d brokers are kept: %v", len(found.Items), err)
	}
	if _, err := docker.ContainerPause(t.Context(), found.Items[0].ID, client.ContainerPauseOptions{}); err != nil {
		t.Fatal(err)
	}
}

// removeKept removes what is kept, as freshet clean does.
func removeKept(t *testing.T, docker *client.Client) {
	t.Helper()
	if len(leftBehind(t, docker)) == 0 {
		return
	}
	cleaned, err := containers.Clean(context.Background())
	if err != nil || len(cleaned.Removed) == 0 {
		t.Errorf("cleaned %+v: %v", cleaned, err)
	}
}
