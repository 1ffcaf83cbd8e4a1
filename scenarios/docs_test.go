package scenarios

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/workload"
)

var update = flag.Bool("update", false, "write the generated parts of the docs")

const page = "../docs/scenarios.md"

// section is a table of the language as the page shows it.
type section struct {
	name string
	rows []row
}

type row struct {
	key, value, about, otherwise string
	required                     bool
	unbuilt                      string
}

func sectionOf[S any](name string, fields []field[S], fresh S) section {
	s := section{name: name}
	for _, f := range fields {
		r := row{key: f.name, value: valueText(f.schema), about: f.about, required: f.required, unbuilt: f.unbuilt}
		if f.unbuilt == "" && !f.required {
			if n := f.write(&fresh); n != nil {
				inline(n, 2)
				r.otherwise = flat(n)
			}
		}
		s.rows = append(s.rows, r)
	}
	return s
}

// valueText says which values a key takes, from the schema that the decoder's own
// tables give.
func valueText(s schemaNode) string {
	if words, ok := s["enum"].([]any); ok {
		if len(words) > 10 {
			return "one of those below"
		}
		var list []string
		for _, word := range words {
			list = append(list, fmt.Sprintf("`%v`", word))
		}
		return orList(list)
	}
	if title, ok := s["title"].(string); ok {
		return title
	}
	switch choices, _ := s["oneOf"].([]any); {
	case len(choices) == 2:
		one := valueText(choices[0].(schemaNode))
		return one + ", or a list"
	case s["type"] == "boolean":
		return "`true` or `false`"
	case s["type"] == "integer" && s["maximum"].(int64) > maxUsers:
		return fmt.Sprintf("a whole number from %v", s["minimum"])
	case s["type"] == "integer":
		return fmt.Sprintf("a whole number from %v to %v", s["minimum"], s["maximum"])
	case s["additionalProperties"] != false:
		return "a map from names to maps"
	}
	return "a map"
}

