package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// WriteJUnit writes runs as JUnit XML, as CI systems read it: a test suite a run,
// a test case an expectation, and a case "run" for the run itself. A failed
// expectation is a failure. An unknown one is an error, as is a run that failed,
// was interrupted or was never made, so that only what held is green.
func WriteJUnit(w io.Writer, runs ...Finished) error {
	doc := junitSuites{Name: "freshet"}
	for _, r := range runs {
		doc.add(newSuite(r))
	}
	out, err := xml.MarshalIndent(doc, "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, out)
	}
	if err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	return nil
}

// junitSuites is the document.
type junitSuites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Time     seconds  `xml:"time,attr"`
	Suites   []junitSuite
}

// junitSuite is one run.
type junitSuite struct {
	XMLName    xml.Name         `xml:"testsuite"`
	ID         int              `xml:"id,attr"`
	Name       string           `xml:"name,attr"`
	Tests      int              `xml:"tests,attr"`
	Failures   int              `xml:"failures,attr"`
	Errors     int              `xml:"errors,attr"`
	Skipped    int              `xml:"skipped,attr"` // none ever is, but readers want the count
	Time       seconds          `xml:"time,attr"`
	Timestamp  string           `xml:"timestamp,attr,omitempty"` // UTC, as the schema has it: without a zone
	Hostname   string           `xml:"hostname,attr,omitempty"`
	Properties *junitProperties `xml:"properties"`
	Cases      []junitCase
	Output     string `xml:"system-out,omitempty"`
}

type junitProperties struct {
	Property []junitProperty `xml:"property"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// junitCase is an expectation, or the run itself.
type junitCase struct {
	XMLName xml.Name      `xml:"testcase"`
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    seconds       `xml:"time,attr"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
}

// junitProblem is why a case is not green.
type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// seconds is a duration as JUnit has it.
type seconds time.Duration

// MarshalXMLAttr writes seconds with three decimals.
func (s seconds) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	return xml.Attr{Name: name, Value: strconv.FormatFloat(time.Duration(s).Seconds(), 'f', 3, 64)}, nil
}

func (d *junitSuites) add(s junitSuite) {
	s.ID = len(d.Suites)
	d.Suites = append(d.Suites, s)
	d.Tests += s.Tests
	d.Failures += s.Failures
	d.Errors += s.Errors
	d.Time += s.Time
}

func newSuite(f Finished) junitSuite {
	s := junitSuite{Name: f.Scenario}
	took := seconds(0)
	if f.judged() {
		took = seconds(f.took())
		s.Hostname = f.Record.Run.Machine.Host
		if created := f.Record.Run.Created; !created.IsZero() {
			s.Timestamp = created.UTC().Format("2006-01-02T15:04:05")
		}
		s.Properties = junitFacts(f.Record)
		s.Output = junitOutput(f)
	}
	class := "freshet." + f.Scenario
	s.add(runCase(f, class, took))
	if f.Outcome != nil {
		for _, c := range f.Outcome.Checks {
			s.add(checkCase(c, class))
		}
	}
	return s
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	s.Time += c.Time
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	}
}

// took is how long the run took, from the making of its record to the last moment
// that the record knows of.
func (f *Finished) took() time.Duration {
	took := lastSeen(f.Record, f.Outcome)
	if created, epoch := f.Record.Run.Created, f.Record.Plan.Epoch; !created.IsZero() && epoch.After(created) {
		took += epoch.Sub(created)
	}
	return took
}

// runCase is the case of the run itself. It carries the time of all: expectations
// are judged together, on one load.
func runCase(f Finished, class string, took seconds) junitCase {
	c := junitCase{Name: "run", Class: class, Time: took}
	if trouble := f.trouble(); trouble != "" {
		c.Error = &junitProblem{Message: trouble, Type: "run"}
	}
	return c
}

func checkCase(check results.Check, class string) junitCase {
	c := junitCase{Name: check.Text, Class: class}
	asked := check.Text
	switch measured := or(check.Shown, noSample); check.Verdict {
	case results.Pass:
	case results.Fail:
		c.Failure = &junitProblem{Message: "measured " + measured + ", expected " + asked, Type: "expectation", Text: checkDetails(check)}
	default:
		why := or(oneLine(check.Reason), "no reason is recorded")
		c.Error = &junitProblem{Message: "unknown: " + why, Type: "unknown", Text: checkDetails(check)}
	}
	return c
}

// checkDetails is all that is known of an expectation, a line each.
func checkDetails(c results.Check) string {
	var b strings.Builder
	for _, l := range []fact{
		{"asked", c.Text},
		{"measured", or(c.Shown, noSample)},
		{"during", c.During},
		{"samples", count(c.Samples)},
		{"verdict", string(c.Verdict)},
		{"reason", oneLine(c.Reason)},
		{"the run said", c.Changed},
	} {
		if l.Value != "" {
			fmt.Fprintf(&b, "\n%-12s  %s", l.Name, l.Value)
		}
	}
	b.WriteByte('\n')
	return b.String()
}

// junitFacts is where, with what and on what the run ran.
func junitFacts(rec *results.Record) *junitProperties {
	facts := append([]fact{{"scenario", rec.Run.Scenario}}, runFacts(rec.Run)...)
	facts = append(facts, fact{"caveat", rec.Run.Target.Caveat}, fact{"command", shellLine(rec.Run.Command)}, fact{"record", rec.Dir})
	list := &junitProperties{}
	for _, f := range facts {
		if f.Value != "" {
			list.Property = append(list.Property, junitProperty{strings.ToLower(f.Name), f.Value})
		}
	}
	return list
}

// junitOutput is the run in a few lines.
func junitOutput(f Finished) string {
	lines := []string{headline(f.Record, f.Outcome)}
	if len(f.Outcome.Settled) > 0 {
		_, correct := correctnessSentence(f.Outcome)
		lines = append(lines, "Correctness: "+correct)
	}
	for _, w := range collapsed(append(append([]string{}, f.Outcome.Warnings...), f.Record.Problems...)) {
		lines = append(lines, "Warning: "+oneLine(w))
	}
	return strings.Join(lines, "\n")
}
