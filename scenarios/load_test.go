package scenarios

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

const small = `name: small
duration: 60s
warmup: 5s
topics:
  raw.clicks: {partitions: 6, history: {size: 1MiB}}
  features.user: {}
sources:
  clicks: {topic: raw.clicks, rate: 100/s}
stages:
  features: {reads: raw.clicks, writes: features.user, members: 2, work: 1ms, objective: 500ms}
  ranking: {reads: features.user, serves: user, objective: 500ms}
decisions:
  page-view: {asks: ranking, after: clicks, tolerance: 2s}
timeline:
  - {at: 20s, burst: {source: clicks, to: 4x, ramp: 1s, hold: 5s, decay: 1s}}
expect:
  - ranking.platform-age.p99 < 500ms
  - "recovery(burst.end, ranking) < 10s"
`

func TestDefaults(t *testing.T) {
	s := load(t, small)
	if s.Seed != 1 || s.Drain != 30*time.Second || s.Population.ActiveOf != "clicks" || s.File != "x.yaml" {
		t.Errorf("scenario: %+v", s)
	}
	if got, want := s.Sources[0].Client, freshClient(); got != want {
		t.Errorf("client: %+v, want %+v", got, want)
	}
	if d := s.Decisions[0]; d.Share != 1 || d.Window != s.Population.Session {
		t.Errorf("decision: %+v", d)
	}
	if h := s.Topics[0].History; h.Bytes != 1<<20 || h.Span != 7*24*time.Hour {
		t.Errorf("history: %+v", h)
	}
	if e := s.Expect[1]; e.Line != 18 || e.Call().Stage != "ranking" || s.Expect[0].Stat != "p99" {
		t.Errorf("expectation: %+v", e)
	}
}

