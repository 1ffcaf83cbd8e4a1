package containers

import (
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/moby/moby/client"
	tcnetwork "github.com/testcontainers/testcontainers-go/network"

	"github.com/freshet-bench/freshet/results"
)

// s3Images are the images that serve as the object store in tests, the first that is
// on this machine: it is not pulled.
func s3Images() []string { return []string{s3ImageOf(""), "s3local:latest"} }

// withDocker skips a test without Docker, or where none of the images is here: they
// are optional, so also where Docker is required.
func withDocker(t *testing.T, images ...string) (docker *client.Client, image string) {
	t.Helper()
	if testing.Short() && os.Getenv("FRESHET_REQUIRE_DOCKER") != "1" {
		t.Skip("starts containers")
	}
	if os.Getenv("TESTCONTAINERS_RYUK_DISABLED") == "" {
		t.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
	}
	docker, err := connect(t.Context())
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = docker.Close() })
	for _, image := range images {
		if _, err := docker.ImageInspect(t.Context(), image); err == nil {
			return docker, image
		}
	}
	t.Skipf("none of the images %q is on this machine", images)
	return nil, ""
}

// The object store starts, has its buckets, and counts what it is asked for.
func TestTheObjectStore(t *testing.T) {
	docker, image := withDocker(t, s3Images()...)
	tgt := New(Options{Preset: AutoMQ, S3Image: image, Progress: func(line string) { t.Log(line) }})
	tgt.docker, tgt.cluster = docker, newClusterID()
	t.Cleanup(func() {
		if err := tgt.Close(); err != nil {
			t.Error(err)
		}
	})
	var err error
	if tgt.host, err = dockerHost(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tgt.network, err = tcnetwork.New(t.Context(), tcnetwork.WithLabels(ownLabels(tgt.cluster))); err != nil {
		t.Fatal(err)
	}
	if err := tgt.startS3(t.Context()); err != nil {
		t.Fatal(err)
	}
	for bucket, want := range map[string]int{dataBucket: http.StatusOK, opsBucket: http.StatusOK, "no-such-bucket": http.StatusNotFound} {
		if _, err := tgt.s3.do(t.Context(), http.MethodHead, "/"+bucket, want); err != nil {
			t.Errorf("%s: %v", bucket, err)
		}
	}
	// One that nobody made, and the same again.
	for range 2 {
		if err := tgt.s3.makeBucket(t.Context(), "another"); err != nil {
			t.Error(err)
		}
	}
	if _, err := tgt.s3.do(t.Context(), http.MethodHead, "/another", http.StatusOK); err != nil {
		t.Error(err)
	}
	awaitCounted(t, tgt)
	if facts := tgt.Facts(); facts.StorageModel != results.ModelShared || facts.Storage == presetNamed(AutoMQ).Storage {
		t.Errorf("facts %+v", facts)
	}
}

// awaitCounted waits until the requests of the test are counted: MinIO looks every ten
// seconds or so.
func awaitCounted(t *testing.T, tgt *Target) {
	t.Helper()
	const heads = results.ObjectRequests + "headbucket"
	for until := time.Now().Add(time.Minute); ; {
		lines := tgt.Objects(t.Context())
		if len(lines) != 1 || lines[0].Missing != "" {
			t.Fatalf("metered: %+v", lines)
		}
		v := lines[0].Values
		if v[heads] >= 3 && v[results.ObjectRequests+"putbucket"] >= 1 && v[results.ObjectsOut] > 0 {
			return
		}
		if time.Now().After(until) || !pause(t.Context(), 10*readyPoll) {
			t.Fatalf("not counted: %v", v)
		}
	}
}
