package profile_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target/profile"
)

// The examples of the documentation parse, describe what their file is called after,
// and their commands are shell.
func TestExamples(t *testing.T) {
	want := map[string][]string{
		"strimzi": {"kill", "restart", "replace", "scale"}, "automq": {"kill", "restart", "replace", "scale"},
		"redpanda": {"stall", "kill", "restart"}, "msk": {"restart", "scale"}, "confluent-cloud": nil,
	}
	files, err := filepath.Glob("../../../docs/profiles/*.yaml")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d examples, want %d; %v", len(files), len(want), err)
	}
	for _, file := range files {
		f, err := profile.Load(file)
		if err != nil {
			t.Error(err)
			continue
		}
		name := filepath.Base(file[:len(file)-len(".yaml")])
		p := f.Profile(name)
		if p == nil || len(f.Profiles) != 1 {
			t.Errorf("%s: profiles %q", file, f.Names())
			continue
		}
		if verbs := p.Hooked(); !slices.Equal(verbs, want[name]) || p.About == "" || p.Storage == "" {
			t.Errorf("%s: %+v, verbs %q", file, p, verbs)
		}
		for verb, h := range p.Do {
			for _, c := range []hook.Command{h.Run, h.Undo, h.Until.Command} {
				checkSyntax(t, name+": "+verb, c)
			}
		}
	}
}

// checkSyntax has the shell read a command without running it.
func checkSyntax(t *testing.T, what string, c hook.Command) {
	t.Helper()
	if c.Shell == "" {
		return
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	if out, err := exec.Command(sh, "-n", "-c", c.Shell).CombinedOutput(); err != nil {
		t.Errorf("%s: %v: %s\n%s", what, err, out, c.Shell)
	}
}
