package measure_test

import (
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
)

func resolve(t *testing.T, text string) (measure.Expectation, []measure.Problem) {
	t.Helper()
	e, err := measure.Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return e.Resolve(topology())
}

func TestResolveFillsIn(t *testing.T) {
	for _, c := range []struct {
		text string
		kind measure.Scope
		stat string
		unit measure.Unit
	}{
		{"ranking.lag < 1s", measure.OfStage, "max", measure.Seconds},
		{"ranking.backlog.p50 < 100", measure.OfStage, "p50", measure.Records},
		{"analytics.lag.max < 1s", measure.OfStage, "max", measure.Seconds}, // not the class
		{"serving.lag.max < 1s", measure.OfClass, "max", measure.Seconds},
		{"background.ack-age.p50 < 1s", measure.OfClass, "p50", measure.Seconds},
		{"clicks.sent > 0", measure.OfSource, "count", measure.Records},
		{"clicks.sent.rate > 0", measure.OfSource, "rate", measure.PerSec},
		{"page-view.missed < 0.01", measure.OfDecision, "", measure.Ratio},
		{"page-view.missed.rate < 1%", measure.OfDecision, "rate", measure.Ratio},
		{"page-view.missed.count < 10", measure.OfDecision, "count", measure.Records},
		{"lost == 0", measure.OfRun, "", measure.Records},
		{"ranking.lost == 0", measure.OfStage, "", measure.Records},
		{"topics[raw.clicks].lost == 0", measure.OfTopic, "", measure.Records},
		{"isolation(replay, ranking) < 2", "", "", measure.Factor},
		{"recovery(burst) < 2s", "", "", measure.Seconds},
		{"cost(total) < 9000", "", "", measure.Money},
		{"cost-share(replay) < 10%", "", "", measure.Ratio},
		{"cost-elasticity(volume) <= 1.05", "", "", measure.Factor},
	} {
		e, problems := resolve(t, c.text)
		if len(problems) > 0 || e.SubjectKind != c.kind || e.Stat != c.stat || e.Unit != c.unit {
			t.Errorf("%s: kind %q stat %q unit %q %v; want %q %q %q", c.text, e.SubjectKind, e.Stat, e.Unit, problems, c.kind, c.stat, c.unit)
		}
	}
}

// at is a piece of the text that the problem must point at.
func TestResolveRefuses(t *testing.T) {
	for _, c := range []struct{ text, at, says, hint string }{
		{"rankin.age.p99 < 1s", "rankin", `no stage or class "rankin"`, "ranking"},
		{"ranking.agee.p99 < 1s", "agee", "no measure", "age"},
		{"ranking.age < 1s", "age", "needs a statistic", ""},
		{"age.p99 < 1s", "age", "needs a stage or class", ""},
		{"ranking.age.p100 < 1s", "p100", "not a percentile", ""},
		{"ranking.age.p0 < 1s", "p0", "not a percentile", ""},
		{"ranking.lag.count < 1s", "count", "no statistic", ""},
		{"ranking.p99 < 1s", "ranking", "no measure", ""},
		{"clicks.age.p99 < 1s", "clicks", `a measure of a stage or class, but "clicks" is a source`, ""},
		{"ranking.age.p99 < 1", "1", "in seconds", ""},
		{"ranking.age.p99 < 10%", "10%", "in seconds", ""},
		{"page-view.missed < 2s", "2s", "in ratio", ""},
		{"lost == 0 during burst", "during", "over the whole run", ""},
		{"lost == 0 overall", "overall", "over the whole run", ""},
		{"recovery(burst, ranking) < 1s during burst", "during", "names its entry already", ""},
		{"ranking.age.p99 < 1s during brust", "brust", "no timeline entry", "burst"},
		{"recovery(brust.end) < 1s", "brust", "no timeline entry", "burst"},
		{"recovery(burst, rankin) < 1s", "rankin", "no stage", "ranking"},
		{"recovery(burst, analytics) < 1s", "analytics", "has none", ""},
		{"recovery(burst, ranking, features) < 1s", "features", "at most two", ""},
		{"isolation(replay.end, ranking) < 2x", "replay.end", "only recovery", "replay"},
		{"backfill(burst) < 1s", "burst", "of a replay", ""},
		{"backfill(replay, team 4) < 1s", "team 4", "teams 1 to 3", ""},
		{"backfill(replay, ranking) < 1s", "ranking", "a team", ""},
		{"recovery < 1s", "recovery", "is a function", ""},
		{"lost(burst) == 0", "lost", "not a function", ""},
		{"recover(burst) < 1s", "recover", "no function", "recovery"},
		{"cost(ranking) < 1", "ranking", `cost has no "ranking"; there are total, compute`, ""},
		{"cost(totl) < 1", "totl", `cost has no "totl"`, "total"},
		{"cost-share(total) < 1%", "total", `cost-share has no "total"`, ""},
		{"cost-elasticity(zones) < 1", "zones", "there are retention, volume, fan-out, replays", ""},
		{"cost(total, compute) < 1", "compute", "takes one argument, as cost(total)", ""},
		{"cost(total) < 10s", "10s", "in money a month; expected a plain number", ""},
		{"cost-elasticity(volume) < 1s", "1s", "is in factor; expected a factor", ""},
		{"cost(total) < 10 during burst", "during", "cost is of a month", ""},
		{"cost < 10", "cost", "needs an argument, as cost(total)", ""},
		{"ranking.purge-time.p99 < 1s", "purge-time", "not built yet", ""},
		{"topics[raw.clicks].aborted == 0", "raw.clicks", "a measure of a stage", ""},
		{"raw.clicks.lost == 0", "raw", "write topics[raw.clicks].lost", ""},
		{"topics[raw.click].lost == 0", "raw.click", "no topic", "raw.clicks"},
		{"analytics.stale-time < 1s", "analytics", "has none", ""},
		{"lost.max == 0", "max", "no statistics", ""},
		{"page-view.lost == 0", "page-view", "is a decision", ""},
	} {
		_, problems := resolve(t, c.text)
		if len(problems) != 1 {
			t.Errorf("%s: %d problems %v, want 1", c.text, len(problems), problems)
			continue
		}
		p := problems[0]
		if !strings.HasPrefix(c.text[p.Offset:], c.at) || !strings.Contains(p.Message, c.says) || p.Hint != c.hint {
			t.Errorf("%s\n got %q: %s (%s)\nwant %q: %s (%s)", c.text, c.text[p.Offset:], p.Message, p.Hint, c.at, c.says, c.hint)
		}
	}
}

