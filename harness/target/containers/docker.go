package containers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"
)

// ErrNoImage says that the image is not there and cannot be fetched.
var ErrNoImage = errors.New("not on this machine and cannot be pulled")

// ErrNoDocker says that no Docker answers on this machine.
var ErrNoDocker = errors.New("needs Docker, and none answers here; start it, or say where it is with DOCKER_HOST")

// quiet drops what testcontainers would log.
var quiet = tclog.NewNoopLogger()

// hush silences testcontainers' default logger, on which it greets, until restore
// is called: the greeting is for logs of tests, and here would be among the output
// of a command.
func hush() (restore func()) {
	before := tclog.Default()
	tclog.SetDefault(quiet)
	return func() { tclog.SetDefault(before) }
}

// connect finds Docker as testcontainers does: by its environment, its
// properties file, the current context or the usual socket.
func connect(ctx context.Context) (*client.Client, error) {
	defer hush()()
	if err := checkNamed(ctx); err != nil {
		return nil, fmt.Errorf("%w (%s)", ErrNoDocker, firstLine(err))
	}
	found, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err == nil {
		_, err = found.Ping(ctx, client.PingOptions{})
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%s)", ErrNoDocker, firstLine(err))
	}
	return found.Client, nil
}

// checkNamed is an error if the environment names a Docker that does not answer.
// Testcontainers would take another one then: that nobody meant.
func checkNamed(ctx context.Context) error {
	host := os.Getenv(client.EnvOverrideHost)
	if host == "" || testcontainers.ReadConfig().Config.TestcontainersHost != "" {
		return nil
	}
	named, err := client.New(client.FromEnv)
	if err != nil {
		return err
	}
	_, err = named.Ping(ctx, client.PingOptions{})
	return errors.Join(err, named.Close())
}

// dockerHost is where Docker publishes ports, as a client here reaches it.
func dockerHost(ctx context.Context) (string, error) {
	provider, err := testcontainers.NewDockerProvider(testcontainers.WithLogger(quiet))
	if err != nil {
		return "", err
	}
	host, err := provider.DaemonHost(ctx)
	if err != nil {
		return "", err
	}
	if host == "localhost" { // which may be ::1 first, where nothing is published
		host = loopback
	}
	return host, nil
}

// fetchImage makes sure that an image is on this machine and returns its id.
func (t *Target) fetchImage(ctx context.Context, image string) (id string, err error) {
	found, err := t.docker.ImageInspect(ctx, image)
	if errdefs.IsNotFound(err) {
		t.opts.Progress("pulling " + image)
		if err := t.pull(ctx, image); err != nil {
			return "", fmt.Errorf("the image %s is %w: %s", image, ErrNoImage, firstLine(err))
		}
		found, err = t.docker.ImageInspect(ctx, image)
	}
	if err != nil {
		return "", fmt.Errorf("the image %s: %s", image, firstLine(err))
	}
	return shortID(found.ID), nil
}

func (t *Target) pull(ctx context.Context, image string) error {
	pulling, err := t.docker.ImagePull(ctx, image, client.ImagePullOptions{})
	if err != nil {
		return err
	}
	return errors.Join(pulling.Wait(ctx), pulling.Close())
}

// shortID is an image's id as `docker images` shows it.
func shortID(id string) string {
	id = strings.TrimPrefix(id, "sha256:")
	return id[:min(len(id), 12)]
}

// makeError says what could not be made, and how to do without Ryuk where that is
// what is missing: testcontainers runs it, in a container of its own, as a second
// one that tidies up.
func makeError(what string, err error) error {
	hint := ""
	if strings.Contains(err.Error(), "reaper") {
		hint = "; Freshet tidies up itself, so TESTCONTAINERS_RYUK_DISABLED=true does without testcontainers' reaper"
	}
	return fmt.Errorf("%s: %s%s", what, firstLine(err), hint)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	return line
}
