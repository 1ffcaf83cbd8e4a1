package containers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"
)

// RemoteBytes is what the segments in the remote store take, by topic: known where
// the store is Kafka's directory.
func (t *Target) RemoteBytes(ctx context.Context) (map[string]int64, error) {
	if t.preset.Name != Tiered || t.opts.Tier.class() != LocalTierClass {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, faultWithin)
	defer cancel()
	t.mu.Lock()
	in := ""
	for _, b := range t.brokers {
		if !b.down && b.stalls == 0 {
			in = b.container
		}
	}
	t.mu.Unlock()
	// A segment that is removed meanwhile is no error.
	list, err := t.output(ctx, in, "find "+tierFolder+" -name '*.log' -exec ls -ln {} + 2>/dev/null || true")
	if err != nil {
		return nil, fmt.Errorf("look into the remote store: %w", err)
	}
	return segmentsByTopic(list), nil
}

// output is what a command in a container writes. The broker's JVM options are not
// for it.
func (t *Target) output(ctx context.Context, in, command string) (string, error) {
	made, err := t.docker.ExecCreate(ctx, in, client.ExecCreateOptions{AttachStdout: true, AttachStderr: true, Cmd: []string{"sh", "-c", command}})
	if err != nil {
		return "", err
	}
	return t.readExec(ctx, made.ID)
}

// readExec is what a command in a container writes until it ends.
func (t *Target) readExec(ctx context.Context, id string) (string, error) {
	attached, err := t.docker.ExecAttach(ctx, id, client.ExecAttachOptions{})
	if err != nil {
		return "", err
	}
	defer attached.Close()
	var out bytes.Buffer
	if _, err := stdcopy.StdCopy(&out, io.Discard, attached.Reader); err != nil {
		return "", err
	}
	return out.String(), nil
}

// tierPartition is the name of a partition's folder in the remote store: the topic,
// the partition and the topic's id.
var tierPartition = regexp.MustCompile(`^(.+)-(\d+)-[A-Za-z0-9_-]{22}$`)

// segmentsByTopic adds up the sizes of a list as `ls -ln` writes it: permissions,
// links, user, group, size, ..., path.
func segmentsByTopic(list string) map[string]int64 {
	const sizeAt, least = 4, 9
	sums := map[string]int64{}
	for line := range strings.Lines(list) {
		fields := strings.Fields(line)
		if len(fields) < least {
			continue
		}
		size, err := strconv.ParseUint(fields[sizeAt], 10, 40) // far more than a segment can have
		if err != nil {
			continue
		}
		if m := tierPartition.FindStringSubmatch(path.Base(path.Dir(fields[len(fields)-1]))); m != nil {
			sums[m[1]] += int64(size)
		}
	}
	return sums
}
