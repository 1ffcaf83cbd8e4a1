package scenarios

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestFiveMistakesGiveFiveLines(t *testing.T) {
	text := `name: five
duration: 60
topics:
  raw.clicks: {partition: 6}
sources:
  clicks: {topic: raw.click, rate: 0/s}
stages:
  features: {reads: raw.clicks, objective: 500ms}
expect:
  - feature.age.p99 < 500ms
`
	want := []string{
		`x.yaml:2:11: "60" has no unit; expected a duration, as 500ms or 90s`,
		`x.yaml:4:16: unknown key "partition"; did you mean "partitions"?`,
		`x.yaml:6:19: there is no topic "raw.click"; did you mean "raw.clicks"?`,
		`x.yaml:6:36: a rate must be above 0`,
		`x.yaml:10:5: there is no stage or class "feature"; did you mean "features"?`,
	}
	if got := problems(t, text); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Each change of a right scenario gives exactly one line.
func TestOneMistakeGivesOneLine(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"ranking.platform-age.p99 < 500ms", "rankin.platform-age.p99 < 500ms", `17:5: there is no stage or class "rankin"; did you mean "ranking"?`},
		{"ranking.platform-age.p99 < 500ms", "lost == 0 during burst", `17:15: lost is over the whole run; drop "during"`},
		{"rate: 100/s", "rate: 0/s", "8:37: a rate must be above 0"},
		{"rate: 100/s", "rate: 1000000000000/s", `8:37: "1000000000000/s" is above the highest rate that Freshet can plan, 10000000/s`},
		{"rate: 100/s", "rate: 10^12/s", `8:37: "10^12/s" has the unknown unit "^12/s"; expected`},
		{"rate: 100/s", "rate: 1e400/s", "8:37: 1e400 is out of range"},
		{"rate: 100/s", "rate:", "8:31: rate has no value"},
		{"rate: 100/s", "key: user", "8:3: sources.clicks.rate is missing"},
		{"rate: 100/s", "rate: -5/s", `8:37: "-5/s" is negative; expected`},
		{"rate: 100/s", "rate: 100/s, rate: 5/s", "8:44: rate stands here a second time; the first is in line 8"},
		{"rate: 100/s", "rate: 100/s, key: tenant", "11:20: stage ranking serves user, but topic features.user is keyed by tenant (source clicks); key it by user"},
		{"rate: 100/s", "rate: 100/s, size: {p50: 4KiB, p99: 1KiB}", "8:67: p99 is below p50"},
		{"rate: 100/s", "rate: 100/s, size: {p50: 4KiB}", "8:50: expected p50 and p99"},
		{"rate: 100/s", "rate: 100/s, arrivals: batch 5 every 1s", "8:37: arrivals: batch states the rate already; drop rate"},
		{"rate: 100/s", `arrivals: {trace: "${FRESHET_TRACES}/bad.csv"}`, `8:49: /traces/bad.csv:3:21: count "many"; expected a number`},
		{"rate: 100/s", `arrivals: {trace: "${HOME}/x.csv"}`, "8:49: ${HOME}/x.csv: only ${FRESHET_TRACES} may stand"},
		{"rate: 100/s", `arrivals: {trace: "nothing.csv"}`, "8:49: nothing.csv: cannot be read: file does not exist"},
		{"work: 1ms", "work: exp 1mss", `10:74: "1mss" is not a duration`},
		{"work: 1ms", "commit: transaction, client: {acks: 1}", "10:76: commit: transaction needs an idempotent producer with acks: all"},
		{"work: 1ms", "commit: transaction, transaction: {every: 10s}", "10:102: a transaction that is committed every 10s is aborted after 10s before; expected every to be less than timeout"},
		{"work: 1ms", "transaction: {every: 10ms}", "10:68: transaction has no effect in a stage without commit: transaction"},
		{"serves: user", "serves: user, commit: transaction", "11:57: commit: transaction needs writes: a transaction holds an output and the offsets of its input"},
		{"work: 1ms", "isolation: serializable", "10:79: isolation: \"serializable\" is unknown; expected read-committed or read-uncommitted"},
		{"work: 1ms", "on-bad: {dlq: x}", "10:68: on-bad is not built yet"},
		{"work: 1ms", "zone: a", `10:74: there is no zone "a"; there are none at all`},
		{"rate: 100/s", "rate: 100/s, zone: a", `8:50: there is no zone "a"; there are none at all`},
		{"work: 1ms", "fetch-from: leader", "10:68: fetch-from has no effect in a scenario without zones"},
		{"work: 1ms", "fetch-from: nearest", `10:80: fetch-from: "nearest" is unknown; expected closest or leader`},
		{"work: 1ms", "apply: newest", "10:68: apply has no effect in a stage without serves"},
		{"work: 1ms", "serves: user", "10:76: a stage either writes or serves"},
		{"work: 1ms", "members: 3", "10:68: members stands here a second time"},
		{"writes: features.user", "writes: raw.clicks", "10:41: source clicks writes topic raw.clicks too"},
		{"features.user: {}", "features.user:", "6:3: topic features.user has no value; expected a map"},
		{"features.user: {}", "features.user: {retention: 0s}", `6:30: "0s" is too little; expected at least 1s`},
		{"features.user: {}", "features.user: {history: {size: 1B}}", "6:28: a history needs a source that writes features.user"},
		{"name: small", "name: during", `1:7: "during" is a word of the expectation grammar`},
		{"name: small", "name: Small", `1:7: "Small" is not a name`},
		{"name: small", "name: small\naccess: {}", "2:1: access is not built yet"},
		{"name: small", "name: small\ncost: {model: teired}", `2:15: model: "teired" is unknown`},
		{"name: small", "name: small\ncost: {model: msk, provider: gcp}", "2:30: msk is a service of aws, not of gcp"},
		{"name: small", "name: small\ncost: {region: moon}", `2:16: the shipped price list has no prices of aws in "moon"; it has those of us-east-1`},
		{"name: small", "name: small\ncost: {at: rat=1GiB/s}", `2:12: there is no input "rat"; did you mean "rate"?`},
		{"ranking.platform-age.p99 < 500ms", "cost(ranking) < 9000", `17:10: cost has no "ranking"; there are total, compute`},
		{"ranking.platform-age.p99 < 500ms", "cost-elasticity(replays) < 1", "17:5: cannot be decided: replays is 0, so that it cannot grow by a share"},
		{"warmup: 5s", "warmup: 60s", "3:9: warmup 1m leaves nothing of the duration of 1m"},
		{"asks: ranking", "asks: features", `13:21: stage "features" serves nothing, so it cannot be asked; did you mean "ranking"?`},
		{"after: clicks", "after: click", `13:37: there is no source "click"; did you mean "clicks"?`},
		{"{at: 20s, burst", "{burst", "15:5: burst needs a begin, as at: 60s or after: ENTRY"},
		{"{at: 20s, burst", "{at: 20s, for: 5s, burst", "15:15: a burst tells its own length; drop for"},
		{"{at: 20s, burst", "{at: 20s, after: burst, burst", "15:15: at and after exclude each other"},
		{"{at: 20s, burst", "{after: burst, burst", "15:13: burst would wait for itself"},
		{"to: 4x", "to: 900x, focus: {tenant: 100, share: 5%}", "15:65: there is no tenant 100; there are 100, from 0"},
		{"hold: 5s", "hold: 50s", "15:10: burst ends at 72s, but the run ends at 1m"},
		{"expect:", "  - {at: 50s, stop: {broker: controller}, for: 3s}\nexpect:", "16:22: stop of a broker is not built yet; expected stage and members"},
		{"expect:", "  - {at: 50s, kill: {}, for: 3s}\nexpect:", "16:21: kill needs stage and members, or broker: (a number, controller, leader of TOPIC/PARTITION) or brokers: all"},
		{"expect:", "  - {at: 50s, kill: {stage: features}, for: 3s}\nexpect:", "16:15: timeline[1].kill.members is missing"},
		{"expect:", "  - {at: 50s, kill: {stage: features, members: 1, broker: 1}, for: 3s}\nexpect:", "16:21: kill takes members of a stage or brokers, not both"},
		{"expect:", "  - {at: 50s, kill: {broker: leader of raw.clicks/6}, for: 3s}\nexpect:", "16:30: topic raw.clicks has the partitions 0 to 5"},
		{"expect:", "  - {at: 50s, kill: {broker: leader}, for: 3s}\nexpect:", `16:30: "leader" is not a broker's number`},
		{"expect:", "  - {at: 50s, restart: {broker: 1}, for: 3s}\nexpect:", "16:37: a restart tells its own length; drop for"},
		{"expect:", "  - {at: 50s, restart: {}}\nexpect:", "16:24: restart needs broker:"},
		{"raw.clicks: {", "raw.clicks: {min-isr: 4, ", "5:25: min-isr 4 with 3 replicas: nothing could be written with acks: all"},
		{"expect:", "  - {at: 50s, kill: {stage: features, members: 3}, for: 3s}\nexpect:", "16:48: stage features has 2 members"},
		{"expect:", "  - {at: 50s, name: x, freeze: {stage: features, members: 1}}\nexpect:", "16:24: freeze needs for, as for: 30s"},
		{"expect:", "  - {at: 50s, stall: {broker: leader of raw.clicks/6}, for: 3s}\nexpect:", "16:31: topic raw.clicks has the partitions 0 to 5"},
		{"expect:", "  - {at: 50s, stall: {broker: all}, for: 3s}\nexpect:", `16:31: "all" stands under brokers`},
		{"expect:", "  - {at: 50s, replace: {broker: 1}}\nexpect:", "16:15: timeline[1].replace.disk is missing"},
		{"expect:", "  - {at: 50s, replace: {broker: leader of raw.clicks/6, disk: empty}}\nexpect:", "16:33: topic raw.clicks has the partitions 0 to 5"},
		{"expect:", "  - {at: 50s, replace: {broker: 1, disk: full}}\nexpect:", `16:42: disk: "full" is unknown; expected empty`},
		{"expect:", "  - {at: 50s, replace: {broker: 1, disk: empty}, for: 3s}\nexpect:", "16:50: a replace tells its own length; drop for"},
		{"expect:", "  - {at: 50s, move: {to: broker 1}}\nexpect:", "16:21: move needs topic: (its replicas) or leaders: (of a topic)"},
		{"expect:", "  - {at: 50s, move: {topic: raw.click, to: broker 1}}\nexpect:", `16:29: there is no topic "raw.click"; did you mean "raw.clicks"?`},
		{"expect:", "  - {at: 50s, move: {topic: raw.clicks, leaders: raw.clicks, to: 1}}\nexpect:", "16:41: topic moves replicas and leaders alone leadership"},
		{"expect:", "  - {at: 50s, move: {topic: raw.clicks, to: somewhere}}\nexpect:", `16:45: "somewhere" is not a broker; expected its number, as broker 3`},
		{"expect:", "  - {at: 50s, scale: {brokers: 1}}\nexpect:", `16:32: "1" is not a change; expected how many brokers more or less, as +1 or -1`},
		{"expect:", "  - {at: 50s, scale: {brokers: -0}}\nexpect:", "16:32: a change by 0 does nothing"},
		{"expect:", "  - {at: 50s, scale: {brokers: +9}}\nexpect:", `16:32: "+9" is too much; expected at most 5 at a time`},
		{"expect:", "  - {at: 50s, scale: {brokers: -1, rebalance: true}}\nexpect:", "16:36: brokers that go give their replicas away in any case; drop rebalance"},
		{"expect:", "  - {at: 50s, cut: {broker: 1}}\nexpect:", "16:15: cut needs for, as for: 30s"},
		{"expect:", "  - {at: 50s, cut: {}, for: 3s}\nexpect:", "16:20: cut needs broker:, or clients: and from:"},
		{"expect:", "  - {at: 50s, cut: {broker: 1, clients: ranking}, for: 3s}\nexpect:", "16:20: cut takes a broker off the network, or clients off brokers"},
		{"expect:", "  - {at: 50s, cut: {clients: ranking}, for: 3s}\nexpect:", "16:15: timeline[1].cut.from is missing, as from: broker 2"},
		{"expect:", "  - {at: 50s, cut: {clients: ranking, from: leader of raw.clicks/6}, for: 3s}\nexpect:", "16:45: topic raw.clicks has the partitions 0 to 5"},
		{"expect:", "  - {at: 50s, cut: {clients: ranking, from: raw.clicks}, for: 3s}\nexpect:", `16:45: "raw.clicks" is not a broker; expected broker 2, controller`},
		{"expect:", "  - {at: 50s, delay: {clients: [ranking, rankin], by: 5ms}, for: 3s}\nexpect:", `16:42: there is no source or stage "rankin"; did you mean "ranking"?`},
		{"expect:", "  - {at: 50s, delay: {clients: [clicks, all], by: 5ms}, for: 3s}\nexpect:", "16:41: all stands alone"},
		{"expect:", "  - {at: 50s, delay: {clients: all}, for: 3s}\nexpect:", "16:15: timeline[1].delay.by is missing"},
		{"expect:", "  - {at: 50s, limit: {clients: all, to: 1MiB}, for: 3s}\nexpect:", `16:41: "1MiB" is in bytes; expected bytes a second, as 1MiB/s`},
		{"expect:", "  - {at: 50s, limit: {clients: all, to: 1B/s}, for: 3s}\nexpect:", `16:41: "1B/s" is too little; expected at least 1KiB/s`},
		{"expect:", "  - {at: 50s, alter: {topic: raw.clicks}}\nexpect:", "16:15: alter is not built yet"},
		{"expect:", "  - {at: 30s}\nexpect:", "16:5: an entry without a verb; expected one of burst"},
		{"expect:", "  - {at: 50s, burst: {source: clicks, to: 2x, hold: 1s}}\nexpect:", `16:5: a second entry called "burst"`},
		{"expect:", "  - {at: 50s, replay: {topic: raw.clicks, from: beginning, teams: 1}}\n  - {after: replay, name: b, burst: {source: clicks, to: 2x, hold: 1s}}\nexpect:",
			"17:13: a burst changes the schedule of events"},
		{"expect:", "  - {at: 50s, kill: {stage: features, members: 1}}\n  - {after: kill, rebuild: {stage: ranking, from: beginning}}\nexpect:", "17:13: kill has no for:, so it never ends"},
		{"expect:", "  - {at: 50s, name: b, burst: {source: clicks, to: 0.1x, hold: 3s}}\n  - {at: 50s, name: c, burst: {source: clicks, to: 0.1x, hold: 3s}}\nexpect:",
			"8:3: source clicks: bursts that overlap at 50s take the rate below 0"},
		{"expect:", "  - {at: 50s, name: p99, kill: {stage: features, members: 1}, for: 1s}\nexpect:", `16:21: "p99" is a word of the expectation grammar`},
		{`"recovery(burst.end, ranking) < 10s"`, `"recovery(burst.end, ranking) < 30s"`, "18:5: too short a run to decide this"},
		{`"recovery(burst.end, ranking) < 10s"`, `"isolation(burst, ranking) < 3x"`, "18:5: isolation compares with at least 30s of quiet before the entry, but there are 15s"},
		{`"recovery(burst.end, ranking) < 10s"`, "{that: lost == 0, samples: 0}", `18:32: "0" is too little`},
		{`"recovery(burst.end, ranking) < 10s"`, "{that: recovery(burst.end, ranking) < 10s}", "18:21: recovery( is not closed"},
		{"  - ranking.platform-age.p99 < 500ms\n", "  - \n", "17:4: an empty item of the list"},
	} {
		if !strings.Contains(small, c.old) {
			t.Fatalf("%q is not in the scenario", c.old)
		}
		got := problems(t, strings.Replace(small, c.old, c.new, 1))
		if len(got) != 1 || !strings.HasPrefix(got[0], "x.yaml:"+c.want) {
			t.Errorf("%s -> %s:\n got %q\nwant %q", c.old, c.new, got, "x.yaml:"+c.want)
		}
	}
}

