package harness_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

func TestAnInterruptDrainsAndVerifies(t *testing.T) {
	res := driveVirtual(t, load(t, chain), target.EmbeddedOptions{}, func(target.Target) harness.Options {
		interrupt := make(chan struct{})
		opt := harness.Options{Interrupt: interrupt}
		opt.Observe.Window = func(w results.Window) {
			if w.At == 2*time.Second {
				close(interrupt)
			}
		}
		return opt
	})
	out := res.Outcome
	if out.Status != results.Stopped || out.Verdict == results.Pass {
		t.Errorf("status %s, verdict %s; want interrupted and no pass", out.Status, out.Verdict)
	}
	if out.Loaded < 3*time.Second || out.Loaded > 4*time.Second {
		t.Errorf("load ran for %v, want a little over 3 s", out.Loaded)
	}
	s := settledTopic(t, out, "raw.clicks")
	if out.Audit == nil || !out.Audit.Done || s.Lost != 0 || s.Unsent != 0 || s.Seen != s.Due {
		t.Errorf("not drained and verified: %+v, audit %+v", s, out.Audit)
	}
}

func TestAnExpectationWithAbortEndsTheLoad(t *testing.T) {
	text := strings.Replace(chain, "- ranking.platform-age.p50 < 1s", `- {that: "ranking.platform-age.max < 1us overall", abort: true}`, 1)
	res := driveVirtual(t, load(t, text, "duration=60s"), target.EmbeddedOptions{}, plain)
	out := res.Outcome
	if out.Status != results.Aborted || out.Verdict != results.Fail {
		t.Errorf("status %s, verdict %s; want aborted, fail", out.Status, out.Verdict)
	}
	if out.Loaded > 13*time.Second {
		t.Errorf("load ran for %v of 60 s", out.Loaded)
	}
}

func TestAStopAtOnceLeavesARecordThatCanBeJudged(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	opt := harness.Options{Out: filepath.Join(t.TempDir(), "run")}
	opt.Observe.Window = func(w results.Window) {
		if w.At == 2*time.Second {
			cancel()
		}
	}
	res, err := harness.Run(ctx, load(t, chain), target.Embedded(target.EmbeddedOptions{}), opt)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if res == nil || res.Outcome.Verdict == results.Pass {
		t.Fatalf("result %+v: want a record and no pass", res)
	}
	if _, err := results.Open(opt.Out); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatIsNotEmptyIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "precious"), []byte("data"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := harness.Run(context.Background(), load(t, chain), target.Embedded(target.EmbeddedOptions{}), harness.Options{Out: dir})
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v, want one line that names the folder", err)
	}
}