func TestResolveReportsEverything(t *testing.T) {
	_, problems := resolve(t, "rankin.age < 10% during brust")
	if len(problems) != 4 {
		t.Errorf("%v, want problems with the subject, the statistic, the value and the entry", problems)
	}
}

func TestResolveWithoutServingStage(t *testing.T) {
	e, err := measure.Parse("recovery(burst) < 1s")
	if err != nil {
		t.Fatal(err)
	}
	empty := topology()
	empty.Stages = empty.Stages[2:]
	if _, problems := e.Resolve(empty); len(problems) != 1 {
		t.Errorf("%v, want one problem: no serving stage", problems)
	}
}

func TestCall(t *testing.T) {
	for text, want := range map[string]measure.Call{
		"recovery(burst.end, ranking) < 1s": {Entry: "burst", End: true, Stage: "ranking"},
		"recovery(burst) < 1s":              {Entry: "burst"},
		"backfill(replay, team 3) < 1s":     {Entry: "replay", Team: 3},
		"isolation(replay, features) < 1x":  {Entry: "replay", Stage: "features"},
		"lost == 0":                         {},
	} {
		e, _ := resolve(t, text)
		if got := e.Call(); got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

func TestCatalogueIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range measure.Catalogue() {
		if seen[m.Name] {
			t.Errorf("%s is in the catalogue twice", m.Name)
		}
		seen[m.Name] = true
		if m.Definition == "" || m.Reading == "" || m.Kind == "" || m.Unit == "" || len(m.Scopes) == 0 {
			t.Errorf("%s lacks something: %+v", m.Name, m)
		}
		if m.Default != "" && !m.Allows(m.Default) {
			t.Errorf("%s does not allow its default %q", m.Name, m.Default)
		}
		if found, ok := measure.Lookup(m.Name); !ok || found.Name != m.Name {
			t.Errorf("Lookup(%q) = %v, %v", m.Name, found.Name, ok)
		}
	}
	if _, ok := measure.Lookup("nothing"); ok {
		t.Error("Lookup finds what is not there")
	}
}

func TestReserved(t *testing.T) {
	for _, word := range []string{"during", "overall", "steady", "topics", "team", "end", "max", "p99", "p0", "recovery", "backfill", "cost"} {
		if !measure.Reserved(word) {
			t.Errorf("%s is free", word)
		}
	}
	for _, word := range []string{"ranking", "burst", "analytics", "profile", "p", "lost"} {
		if measure.Reserved(word) {
			t.Errorf("%s is taken", word)
		}
	}
}

func TestFloor(t *testing.T) {
	for stat, want := range map[string]int64{"p50": 2, "p90": 10, "p99": 100, "p99.9": 1000, "p99.99": 10_000, "p1": 2, "max": 1, "mean": 1, "": 1, "p100": 1} {
		if got := measure.Floor(stat); got != want {
			t.Errorf("Floor(%q) = %d, want %d", stat, got, want)
		}
	}
}