func TestUnquotedCommaIsExplained(t *testing.T) {
	head, _, _ := strings.Cut(small, "expect:")
	got := problems(t, head+"expect: [lost == 0, recovery(burst.end, ranking) < 10s, rankin.age.p99 < 1s]\n")
	if len(got) != 2 || !strings.HasPrefix(got[0], "x.yaml:16:21: an unquoted comma splits this expectation; write \"recovery(burst.end, ranking) < 10s\", in quotes") ||
		!strings.HasPrefix(got[1], `x.yaml:16:57: there is no stage or class "rankin"`) {
		t.Errorf("%q", got)
	}
}

// In a list of lines a comma is part of the value.
func TestUnquotedCommaInALineIsFine(t *testing.T) {
	s := load(t, strings.Replace(small, `"recovery(burst.end, ranking) < 10s"`, "recovery(burst.end, ranking) < 10s", 1))
	if got := s.Expect[1].Text; got != "recovery(burst.end, ranking) < 10s" {
		t.Errorf("%q", got)
	}
}

// Topics stand in brackets in expectations, so that no word is taken.
func TestTopicsMayHaveAnyWord(t *testing.T) {
	s := load(t, strings.NewReplacer("features.user", "max", "ranking.platform-age.p99 < 500ms", "topics[max].lost == 0").Replace(small))
	if s.Topics[1].Name != "max" || s.Expect[0].Subject != "max" {
		t.Errorf("%+v", s.Expect[0])
	}
}

