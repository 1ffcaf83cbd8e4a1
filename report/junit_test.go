package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/results"
)

// suites is the document as a consumer reads it.
type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Time     float64  `xml:"time,attr"`
	Suites   []suite  `xml:"testsuite"`
}

type suite struct {
	Name       string  `xml:"name,attr"`
	Tests      int     `xml:"tests,attr"`
	Failures   int     `xml:"failures,attr"`
	Errors     int     `xml:"errors,attr"`
	Skipped    int     `xml:"skipped,attr"`
	Time       float64 `xml:"time,attr"`
	Timestamp  string  `xml:"timestamp,attr"`
	Properties []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	} `xml:"properties>property"`
	Cases []struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Time    float64  `xml:"time,attr"`
		Failure *problem `xml:"failure"`
		Error   *problem `xml:"error"`
	} `xml:"testcase"`
	Output string `xml:"system-out"`
}

type problem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// fataler is a test or a property.
type fataler interface{ Fatalf(string, ...any) }

// junit writes runs and reads them back, and checks what consumers rely on: one
// well-formed document whose counts agree with its cases.
func junit(t fataler, runs ...Finished) (suites, string) {
	var buf bytes.Buffer
	if err := WriteJUnit(&buf, runs...); err != nil {
		t.Fatalf("%v", err)
	}
	text := buf.String()
	dec := xml.NewDecoder(&buf)
	var doc suites
	if err := dec.Decode(&doc); err != nil {
		t.Fatalf("not well-formed: %v\n%s", err, text)
	}
	if rest := text[dec.InputOffset():]; rest != "\n" {
		t.Fatalf("something follows the document: %q", rest)
	}
	tests, failures, errs := 0, 0, 0
	for _, s := range doc.Suites {
		failed, broken := 0, 0
		for _, c := range s.Cases {
			if c.Name == "" || c.Class == "" || c.Failure != nil && c.Error != nil {
				t.Fatalf("a case without a name, a class or one result: %+v", c)
			}
			if c.Failure != nil {
				failed++
			}
			if c.Error != nil {
				broken++
			}
		}
		if s.Tests != len(s.Cases) || s.Failures != failed || s.Errors != broken {
			t.Fatalf("counts of suite %s: %d, %d, %d of %d cases", s.Name, s.Tests, s.Failures, s.Errors, len(s.Cases))
		}
		tests, failures, errs = tests+s.Tests, failures+s.Failures, errs+s.Errors
	}
	if doc.Tests != tests || doc.Failures != failures || doc.Errors != errs || len(doc.Suites) != len(runs) {
		t.Fatalf("counts of the document: %+v", doc)
	}
	return doc, text
}

func TestJUnitGolden(t *testing.T) {
	_, text := junit(t, finished(fakeRun(t)), Finished{Scenario: "quick", Err: errors.New("no Docker")})
	golden(t, "junit.xml", []byte(text))
}

func TestJUnitSaysWhatBecameOfEachExpectation(t *testing.T) {
	r := fakeRun(t)
	doc, _ := junit(t, finished(r))
	s := doc.Suites[0]
	if s.Name != "campaign-burst" || s.Tests != 7 || s.Failures != 1 || s.Errors != 1 || s.Time < 90 || s.Skipped != 0 {
		t.Errorf("%+v", s)
	}
	if !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`).MatchString(s.Timestamp) {
		t.Errorf("timestamp %q", s.Timestamp)
	}
	properties := map[string]string{}
	for _, p := range s.Properties {
		properties[p.Name] = p.Value
	}
	for name, want := range map[string]string{"seed": "42", "target": "embedded", "freshet": r.rec.Run.Freshet, "command": "freshet run"} {
		if !strings.Contains(properties[name], want) {
			t.Errorf("property %s is %q, want %q in it", name, properties[name], want)
		}
	}
	failure, unknown := s.Cases[5].Failure, s.Cases[6].Error
	if failure == nil || !strings.Contains(failure.Message, "measured 3.62 s, expected recovery(kill, ranking) < 3s") ||
		!strings.Contains(failure.Text, "oldest unseen reached 3.2 s") {
		t.Errorf("failure: %+v", failure)
	}
	if unknown == nil || unknown.Type != "unknown" || !strings.Contains(unknown.Message, "12 samples") {
		t.Errorf("unknown: %+v", unknown)
	}
}

// Only what held is green: a suite without failures and errors is a run that came
// to its end with the verdict pass.
func TestJUnitIsGreenOnlyForAPass(t *testing.T) {
	r := fakeRun(t)
	rapid.Check(t, func(t *rapid.T) {
		out := *r.out
		out.Status = rapid.SampledFrom([]string{results.Completed, results.Stopped, results.Aborted, results.Failed, results.CutShort}).Draw(t, "status")
		out.Verdict = rapid.SampledFrom([]results.Verdict{results.Pass, results.Unknown}).Draw(t, "verdict without checks")
		out.Checks = nil
		for _, v := range rapid.SliceOfN(rapid.SampledFrom([]results.Verdict{results.Pass, results.Fail, results.Unknown}), 0, 4).Draw(t, "checks") {
			out.Checks = append(out.Checks, results.Check{Text: "lost == 0", Verdict: v})
			if v == results.Fail || v == results.Unknown && out.Verdict == results.Pass {
				out.Verdict = v
			}
		}
		f := Finished{Scenario: "x", Record: r.rec, Outcome: &out}
		if rapid.IntRange(0, 3).Draw(t, "broken") == 0 {
			f.Err = errors.New("the target went away")
		}
		doc, _ := junit(t, f)
		green := doc.Failures+doc.Errors == 0
		ended := out.Status == results.Completed || out.Status == results.Aborted
		if want := f.Err == nil && ended && out.Verdict == results.Pass; green != want {
			t.Fatalf("green: %v, want %v: status %s, verdict %s", green, want, out.Status, out.Verdict)
		}
	})
}

func TestJUnitTakesAnyText(t *testing.T) {
	r := fakeRun(t)
	rapid.Check(t, func(t *rapid.T) {
		evil := rapid.String().Draw(t, "text") + "\x1b[31m]]>\x00\x0b<!-- &"
		out := *r.out
		out.Checks = []results.Check{{Text: evil, Shown: evil, Reason: evil, Verdict: results.Fail}, {Text: "b" + evil, Reason: evil, Verdict: results.Unknown}}
		out.Warnings = []string{evil}
		rec := *r.rec
		rec.Run.Command, rec.Run.Target.Caveat = []string{evil}, evil
		_, text := junit(t, Finished{Scenario: "x", Record: &rec, Outcome: &out, Err: errors.New(evil)})
		for _, c := range text {
			if c < ' ' && c != '\n' && c != '\t' {
				t.Fatalf("a control character %s in %q", strconv.QuoteRune(c), text)
			}
		}
	})
}

func TestJUnitTimesAddUp(t *testing.T) {
	r := fakeRun(t)
	r.rec.Run.Created = r.rec.Plan.Epoch.Add(-5 * time.Second)
	one, _ := junit(t, finished(r))
	two, _ := junit(t, finished(r), finished(r))
	if one.Time < 95 || two.Time != 2*one.Time || one.Suites[0].Cases[0].Time != one.Time {
		t.Errorf("%v s, twice %v s", one.Time, two.Time)
	}
}
