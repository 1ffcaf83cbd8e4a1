package profile_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target/profile"
)

// The examples of the documentation parse, describe what their file is called after,
// and their commands are shell.
func TestExamples(t *testing.T) {
	want := map[string][]string{
		"strimzi": {"kill", "restart", "replace", "scale"}, "automq-kubernetes": {"kill", "restart", "replace", "scale"}, "redpanda-container": nil,
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

// The page that describes the format has every key, and what it shows parses.
func TestPage(t *testing.T) {
	text, err := os.ReadFile("../../../docs/profiles.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	var schema struct {
		AdditionalProperties struct {
			Properties map[string]struct{ Properties map[string]json.RawMessage }
		}
	}
	if err := json.Unmarshal(profile.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	keys := schema.AdditionalProperties.Properties
	if len(keys) < 8 || len(keys["do"].Properties) != len(profile.Verbs()) {
		t.Fatalf("the schema has the keys %v", keys)
	}
	for key := range keys {
		if !strings.Contains(page, "\n| `"+key+"` |") {
			t.Errorf("the page has no row for %s", key)
		}
	}
	for _, key := range []string{"run", "undo", "until", "timeout", "every"} {
		if !strings.Contains(page, "\n| `"+key+"` |") {
			t.Errorf("the page has no row for %s", key)
		}
	}
	shown := 0
	for i, block := range strings.Split(page, "```yaml\n")[1:] {
		example, _, _ := strings.Cut(block, "```")
		if strings.HasPrefix(example, "do:") {
			example = "x:\n  kind: embedded\n  " + strings.ReplaceAll(example, "\n", "\n  ")
		}
		if _, err := profile.Parse("docs/profiles.md", []byte(example)); err != nil {
			t.Errorf("example %d: %v", i+1, err)
		}
		shown++
	}
	if shown < 2 {
		t.Errorf("%d examples: was the page read?", shown)
	}
}