func TestCycleOfStages(t *testing.T) {
	got := problems(t, `name: ring
duration: 10s
topics: {raw: {}, b: {}, c: {}}
sources: {clicks: {topic: raw, rate: 5/s}}
stages:
  two: {reads: [b, raw], writes: c}
  one: {reads: c, writes: b}
`)
	if len(got) != 1 || got[0] != "x.yaml:7:27: a cycle of stages: one -> two -> one" {
		t.Errorf("%q", got)
	}
}

func TestNothingWritesTheTopic(t *testing.T) {
	got := problems(t, `name: dry
duration: 10s
topics: {raw: {}, b: {}}
sources: {clicks: {topic: raw, rate: 5/s}}
stages: {one: {reads: b}}
`)
	if len(got) != 1 || got[0] != "x.yaml:5:23: nothing writes topic b, so the stage would wait for ever" {
		t.Errorf("%q", got)
	}
}

func TestOneNameForTwoThings(t *testing.T) {
	got := problems(t, strings.NewReplacer("clicks: {topic", "ranking: {topic", "after: clicks", "after: ranking", "source: clicks", "source: ranking").Replace(small))
	if len(got) != 1 || !strings.Contains(got[0], `"ranking" is already the name of a source`) {
		t.Errorf("%q", got)
	}
}

