package measure_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]measure.Expectation{
		"ranking.platform-age.p99 < 500ms": {
			Subject: "ranking", Measure: "platform-age", Stat: "p99", Op: measure.Less, Value: 0.5, Unit: measure.Seconds,
		},
		"ranking.age.p99.9 <= 2s during burst": {
			Subject: "ranking", Measure: "age", Stat: "p99.9", Op: measure.LessEqual, Value: 2, Unit: measure.Seconds,
			Qualifier: measure.During, Entry: "burst",
		},
		"page-view.missed<0.5% overall": {
			Subject: "page-view", Measure: "missed", Op: measure.Less, Value: 0.005, Unit: measure.Ratio, Qualifier: measure.Overall,
		},
		"lost == 0": {Measure: "lost", Op: measure.Equal},
		"topics[raw.clicks].duplicates != 3": {
			Subject: "raw.clicks", SubjectKind: measure.OfTopic, Measure: "duplicates", Op: measure.NotEqual, Value: 3,
		},
		"recovery( burst.end ,  ranking ) < 20s": {
			Measure: "recovery", Args: []string{"burst.end", "ranking"}, Op: measure.Less, Value: 20, Unit: measure.Seconds,
		},
		"backfill(replay, team  2) > 1_000s": {
			Measure: "backfill", Args: []string{"replay", "team 2"}, Op: measure.Greater, Value: 1000, Unit: measure.Seconds,
		},
		"lag.max >= 1m": {Measure: "lag", Stat: "max", Op: measure.GreaterEqual, Value: 60, Unit: measure.Seconds},
	} {
		want.Text = text
		got, err := measure.Parse(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", text, got, err, want)
		}
	}
}

// The caret stands under the word that the error must point at.
func TestParsePointsAtTheMistake(t *testing.T) {
	for _, c := range []struct{ text, caret, says, hint string }{
		{"", "^", "expected a measure", ""},
		{"lost", "    ^", "expected <", ""},
		{"lost = 0", "     ^", "expected <", "=="},
		{"lost == ", "        ^", "expected a value", ""},
		{"lost == none", "        ^", "not a quantity", ""},
		{"lost == -1", "        ^", "not a quantity", ""},
		{"ranking. < 1s", "        ^", "expected a name after the dot", ""},
		{"a.b.c.d < 1s", "      ^", "too many dots", ""},
		{"ranking.age.p99 < 1s durring burst", "                     ^", "not a qualifier", "during"},
		{"ranking.age.p99 < 1s during", "                           ^", "expected the name of a timeline entry", ""},
		{"ranking.age.p99 < 1s during burst now", "                                  ^", "nothing more", ""},
		{"ranking.age.p99 < 1 s", "                    ^", "not a qualifier", ""},
		{"topics[raw.clicks]lost == 0", "                  ^", "expected a dot", ""},
		{"topics[raw.clicks", "       ^", "in brackets", ""},
		{"topics[a]. == 0", "          ^", "expected a measure", ""},
		{"recovery(burst", "         ^", "unquoted comma", ""},
		{"recovery() < 1s", "         ^", "expected an argument", ""},
	} {
		_, err := measure.Parse(c.text)
		var syntax *measure.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("Parse(%q) = %v, want a *SyntaxError", c.text, err)
			continue
		}
		if syntax.Offset != strings.Index(c.caret, "^") || !strings.Contains(syntax.Message, c.says) || syntax.Hint != c.hint {
			t.Errorf("Parse(%q):\n%s\n%*s %s (%s)\nwant at %d: %s (%s)", c.text, c.text, syntax.Offset+1, "^", syntax.Message, syntax.Hint, strings.Index(c.caret, "^"), c.says, c.hint)
		}
	}
}

func FuzzParseExpectation(f *testing.F) {
	for _, seed := range []string{
		"ranking.platform-age.p99 < 500ms during burst", "lost == 0", "recovery(burst.end, ranking) < 20s",
		"topics[raw.clicks].lost >= 1_000", "a.p99.9<1e3%", "p..5", "x(((", "é.age.max < 1µs", "topics[] ==",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := measure.Parse(text)
		var syntax *measure.SyntaxError
		if err != nil {
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(text) || syntax.Message == "" {
				t.Fatalf("Parse(%q): %#v", text, err)
			}
			return
		}
		if e.Value < 0 || e.Value != e.Value || e.Measure == "" || e.Op == "" {
			t.Fatalf("Parse(%q) = %+v", text, e)
		}
		_, problems := e.Resolve(topology())
		for _, p := range problems {
			if p.Offset < 0 || p.Offset > len(text) || p.Message == "" {
				t.Fatalf("Resolve(%q): %+v", text, p)
			}
		}
	})
}