// flat is a node in one line, "" for a map: its own table tells.
func flat(n *yaml.Node) string {
	if n.Kind == yaml.MappingNode && len(n.Content) > 4 {
		return ""
	}
	text, err := yaml.Dump(n)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// sections are all tables of the language.
func sections() []section {
	d := defaults()
	source, stage, topic := freshSource(""), freshStage(""), freshTopic("")
	topic.History.Span = defaultSpan
	source.Rate = 0
	stage.Writes, stage.Serves = "-", "-" // so that what depends on them shows its default
	return []section{
		sectionOf("scenario", scenarioFields(), Scenario{Drain: d.Drain, Seed: d.Seed}),
		sectionOf("population", populationFields(), d.Population),
		sectionOf("active", activeFields(), d.Population),
		sectionOf("skew", skewFields(), Skew{}),
		sectionOf("topic", topicFields(), topic),
		sectionOf("history", historyFields(), topic.History),
		sectionOf("source", sourceFields(), source),
		sectionOf("trace", curveTraceFields(), CurveTrace{Speed: 1, Times: 1}),
		sectionOf("keys", keyTraceFields(), freshKeyTrace()),
		sectionOf("late", lateFields(), source),
		sectionOf("producer", producerFields(), source.Client),
		sectionOf("stage", stageFields(), stage),
		sectionOf("transaction", transactionFields(), stage.Transaction),
		sectionOf("group", groupFields(), stage.Group),
		sectionOf("consumer", clientFields()[len(producerFields()):], stage.Client),
		sectionOf("decision", decisionFields(), freshDecision("")),
		sectionOf("entry", entryFields(), Entry{After: "-"}),
		sectionOf("burst", burstFields(), Burst{}),
		sectionOf("focus", focusFields(), Burst{}),
		sectionOf("reconnect", reconnectFields(), Reconnect{}),
		sectionOf("replay", replayFields(), Replay{}),
		sectionOf("rebuild", rebuildFields(), Rebuild{}),
		sectionOf("slow", slowFields(), Slow{}),
		sectionOf("members", membersFields(verbStop)(), Members{}),
		sectionOf("stall", stallFields(), Stall{}),
		sectionOf("kill", killFields(), killing{}),
		sectionOf("outage", outageFields(), Outage{}),
		sectionOf("replace", replaceFields(), Replace{}),
		sectionOf("move", moveFields(), Move{}),
		sectionOf("scale", scaleFields(), Scale{}),
		sectionOf("cut", cutFields(), Cut{}),
		sectionOf("delay", delayFields(), Delay{}),
		sectionOf("limit", limitFields(), Limit{}),
		sectionOf("expect", expectFields(), Expect{}),
		sectionOf("cost", costFields(), cost.Setting{}),
	}
}

func (s section) table() string {
	var b strings.Builder
	b.WriteString("| key | value | what it is | if absent |\n|---|---|---|---|\n")
	for _, r := range s.rows {
		if r.unbuilt != "" {
			continue
		}
		otherwise := ""
		switch {
		case r.required:
			otherwise = "required"
		case r.otherwise != "" && r.otherwise != "'-'" && r.otherwise != `""`:
			otherwise = "`" + r.otherwise + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.key, r.value, r.about, otherwise)
	}
	return b.String()
}

func unbuiltList() string {
	var words []string
	for _, s := range sections() {
		for _, r := range s.rows {
			if word := "`" + r.key + "`"; r.unbuilt != "" && !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
	}
	words = append(words, "`store: redis`")
	return strings.Join(words, ", ") + ".\n"
}

var generated = regexp.MustCompile(`(?s)<!-- (table: ([a-z]+)|unbuilt|schemas) -->\n(.*?)<!-- end -->`)

func TestPageShowsTheLanguage(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"": unbuiltList()}
	for _, s := range sections() {
		want[s.name] = s.table()
	}
	missing := len(want)
	fresh := generated.ReplaceAllStringFunc(string(text), func(part string) string {
		m := generated.FindStringSubmatch(part)
		if m[1] == "schemas" {
			return "<!-- schemas -->\n`" + strings.Join(workload.Schemas(), "`, `") + "`.\n<!-- end -->"
		}
		body, ok := want[m[2]]
		if !ok {
			t.Errorf("the page has a table %q that the language has not", m[2])
		}
		missing--
		return "<!-- " + m[1] + " -->\n" + body + "<!-- end -->"
	})
	if missing != 0 {
		t.Errorf("%d tables of the language are missing on the page", missing)
	}
	if *update {
		if err := os.WriteFile(page, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if fresh != string(text) {
		t.Errorf("a table of %s is not the program's; run go test ./scenarios -update", page)
	}
}

// base is what the page's examples, which are parts of a scenario, are added to.
const base = `
name: base
duration: 60s
topics: {raw.clicks: {partitions: 6}, features.user: {partitions: 6}}
sources: {clicks: {topic: raw.clicks, rate: 100/s}}
stages:
  features: {reads: raw.clicks, writes: features.user, members: 3, objective: 500ms}
  ranking:  {reads: features.user, serves: user, objective: 500ms}
timeline:
  - {at: 20s, burst: {source: clicks, to: 4x, ramp: 2s, hold: 5s, decay: 2s}}
`

// examples are the YAML blocks of the page, each a whole scenario.
func examples(t *testing.T) []string {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		list = append(list, merge(t, base, m[1]))
	}
	return list
}

// merge adds a part to a scenario: named things by name, the rest as a whole.
func merge(t *testing.T, whole, part string) string {
	t.Helper()
	var a, b yaml.Node
	if err := yaml.Load([]byte(whole), &a); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Load([]byte(part), &b); err != nil {
		t.Fatalf("%v in:\n%s", err, part)
	}
	into, from := a.Content[0], b.Content[0]
	put := func(m, key, value *yaml.Node) {
		if old := mapValue(m, key.Value); old != nil {
			*old = *value
			return
		}
		m.Content = append(m.Content, key, value)
	}
	for i := 0; i < len(from.Content); i += 2 {
		key, value := from.Content[i], from.Content[i+1]
		if old := mapValue(into, key.Value); old != nil && namedThings(key.Value) {
			for j := 0; j < len(value.Content); j += 2 {
				put(old, value.Content[j], value.Content[j+1])
			}
			continue
		}
		put(into, key, value)
	}
	text, err := yaml.Dump(into)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestExamplesOfThePageLoad(t *testing.T) {
	for _, text := range examples(t) {
		if _, err := Load("example.yaml", memory(text)); err != nil {
			t.Errorf("%v\nin:\n%s", err, text)
		}
	}
}

func TestPageHasAnExampleOfEveryKey(t *testing.T) {
	all := strings.Join(examples(t), "\n")
	for _, s := range sections() {
		for _, r := range s.rows {
			if r.unbuilt == "" && r.key != "sigma" && !regexp.MustCompile(`\b`+r.key+`:`).MatchString(all) {
				t.Errorf("no example of %s of %s", r.key, s.name)
			}
		}
	}
}
