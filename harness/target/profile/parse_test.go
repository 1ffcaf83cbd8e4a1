package profile_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target/profile"
	"github.com/freshet-bench/freshet/scenarios"
)

const whole = `# targets of the team
staging:
  kind: external
  about: >
    The staging cluster,
    three brokers.
  bootstrap: [b1:9092, "${STAGING_2}"]
  config: client.properties
  storage: tiered
  scrape: {broker: [http://b1:9404/metrics, "https://${HOST}/metrics"], bucket: http://s3:9000/metrics}
  do:
    kill:    {run: kubectl delete pod kafka-$FRESHET_BROKER, undo: [./back.sh, "${FRESHET_BROKER}", 1], until: in-sync}
    replace: {run: ./replace.sh, until: ./healthy.sh, timeout: 20m, every: 500ms}
    scale:   {run: ./scale.sh, until: brokers = 4}
    move:    {run: ./move.sh, until: no-reassignments}
docker:
  kind: containers
  image: apache/kafka:4.2.0
  brokers: 1
  env: {KAFKA_HEAP_OPTS: -Xmx512m, KAFKA_NUM_IO_THREADS: 4}
here: {kind: embedded, do: {restart: {run: 'true'}}}
`

func TestParse(t *testing.T) {
	f, err := profile.Parse("team/freshet.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if names := f.Names(); !slices.Equal(names, []string{"staging", "docker", "here"}) {
		t.Errorf("names %q", names)
	}
	staging, docker := f.Profile("staging"), f.Profile("docker")
	if staging.Kind != profile.External || staging.About != "The staging cluster, three brokers." || staging.Storage != profile.Tiered ||
		staging.Config != "client.properties" || !slices.Equal(staging.Bootstrap, []string{"b1:9092", "${STAGING_2}"}) {
		t.Errorf("staging: %+v", staging)
	}
	if len(staging.Scrape) != 2 || len(staging.Scrape[0].URLs) != 2 || staging.Scrape[1].Name != "bucket" {
		t.Errorf("scrape: %+v", staging.Scrape)
	}
	if verbs := staging.Hooked(); !slices.Equal(verbs, []string{"kill", "replace", "move", "scale"}) {
		t.Errorf("verbs %q", verbs)
	}
	dir, _ := filepath.Abs("team")
	kill, replace, scale := staging.Do["kill"], staging.Do["replace"], staging.Do["scale"]
	if kill.Run.Shell != "kubectl delete pod kafka-$FRESHET_BROKER" || kill.Undo.String() != "./back.sh ${FRESHET_BROKER} 1" ||
		kill.Until.Condition.Is != hook.InSync || kill.Timeout != hook.DefaultTimeout || kill.Every != hook.DefaultEvery || kill.Dir != dir {
		t.Errorf("kill: %+v", kill)
	}
	if replace.Until.Command.Shell != "./healthy.sh" || replace.Timeout != 20*time.Minute || replace.Every != 500*time.Millisecond {
		t.Errorf("replace: %+v", replace)
	}
	if scale.Until.String() != "brokers = 4" || staging.Do["move"].Until.String() != "no-reassignments" {
		t.Errorf("scale: %+v", scale)
	}
	want := []profile.Setting{{Name: "KAFKA_HEAP_OPTS", Value: "-Xmx512m"}, {Name: "KAFKA_NUM_IO_THREADS", Value: "4"}}
	if docker.Image != "apache/kafka:4.2.0" || docker.Brokers != 1 || !slices.Equal(docker.Env, want) {
		t.Errorf("docker: %+v", docker)
	}
	if f.Profile("other") != nil {
		t.Error("a profile that is not there")
	}
}

