package containers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/testcontainers/testcontainers-go"
	tcnetwork "github.com/testcontainers/testcontainers-go/network"
)

const (
	// DefaultS3Image is the S3 server that is started beside AutoMQ, S3Variable the
	// environment variable that names another, which has to be MinIO too.
	DefaultS3Image = "minio/minio:RELEASE.2025-05-24T17-08-30Z"
	S3Variable     = "FRESHET_S3_IMAGE"

	s3Alias    = "s3"
	s3Port     = 9000
	s3Inside   = "http://s3:9000" // as brokers reach it
	s3Region   = "us-east-1"
	s3User     = "minioadmin"
	s3Password = "minioadmin" // #nosec G101 -- of a server that lives for a run, on this machine
	s3Health   = "/minio/health/live"
	// s3Within bounds its start, s3AskWithin one question.
	s3Within    = time.Minute
	s3AskWithin = 5 * time.Second
)

// s3Server is the object store of a run.
type s3Server struct {
	image, id string // of the image, and its id
	container string
	url       string // as it is reached from here
	client    *http.Client
}

// s3ImageOf is the image of the S3 server by option, then environment.
func s3ImageOf(option string) string {
	if option != "" {
		return option
	}
	if named := os.Getenv(S3Variable); named != "" {
		return named
	}
	return DefaultS3Image
}

// startS3 starts the object store, waits until it answers, and makes its buckets.
func (t *Target) startS3(ctx context.Context) error {
	if t.preset.Name != AutoMQ {
		return nil
	}
	s := &s3Server{image: s3ImageOf(t.opts.S3Image), client: &http.Client{Timeout: s3AskWithin, Transport: &http.Transport{}}} // by no proxy
	t.s3 = s
	var err error
	if s.id, err = t.fetchImage(ctx, s.image); err != nil {
		return fmt.Errorf("the object store: %w; name one that is here by %s", err, S3Variable)
	}
	t.opts.Progress("starting the object store, " + s.image)
	if err := t.runS3(ctx, s); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s3Within)
	defer cancel()
	if err := t.awaitS3(ctx, s); err != nil {
		return err
	}
	for _, bucket := range []string{dataBucket, opsBucket} {
		if err := s.makeBucket(ctx, bucket); err != nil {
			return err
		}
	}
	return nil
}

// runS3 makes the container of the object store and starts it.
func (t *Target) runS3(ctx context.Context, s *s3Server) error {
	ports, err := freePorts(1, t.promised()...)
	if err != nil {
		return err
	}
	inside, err := network.ParsePort(strconv.Itoa(s3Port) + "/tcp")
	if err != nil {
		return err
	}
	bindings := network.PortMap{inside: []network.PortBinding{{HostIP: publishedOn(t.host), HostPort: strconv.Itoa(ports[0])}}}
	made, err := testcontainers.Run(ctx, s.image,
		testcontainers.WithLogger(quiet),
		testcontainers.WithName("freshet-"+clusterName(t.cluster)+"-s3"),
		testcontainers.WithLabels(ownLabels(t.cluster)),
		testcontainers.WithCmd("server", "--quiet", "--address", ":"+strconv.Itoa(s3Port), "/data"),
		testcontainers.WithEnv(map[string]string{
			"MINIO_ROOT_USER": s3User, "MINIO_ROOT_PASSWORD": s3Password,
			"MINIO_PROMETHEUS_AUTH_TYPE": "public", "MINIO_BROWSER": "off", "MINIO_UPDATE": "off",
		}),
		testcontainers.WithExposedPorts(inside.String()),
		testcontainers.WithHostConfigModifier(func(h *container.HostConfig) { h.PortBindings = bindings }),
		tcnetwork.WithNetwork([]string{s3Alias}, t.network),
	)
	if err != nil {
		return makeError("start the object store", err)
	}
	s.container = made.GetContainerID()
	s.url = "http://" + net.JoinHostPort(t.host, strconv.Itoa(ports[0]))
	return nil
}

// awaitS3 waits until the object store answers.
func (t *Target) awaitS3(ctx context.Context, s *s3Server) error {
	for i := 1; ; i++ {
		err := s.healthy(ctx)
		if err == nil {
			return nil
		}
		if i%lookEvery == 0 {
			if died := t.ended(ctx, s.container, "the object store"); died != nil {
				return died
			}
		}
		if !pause(ctx, readyPoll) {
			return fmt.Errorf("the object store does not answer: %w (last: %s)", context.Cause(ctx), firstLine(err))
		}
	}
}

func (s *s3Server) healthy(ctx context.Context) error {
	_, err := s.do(ctx, http.MethodGet, s3Health, http.StatusOK)
	return err
}

// makeBucket makes a bucket; one that is there already is as good. A server that has
// just started is alive before it takes requests, and until then says 503.
func (s *s3Server) makeBucket(ctx context.Context, name string) error {
	for {
		status, err := s.do(ctx, http.MethodPut, "/"+name, http.StatusOK, http.StatusConflict)
		if err == nil {
			return nil
		}
		if status != http.StatusServiceUnavailable || !pause(ctx, readyPoll) {
			return fmt.Errorf("make the bucket %s: %w", name, err)
		}
	}
}

// do sends a signed request without a body and wants one of the statuses.
func (s *s3Server) do(ctx context.Context, method, path string, want ...int) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, http.NoBody)
	if err != nil {
		return 0, err
	}
	empty := sha256.Sum256(nil)
	hash := hex.EncodeToString(empty[:])
	req.Header.Set("X-Amz-Content-Sha256", hash)
	credentials := aws.Credentials{AccessKeyID: s3User, SecretAccessKey: s3Password}
	if err := v4.NewSigner().SignHTTP(ctx, credentials, req, hash, "s3", s3Region, time.Now()); err != nil {
		return 0, fmt.Errorf("sign: %w", err)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body) // so that the connection is used again
	if slices.Contains(want, resp.StatusCode) {
		return resp.StatusCode, nil
	}
	return resp.StatusCode, fmt.Errorf("it answers %s", resp.Status)
}
