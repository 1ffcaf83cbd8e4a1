package target_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/target"
)

func TestFailedWriteIsKept(t *testing.T) {
	tgt := start(t, target.EmbeddedOptions{}, target.Needs{})
	prepare(t, tgt, target.Topic{Name: clicks, Partitions: 1, Replication: 1})
	if err := tgt.Failure(); err != nil {
		t.Errorf("nothing failed yet: %v", err)
	}
	folder, _, err := tgt.DiskUsed()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(folder, "data")
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(data, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cl := connect(t, tgt, kgo.RecordRetries(1), kgo.DisableIdempotentWrite())
	produced := cl.ProduceSync(ctx, &kgo.Record{Topic: clicks, Value: []byte("value")}).FirstErr()
	t.Logf("the producer sees: %v", produced)
	if produced == nil {
		t.Error("a record was acknowledged that could not be written")
	}
	if err := tgt.Failure(); err == nil || !strings.Contains(err.Error(), "embedded target: persist batch") || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("failure: %v", err)
	}
}
