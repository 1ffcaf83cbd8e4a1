package compare

import (
	"errors"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

func TestParseGate(t *testing.T) {
	for _, c := range []struct {
		text, measure string
		above         bool
		bound         float64
		relative      bool
	}{
		{"ranking.age.p99 > +10%", "ranking.age.p99", true, 0.1, true},
		{"ranking.age.p99>+10%", "ranking.age.p99", true, 0.1, true},
		{"clicks.acked.rate < -5% overall", "clicks.acked.rate overall", false, -0.05, true},
		{"ranking.platform-age.p99.9 > +50ms during burst", "ranking.platform-age.p99.9 during burst", true, 0.05, false},
		{"recovery(burst.end, ranking) > +5s", "recovery(burst.end, ranking)", true, 5, false},
		{"topics[raw.clicks].lost > +0", "topics[raw.clicks].lost", true, 0, false},
		{"page-view.missed > +0.01 overall", "page-view.missed overall", true, 0.01, false},
		{"ranking.age.p99 > -20%", "ranking.age.p99", true, -0.2, true},
	} {
		g, err := ParseGate(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if g.Measure != c.measure || g.Above != c.above || !near(g.Bound, c.bound) || g.Relative != c.relative {
			t.Errorf("%s: %+v", c.text, g)
		}
	}
}

func TestParseGateSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		text   string
		offset int
		want   string
	}{
		{"", 0, "expected a measure"},
		{"ranking.age.p99", 15, "expected a measure, > or <"},
		{"ranking.age.p99 > 10%", 18, "with its sign"},
		{"ranking.age.p99 > ", 18, "expected a difference"},
		{"ranking.age.p99 >= +10%", 16, "compared with > or <, not with >="},
		{"ranking.age.p99 > +10 %", 22, "is not a qualifier"},
		{"ranking.age.p99 > +tenth", 19, "is not a quantity"},
		{"ranking.age.p99 > -120%", 18, "by more than 100%"},
		{"> +10%", 0, "expected a measure"},
		{"ranking..p99 > +10%", 8, "after the dot"},
		{"ranking.age.p99 > +10% during", 29, "name of a timeline entry"},
	} {
		_, err := ParseGate(c.text)
		var syntax *measure.SyntaxError
		if !errors.As(err, &syntax) || syntax.Offset != c.offset || !strings.Contains(syntax.Message, c.want) {
			t.Errorf("%q: %+v; want offset %d, %q", c.text, err, c.offset, c.want)
		}
	}
}

func FuzzParseGate(f *testing.F) {
	for _, seed := range []string{
		"ranking.age.p99 > +10%", "recovery(burst.end, ranking) > +5s", "topics[raw.clicks].lost > +0", "a<-1%during b", "((>+", "x > +9e999%", "ranking.age.p99 > +1m30s overall",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := ParseGate(text)
		var syntax *measure.SyntaxError
		if err != nil {
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(text) {
				t.Fatalf("%q: %+v", text, err)
			}
			return
		}
		if len(g.probe) != len(text) || g.Text != text {
			t.Fatalf("%q is read as %q", text, g.probe)
		}
		again, err := ParseGate(g.Text)
		if err != nil || again != g {
			t.Fatalf("%q: %+v, %+v", text, again, err)
		}
		_ = g.resolve(madePlan("test", 6*sec).Topology())
	})
}

func TestGatesAreDecided(t *testing.T) {
	dir := t.TempDir()
	a, b, few := folder(t, dir+"/a", 6, short(200*ms)), folder(t, dir+"/b", 6, short(230*ms)), folder(t, dir+"/few", 3, short(230*ms))
	for _, c := range []struct {
		text, other string
		verdict     results.Verdict
		reason      string
	}{
		{"ranking.platform-age.p99 > +5%", b, results.Fail, ""},
		{"ranking.platform-age.p99 > +10ms overall", b, results.Fail, ""},
		{"ranking.platform-age.p99 > +30%", b, results.Pass, ""},
		{"ranking.platform-age.p99 < -5%", b, results.Pass, ""},
		{"ranking.platform-age.p99 > -5%", b, results.Fail, ""},
		{"serving.platform-age.p99 > +5%", b, results.Fail, ""},
		{"lost > +0", b, results.Pass, ""},
		{"ranking.platform-age.p99 > +5%", few, results.Unknown, "6 and 3 runs; a p-value needs 4"},
		{"ranking.erase-age.p99 > +5%", b, results.Unknown, "no run of a has a value: no sample in steady"},
	} {
		g, err := ParseGate(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := compared(t, Options{Gates: []Gate{g}}, a, c.other)
		r := got.Gates[0]
		if r.Verdict != c.verdict || got.Verdict() != c.verdict || !strings.Contains(r.Reason, c.reason) {
			t.Errorf("%s: %s, %q (p %v); want %s, %q", c.text, r.Verdict, r.Reason, r.P, c.verdict, c.reason)
		}
	}
}

func TestGatesOfCensoredValues(t *testing.T) {
	short, long := sampleOf(0, 20, 21, 22, 23, 24, 25), sampleOf(0, 58, 58, 58, 58, 58, 58)
	never, early := sampleOf(0, -60, -60, -60, -60, -60, -60), sampleOf(0, -62, -62, -62, -62, -62, -62)
	const worse, better = "recovery(burst, ranking) > +5s", "recovery(burst, ranking) < -5s"
	for _, c := range []struct {
		name, text   string
		first, other Sample
		verdict      results.Verdict
		reason       string
	}{
		{"neither side finished", worse, never, never, results.Unknown, "every run of both sides"},
		{"neither side finished", better, never, early, results.Unknown, "every run of both sides"},
		{"watched for less than the bound beyond", worse, long, never, results.Unknown, "order is not known"},
		{"watched for less than the bound beyond", better, never, long, results.Unknown, "order is not known"},
		{"watched for long enough", worse, short, never, results.Fail, ""},
		{"watched for long enough", better, never, short, results.Fail, ""},
		{"far within the bound", worse, never, short, results.Pass, ""},
		{"far within the bound", better, short, never, results.Pass, ""},
	} {
		g, err := ParseGate(c.text)
		if err != nil {
			t.Fatal(err)
		}
		g.unit = measure.Seconds
		got := &Comparison{Sides: []Side{{Name: "a"}, {Name: "b"}}, Method: Options{}.method()}
		got.Gates = []GateResult{got.gate(g, []Sample{c.first, c.other}, 1)}
		got.adjustGates()
		r := got.Gates[0]
		if r.Verdict != c.verdict || !strings.Contains(r.Reason, c.reason) || c.reason == "" && r.Reason != "" {
			t.Errorf("%s, %s: %s, %q; want %s, %q", c.text, c.name, r.Verdict, r.Reason, c.verdict, c.reason)
		}
	}
}

func TestGatesOfWhatIsNotThere(t *testing.T) {
	dir := t.TempDir()
	a, b := folder(t, dir+"/a", 1, short(200*ms)), folder(t, dir+"/b", 1, short(200*ms))
	sides, _, err := Open([]string{a, b})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"rankin.age.p99 > +5%":               `column 1: there is no stage or class "rankin"; did you mean "ranking"?`,
		"ranking.age.p99 > +5":               `column 19: age is in seconds, but "+5" stands here`,
		"ranking.age.p99 > +5% during burst": `column 30: there is no timeline entry "burst"`,
		"lost > +1ms":                        "column 8: lost is in records",
	} {
		g, err := ParseGate(text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Compare(sides, Options{Gates: []Gate{g}})
		var wrong *GateError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
