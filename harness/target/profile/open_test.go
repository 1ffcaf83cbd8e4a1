package profile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/profile"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// env is a lookup of the variables that stand in pairs.
func env(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func open(t *testing.T, text string, lookup func(string) (string, bool)) (*profile.Target, error) {
	t.Helper()
	f, err := profile.Parse("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f.Profiles[0].Open(profile.Options{Env: lookup})
}

func TestVariablesAreReplacedWhenItIsOpened(t *testing.T) {
	text := `a: {kind: external, bootstrap: ["${HOST}:9092", "${MORE}"], scrape: {broker: "http://${HOST}:9404/metrics"}}`
	tgt, err := open(t, text, env("HOST", "b1", "MORE", "b2:9092, b3:9093"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(tgt.Bootstrap(), " "); got != "b1:9092 b2:9092 b3:9093" {
		t.Errorf("bootstrap %s", got)
	}
	if pages := tgt.MetricsPages()["broker"]; len(pages) != 1 || pages[0] != "http://b1:9404/metrics" {
		t.Errorf("pages %q", pages)
	}
	for _, c := range []struct {
		env  func(string) (string, bool)
		want string
	}{
		{env(), "p.yaml:1:33: a: the environment variable HOST is not set\np.yaml:1:49: a: the environment variable MORE is not set\np.yaml:1:78: a: the environment variable HOST is not set"},
		{env("HOST", "b1", "MORE", "hush"), "p.yaml:1:49: a: ${MORE} does not hold an address; expected HOST:PORT"},
	} {
		_, err := open(t, text, c.env)
		var list scenarios.Problems
		if !errors.As(err, &list) || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}

// What a variable held reaches no record.
func TestFactsKeepVariablesAsWritten(t *testing.T) {
	tgt, err := open(t, `a:
  kind: containers
  brokers: 1
  storage: tiered
  env: {KAFKA_LISTENER_NAME_X_PASSWORD: "${SECRET}", KAFKA_HEAP_OPTS: -Xmx512m}
  do: {kill: {run: "curl -H 'Token: ${SECRET}' http://x"}}
`, env("SECRET", "swordfish"))
	if err != nil {
		t.Fatal(err)
	}
	facts := tgt.Facts()
	if got := strings.Join(facts.Settings, " "); got != "KAFKA_HEAP_OPTS=-Xmx512m KAFKA_LISTENER_NAME_X_PASSWORD=${SECRET}" {
		t.Errorf("settings %s", got)
	}
	want := results.Hook{Verb: "kill", Run: "curl -H 'Token: ${SECRET}' http://x"}
	if facts.Name != "a" || facts.Kind != "containers" || facts.StorageModel != "tiered" || len(facts.Hooks) != 1 || facts.Hooks[0] != want {
		t.Errorf("facts %+v", facts)
	}
}

// A target keeps what the one inside it can do.
func TestCapabilitiesShowThroughAProfile(t *testing.T) {
	containers, err := open(t, "a: {kind: containers, brokers: 5}", env())
	if err != nil {
		t.Fatal(err)
	}
	if sized, ok := target.As[target.Sized](containers); !ok || sized.Size() != 5 {
		t.Error("the size does not show")
	}
	if _, ok := target.As[target.BrokerKiller](containers); !ok {
		t.Error("killing does not show")
	}
	embedded, err := open(t, "a: {kind: embedded}", env())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := target.As[target.BrokerKiller](embedded); ok {
		t.Error("an embedded target that kills")
	}
	if _, ok := target.As[target.BrokerStaller](embedded); !ok {
		t.Error("stalling does not show")
	}
	if _, ok := target.As[target.Hooked](embedded); !ok {
		t.Error("the hooks do not show")
	}
}

func TestConfigIsBesideTheProfile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("p.yaml", "a: {kind: external, config: c.properties}\n")
	write("c.properties", "bootstrap.servers=b1:9092,b2:9092\n")
	f, err := profile.Load(filepath.Join(dir, "p.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	tgt, err := f.Profile("a").Open(profile.Options{Env: env()})
	if err != nil || strings.Join(tgt.Bootstrap(), " ") != "b1:9092 b2:9092" {
		t.Errorf("%v, %v", tgt, err)
	}
	write("c.properties", "security.protocol=PLAINTEXT\n")
	if _, err := f.Profile("a").Open(profile.Options{Env: env()}); err == nil || !strings.Contains(err.Error(), "p.yaml:1:29: a: ") || !strings.Contains(err.Error(), "has no bootstrap.servers") {
		t.Errorf("error %v", err)
	}
}