func TestIdempotenceFollowsAcks(t *testing.T) {
	s := load(t, small, sets("sources.clicks.client.acks=1"))
	if s.Sources[0].Client.Idempotent {
		t.Error("a producer with acks: 1 is idempotent")
	}
	got := problems(t, small, sets("sources.clicks.client={acks: 0, idempotent: true}"))
	want := []string{"--set sources.clicks.client: an idempotent producer needs acks: all"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSet(t *testing.T) {
	s := load(t, small, sets("sources.clicks.rate=500/s", "topics[raw.clicks].partitions=12", "timeline.burst.to=10x", "timeline[0].at=21s",
		"duration=90s", "sources.clicks.late={share: 5%, by: 10s}", "population.tenants.count=7", "stages.features.reads=[raw.clicks]", "zones=[a, b]", "zones[1]=c"))
	if s.Sources[0].Rate != 500 || s.Topics[0].Partitions != 12 || s.Timeline[0].Burst.To != 10 || s.Timeline[0].At != 21*time.Second ||
		s.Duration != 90*time.Second || s.Sources[0].LateBy.Median != 10 || s.Population.Tenants.Count != 7 {
		t.Errorf("%+v", s)
	}
}

func TestSetRefuses(t *testing.T) {
	for set, want := range map[string]string{
		"rate":                         `--set: "rate" is not path=value, as sources.clicks.rate=500/s`,
		"=5":                           "--set: a path is missing before =",
		"sources.click.rate=5/s":       `--set sources.click.rate: there is no "click" in sources; did you mean "clicks"?`,
		"sources.clicks.rat=5/s":       `--set sources.clicks.rat: unknown key "rat"; did you mean "rate"?`,
		"sources.clicks.rate=5":        `--set sources.clicks.rate: "5" has no unit; expected a rate, as 2000/s`,
		"sources.clicks.rate=":         "--set sources.clicks.rate: no value after =",
		"sources.clicks.rate=*a":       `--set sources.clicks.rate: "*a" is not a value`,
		"sources.clicks.rate.base=5/s": "--set sources.clicks.rate.base: sources.clicks.rate is a single value and has no base",
		"timeline.brust.to=5x":         `--set timeline.brust.to: there is no entry "brust"; did you mean "burst"?`,
		"timeline[3].at=5s":            "--set timeline[3].at: there is no item 3; the list has 1, from 0",
		"expect=lost == 0":             "--set expect: expect cannot be set; change the file",
		"topics[raw.clicks.size=5":     `--set topics[raw.clicks.size: the bracket in "topics[raw.clicks.size" is not closed`,
		"durations=5s":                 `--set durations: unknown key "durations"; did you mean "duration"?`,
		"a..b=1":                       `--set a..b: "a..b" is not a path`,
		"dur\nation=5s":                `--set "dur\nation": unknown key`,
		"duration=\x00":                "--set duration: a NUL byte",
	} {
		got := problems(t, small, sets(set))
		if len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("--set %q: %q, want %q", set, got, want)
		}
	}
}

func TestSecondSetIsNamed(t *testing.T) {
	got := problems(t, small, sets("duration=60s", "warmup=70s"))
	want := []string{"--set warmup: warmup 70s leaves nothing of the duration of 1m"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSeedAndDuration(t *testing.T) {
	seed := uint64(7)
	s := load(t, small, func(o *LoadOptions) { o.Seed, o.Duration = &seed, 80*time.Second })
	if s.Seed != 7 || s.Duration != 80*time.Second {
		t.Errorf("seed %d, duration %v", s.Seed, s.Duration)
	}
	for duration, want := range map[time.Duration]string{
		25 * time.Second: "--duration: 25s is too short: burst ends at 27s",
		10 * time.Second: "--duration: 10s is too short: burst ends at 27s",
		2 * time.Second:  "--duration: 2s is too short: burst ends at 27s",
	} {
		got := problems(t, small, func(o *LoadOptions) { o.Duration = duration })
		if len(got) != 1 || got[0] != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	quiet := small[:strings.Index(small, "timeline:")]
	got := problems(t, quiet, func(o *LoadOptions) { o.Duration = 5 * time.Second })
	if len(got) != 1 || got[0] != "--duration: 5s is too short: the warmup ends at 5s" {
		t.Errorf("%q", got)
	}
}

func TestScaleMultipliesRatesPopulationAndHistory(t *testing.T) {
	s := load(t, small, func(o *LoadOptions) { o.Scale = 0.5 })
	if s.Sources[0].Rate != 50 || s.Population.Users != 50_000 || s.Population.Tenants.Count != 50 || s.Topics[0].History.Bytes != 1<<19 {
		t.Errorf("%+v", s)
	}
	if s.Duration != 60*time.Second || s.Topics[0].Partitions != 6 || s.Timeline[0].Burst.To != 4 {
		t.Errorf("more was scaled: %+v", s)
	}
	trace := load(t, strings.Replace(small, "rate: 100/s", `arrivals: {trace: "${FRESHET_TRACES}/counts.csv"}`, 1), func(o *LoadOptions) { o.Scale = 3 })
	if got := trace.Sources[0].Arrivals.Trace.Times; got != 3 {
		t.Errorf("trace: times %v, want 3", got)
	}
	for _, scale := range []float64{-1, 1e9} {
		if got := problems(t, small, func(o *LoadOptions) { o.Scale = scale }); len(got) != 1 || !strings.HasPrefix(got[0], "--scale: ") {
			t.Errorf("scale %v: %q", scale, got)
		}
	}
}

func TestEntryWindow(t *testing.T) {
	text, _, _ := strings.Cut(small, "expect:")
	s := load(t, text+`  - {after: burst, slow: {stage: ranking, work: 1ms}, for: 3s}
  - {after: slow, replay: {topic: raw.clicks, from: beginning, teams: 2}}
  - {after: replay, kill: {stage: features, members: 1}, for: 2s}
  - {at: 50s, stop: {stage: features, members: 1}}
`, sets("timeline.burst.hold=1s", "duration=60s"))
	for _, c := range []struct {
		name       string
		begin, end time.Duration
		known      bool
	}{
		{"burst", 20 * time.Second, 23 * time.Second, true},
		{"slow", 23 * time.Second, 26 * time.Second, true},
		{"replay", 26 * time.Second, 60 * time.Second, false},
		{"kill", -1, 60 * time.Second, false},
		{"stop", 50 * time.Second, 60 * time.Second, false},
		{"nothing", -1, 60 * time.Second, false},
	} {
		begin, end, known := s.EntryWindow(c.name)
		if begin != c.begin || end != c.end || known != c.known {
			t.Errorf("%s: %v %v %v, want %v %v %v", c.name, begin, end, known, c.begin, c.end, c.known)
		}
	}
}

func TestSpec(t *testing.T) {
	s := load(t, small, sets("population.active.gap=10s"))
	spec, err := s.Spec()
	if err != nil {
		t.Fatal(err)
	}
	if spec.Population.Active != 1000 || spec.Sources[0].Partitions != 6 || spec.Sources[0].History.Bytes != 1<<20 {
		t.Errorf("%+v", spec)
	}
	if b := spec.Sources[0].Bursts; len(b) != 1 || b[0].Begin != 20*time.Second || b[0].To != 4 {
		t.Errorf("bursts: %+v", b)
	}
	if d := spec.Decisions; len(d) != 1 || d[0].After != 0 || d[0].Share != 1 {
		t.Errorf("decisions: %+v", d)
	}
}

func TestSpecMultipliesTheTrace(t *testing.T) {
	s := load(t, strings.Replace(small, "rate: 100/s", `arrivals: {trace: "${FRESHET_TRACES}/counts.csv", from: 1h, to: 2h, speed: 60x, times: 2x}`, 1))
	spec, err := s.Spec()
	if err != nil {
		t.Fatal(err)
	}
	if got := spec.Sources[0].Curve; got.Total() != 2400 || got.Length() != time.Minute {
		t.Errorf("%v events in %v, want 2400 in 1m", got.Total(), got.Length())
	}
	if spec.Population.Active != 800 {
		t.Errorf("active set %d, want 800: 40/s x 20s", spec.Population.Active)
	}
}