func TestProblems(t *testing.T) {
	for text, want := range map[string]string{
		"":                 "p.yaml: the file is empty; expected a profile",
		"- a":              "p.yaml:1:1: expected a profile: a YAML map from names to targets",
		"a: &x {kind: *x}": "p.yaml:1:4: YAML anchors (&x) are not part of the profile language",
		"a: {kind: external, bootstrap: b:1}\n---\nb: {kind: embedded}": "a second YAML document",
		"a:":                                                 `p.yaml:1:1: "a" has no value`,
		"a: embedded":                                        `p.yaml:1:4: expected a map with kind, about, bootstrap, config, storage, image, brokers, env, preset, tier-class, tier-path, tier-jars, s3-image, command, ready, port, scrape or do, not "embedded"`,
		"a: {}":                                              "p.yaml:1:1: kind is missing; expected external, containers or embedded",
		"a: {kind: dockers}":                                 `kind: "dockers" is unknown; expected external, containers or embedded`,
		"a: {kind: externl, bootstrap: b:1}":                 `p.yaml:1:11: kind: "externl" is unknown; expected external, containers or embedded; did you mean "external"?`,
		"a: {kind: embedded, imag: x}":                       `p.yaml:1:21: unknown key "imag"; did you mean "image"?`,
		"a: {kind: embedded, image: x}":                      "p.yaml:1:21: image is for kind: containers; this profile is of kind embedded",
		"a: {kind: containers, bootstrap: b:1}":              "bootstrap is for kind: external; this profile is of kind containers",
		"a: {kind: external}":                                "p.yaml:1:1: a has no address; expected bootstrap: [HOST:PORT] or config: client.properties",
		"a: {kind: external, bootstrap: [b]}":                `p.yaml:1:33: "b" is not an address; expected HOST:PORT, as b1:9092`,
		"a: {kind: external, bootstrap: [b:0]}":              `"b:0" is not an address`,
		"a: {kind: external, bootstrap: []}":                 "an empty list; expected addresses",
		"a: {kind: external, bootstrap: {b: 1}}":             "expected addresses, as [b1:9092, b2:9092], but this is a map",
		"a: {kind: containers, brokers: 2}":                  `brokers: there are clusters of 1, 3 and 5 brokers, not of "2"`,
		"a: {kind: containers, env: {HEAP: 1}}":              `"HEAP" is not a setting of a broker; expected KAFKA_NAME`,
		"a: {kind: containers, preset: tierd}":               `preset: "tierd" is unknown; expected kafka, tiered or automq; did you mean "tiered"?`,
		"a: {kind: external, bootstrap: b:1, preset: kafka}": `preset is for kind: containers; this profile is of kind external`,
		"a: {kind: containers, preset: tiered, tier-jars: j, tier-path: /p/*}":     `tier-path is inside the image and tier-jars on this machine`,
		"a: {kind: containers, tier-jars: jars}":                                   `tier-jars is for preset: tiered`,
		"a: {kind: containers, preset: tiered, s3-image: x}":                       `s3-image is for preset: automq`,
		"a: {kind: containers, command: [start]}":                                  `a command of which image? expected image: NAME with it`,
		"a: {kind: containers, image: x, ready: [ok]}":                             `ready is for an image that has a command of its own`,
		"a: {kind: containers, image: x, command: [\"--id={broker}\"]}":            `there is no variable {broker}; there are {address}, {alias}, {cluster}, {host}, {id}, {peers}, {port}, {rack}`,
		"a: {kind: containers, image: x, command: [\"{peers}\"]}":                  `{peers}: expected a port with peers, as {peers:33145}, and with nothing else`,
		"a: {kind: containers, image: x, command: [x], port: 0}":                   `port: expected a number from 1 to 65535, not "0"`,
		"a: {kind: containers, image: x, command: [x], env: {\"A B\": c}}":         `"A B" is not the name of a variable`,
		"a: {kind: containers, image: x, command: [x], preset: kafka}":             `a preset has its own command; drop one of the two`,
		"automq: {kind: embedded}":                                                 `"automq" is the name of a kind of target; choose another for the profile`,
		"a: {kind: containers, storage: s3}":                                       `storage: "s3" is unknown; expected shared-nothing, tiered or shared`,
		"a: {kind: embedded, kind: embedded}":                                      `"kind" stands here a second time; the first is in line 1`,
		"containers: {kind: containers}":                                           `"containers" is the name of a kind of target; choose another for the profile`,
		"A b: {kind: embedded}":                                                    `"A b" is not a name`,
		"a: {kind: embedded, scrape: {x: ftp://b}}":                                `"ftp://b" is not a URL`,
		"a: {kind: embedded, do: {restrat: {run: x}}}":                             `unknown verb "restrat"; did you mean "restart"?`,
		"a: {kind: embedded, do: {burst: {run: x}}}":                               `unknown verb "burst"; expected stall, kill, restart, replace, cut, delay, limit, move or scale`,
		"a: {kind: embedded, do: {kill: ./kill.sh}}":                               `expected a map with run, undo, until, timeout or every, not "./kill.sh"`,
		"a: {kind: embedded, do: {kill: {undo: x}}}":                               "p.yaml:1:26: do.kill has nothing to run; expected run: COMMAND",
		"a: {kind: embedded, do: {kill: {run: []}}}":                               "an empty list; expected a command",
		"a: {kind: embedded, do: {kill: {run: [x, {y: 1}]}}}":                      "expected a program or an argument, but this is a map",
		"a: {kind: embedded, do: {kill: {run: x, until: insync}}}":                 `"insync" is no condition; a command of that name is ./insync; did you mean "in-sync"?`,
		"a: {kind: embedded, do: {kill: {run: x, every: 1s}}}":                     "every is how often until is looked at, and there is no until",
		"a: {kind: embedded, do: {kill: {run: x, timeout: 10}}}":                   `timeout: "10" is not a duration, as 2s or 10m`,
		"a: {kind: embedded, do: {kill: {run: x, timeout: 10d}}}":                  "timeout: 10d is out of range",
		"a: {kind: embedded, do: {restart: {run: x, undo: y}}}":                    "a restart is over when it is done, so undo would never run; drop it",
		"a: {kind: embedded, do: {kill: {run: \"" + long + "\"}}}":                 "put it into a script",
		"a: {kind: embedded, about: \"" + strings.Repeat("x", 600) + "\"}":         "longer than 500 bytes",
		"a: {kind: external, bootstrap: [" + strings.Repeat("b:1,", 300) + "b:1]}": "301 addresses; expected at most 200",
	} {
		_, err := profile.Parse("p.yaml", []byte(text))
		var list scenarios.Problems
		if !errors.As(err, &list) || len(list) != 1 || !strings.Contains(list[0].String(), want) {
			t.Errorf("%.80s\n got %v\nwant %s", text, err, want)
		}
	}
}