// What an entry that cannot be read is called is not known, and the rest is.
func TestMisspeltVerbHidesNothing(t *testing.T) {
	text := strings.NewReplacer("burst: {source", "brust: {source", "ranking.platform-age.p99 < 500ms", "rankin.platform-age.p99 < 2s during burst").Replace(small)
	got := problems(t, text)
	want := []string{`x.yaml:15:15: unknown key "brust"; did you mean "burst"?`, `x.yaml:17:5: there is no stage or class "rankin"; did you mean "ranking"?`}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestExpectationsOfWhatNeverIs(t *testing.T) {
	const first = "ranking.platform-age.p99 < 500ms"
	for expectation, want := range map[string]string{
		"features.diverged == 0":             `diverged is about what a store holds, but stage "features" serves nothing; did you mean "ranking"?`,
		"features.resurrected == 0":          `resurrected is about what a store holds, but stage "features" serves nothing`,
		"features.stale-writes == 0":         `stale-writes is about what a store holds, but stage "features" serves nothing`,
		"ranking.erase-age.p99 < 5s overall": "no deletion reaches ranking, so erase-age would have nothing to judge",
		"serving.erase-age.p99 < 5s overall": "no deletion reaches serving",
	} {
		got := problems(t, strings.Replace(small, first, expectation, 1))
		if len(got) != 1 || !strings.HasPrefix(got[0], "x.yaml:17:5: "+want) {
			t.Errorf("%s: %q, want %q", expectation, got, want)
		}
		if strings.Contains(expectation, "erase") || strings.Contains(expectation, "resurrected") {
			expectation = strings.Replace(expectation, "features", "ranking", 1)
			load(t, strings.Replace(small, first, expectation, 1), sets("sources.clicks.deletes=1%"))
			continue
		}
		load(t, strings.Replace(small, first, strings.Replace(expectation, "features", "ranking", 1), 1))
		load(t, strings.Replace(small, first, strings.TrimPrefix(expectation, "features."), 1))
	}
	bare := strings.NewReplacer("serves: user, ", "", "decisions:\n  page-view: {asks: ranking, after: clicks, tolerance: 2s}\n", "", first, "diverged == 0").Replace(small)
	if got := problems(t, bare); len(got) != 1 || !strings.HasSuffix(got[0], "diverged is about what a store holds, but no stage serves") {
		t.Errorf("%q", got)
	}
}

// What is no scenario at all gives one line, at once.
func TestNotAScenario(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'z'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 8) + "*" + string(c-1) + "]\n"
	}
	for name, c := range map[string]struct{ text, want string }{
		"empty":       {"", "the file is empty"},
		"comments":    {"# nothing\n", "no scenario in it"},
		"binary":      {"name: x\n\x00\x01", ":2:1: a NUL byte"},
		"latin-1":     {"name: caf\xe9\n", ":1:10: byte 0xe9 is not UTF-8"},
		"huge":        {strings.Repeat("a", 50<<20), "larger than 1 MiB"},
		"bomb":        {bomb, "YAML anchors (&a) are not part"},
		"alias":       {"a: *b\n", "YAML aliases are not part"},
		"merge":       {"<<: {a: 1}\n", "YAML merge keys"},
		"tag":         {"name: !!str x\n", "YAML tags"},
		"list":        {"- a\n", "expected a scenario: a YAML map"},
		"word":        {"hello", "expected a scenario: a YAML map"},
		"deep":        {strings.Repeat("[", 10_000), "nested too deeply"},
		"two":         {small + "---\nname: y\n", "a second YAML document"},
		"tabs":        {"name:\n\tx: 1\n", ":2:1: not YAML"},
		"open":        {"topics: {a: {}\nname: x\n", "not YAML"},
		"list as key": {small + "? [a]\n: b\n", "expected a key"},
	} {
		var got []string
		quickly(t, name, func() { got = problems(t, c.text) })
		if len(got) != 1 || !strings.Contains(got[0], c.want) {
			t.Errorf("%s: %q, want one line with %q", name, got, c.want)
		}
	}
}