var long = strings.Repeat("y", 20_000)

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := profile.Parse("p.yaml", []byte("a:\n  kind: externl\n  storage: s3\n  do: {kil: {run: x}}\nb: {kind: containers, brokers: 4}\n"))
	var list scenarios.Problems
	if !errors.As(err, &list) || len(list) != 4 {
		t.Fatalf("%v", err)
	}
	for i, line := range []int{2, 3, 4, 5} {
		if list[i].Line != line {
			t.Errorf("problem %d: %s, want line %d", i, list[i], line)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(whole)
	for _, text := range []string{"a: {kind: external, bootstrap: b:1, do: {kill: {run: [a, b]}}}", "a: &a [*a]", "? {a: b}\n: c", "a: {do: {kill: {until: brokers = 1}}}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := profile.Parse("p.yaml", []byte(text))
		if err == nil {
			for _, p := range file.Profiles {
				if !slices.Contains(profile.Kinds(), p.Kind) {
					t.Fatalf("a profile of kind %q", p.Kind)
				}
			}
			return
		}
		var list scenarios.Problems
		if !errors.As(err, &list) || len(list) == 0 {
			t.Fatalf("%T: %v", err, err)
		}
		for _, p := range list {
			if p.Message == "" || strings.Contains(p.String(), "\n") {
				t.Fatalf("not one line: %q", p.String())
			}
		}
	})
}