func TestMissingFiles(t *testing.T) {
	folder := t.TempDir()
	big := filepath.Join(folder, "big.yaml")
	if err := os.WriteFile(big, make([]byte, 50<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(folder, "pipe.yaml")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		pipe:                               "cannot be read: it is not a regular file but a device, a pipe or a socket",
		os.DevNull:                         "cannot be read: it is not a regular file",
		"quik":                             `did you mean "quick"?`,
		filepath.Join(folder, "none.yaml"): "there is no such file",
		folder:                             "cannot be read: it is a folder",
		big:                                "larger than 1 MiB",
	} {
		_, err := Load(name, LoadOptions{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q", name, err, want)
		}
	}
}

// A trace that Freshet does not come with: where it is to be had.
func TestMissingTraceSaysWhence(t *testing.T) {
	text := strings.Replace(small, "rate: 100/s", `arrivals: {trace: "${FRESHET_TRACES}/NAB_Twitter_volume_AMZN.csv"}`, 1)
	for _, folder := range []string{"", "/traces"} {
		got := problems(t, text, func(o *LoadOptions) { o.Env = func(string) string { return folder } })
		if len(got) != 1 || !strings.HasSuffix(got[0], "; it is data/realTweets/Twitter_volume_AMZN.csv of https://github.com/numenta/NAB (MIT)") {
			t.Errorf("%q", got)
		}
	}
}

// Every trace of a shipped scenario has an origin that the page names too.
func TestShippedTracesHaveAnOrigin(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, info := range Shipped() {
		for _, file := range info.Traces {
			found++
			if whence(file) == "" {
				t.Errorf("%s needs %s, which nobody can find", info.Name, file)
			}
		}
		unset := func(string) string { return "" }
		if info.Ready(unset) != (len(info.Traces) == 0) || !info.Ready(func(string) string { return "/traces" }) {
			t.Errorf("%s, which needs %q, is ready at the wrong time", info.Name, info.Traces)
		}
	}
	if found != len(TraceFiles()) {
		t.Errorf("%d traces of shipped scenarios, %d origins", found, len(TraceFiles()))
	}
	for _, known := range TraceFiles() {
		for _, word := range []string{known.Name, known.Origin, known.Path, known.Licence} {
			if !strings.Contains(string(text), word) {
				t.Errorf("%s does not say %q", page, word)
			}
		}
	}
}

func TestTracesVariableUnset(t *testing.T) {
	text := strings.Replace(small, "rate: 100/s", `arrivals: {trace: "${FRESHET_TRACES}/counts.csv"}`, 1)
	got := problems(t, text, func(o *LoadOptions) { o.Env = func(string) string { return "" } })
	if len(got) != 1 || !strings.Contains(got[0], "the environment variable FRESHET_TRACES is not set") {
		t.Errorf("%q", got)
	}
}
