package harness_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const stalled = `
name: stalled
duration: 13s
warmup: 1s
population: {users: 10_000, active: {of: clicks, gap: 1s, session: 1m}}
topics:
  raw.clicks: {partitions: 6}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 2000/s, arrivals: even, size: 200B, client: {linger: 1ms}}
stages:
  reader: {class: serving, reads: raw.clicks, objective: 500ms}
timeline:
  - {at: 5s, stall: {brokers: all}, for: 3s}
expect:
  - reader.platform-age.max < 10s during stall
`

// TestAStallIsInTheAges holds the reported ages of a stall of three seconds
// against the stamps of a witness and against arithmetic.
func TestAStallIsInTheAges(t *testing.T) {
	var w *witness
	res := driveVirtual(t, load(t, stalled), target.EmbeddedOptions{}, func(tgt target.Target) harness.Options {
		var opt harness.Options
		w = watch(t, tgt, "raw.clicks", results.PhaseAudit, &opt)
		return opt
	})
	if res.Outcome.Verdict != results.Pass {
		t.Fatalf("verdict %s: %s", res.Outcome.Verdict, res.Outcome.Reason)
	}
	entry := res.Outcome.Entries[0]
	length := entry.End - entry.Begin
	quiet := partOf(t, res.Outcome, "reader", "steady").Platform.P99
	tolerance := length/100 + quiet
	reported := partOf(t, res.Outcome, "reader", "during stall").Platform

	witnessed := time.Duration(0)
	var older [2]int // than 1 s, than 2 s
	events := 0
	for _, s := range w.seen {
		if s.event.Due < entry.Begin || s.event.Due >= entry.End {
			continue
		}
		events++
		age := s.at.Sub(res.Record.Plan.Epoch) - s.event.Due
		witnessed = max(witnessed, age)
		for i := range older {
			if age > time.Duration(i+1)*time.Second {
				older[i]++
			}
		}
	}
	if events < 5900 || int64(events) != reported.Count {
		t.Errorf("the witness saw %d events of the stall, the report has %d", events, reported.Count)
	}
	near(t, "maximum against the witness", reported.Max, witnessed, tolerance)
	near(t, "maximum against the recorded stall", reported.Max, length, tolerance)
	for i, n := range older {
		limit := time.Duration(i+1) * time.Second
		want := (length - limit).Seconds() / length.Seconds()
		got := shareOver(res.Record, "reader", entry.Begin, entry.End, limit)
		if math.Abs(got-want) > 0.02 {
			t.Errorf("share older than %v: reported %.4f, arithmetic %.4f", limit, got, want)
		}
		if math.Abs(got-float64(n)/float64(events)) > 0.02 {
			t.Errorf("share older than %v: reported %.4f, witness %.4f", limit, got, float64(n)/float64(events))
		}
	}
	risesASecondASecond(t, res.Record, "reader", entry.Begin, entry.End)
}

func near(t *testing.T, what string, got, want, tolerance time.Duration) {
	t.Helper()
	t.Logf("%s: %v, expected %v, tolerance %v", what, got, want, tolerance)
	if got < want-tolerance || got > want+tolerance {
		t.Errorf("%s: %v, expected %v within %v", what, got, want, tolerance)
	}
}

func partOf(t *testing.T, out *results.Outcome, stage, part string) results.Part {
	t.Helper()
	for _, s := range out.Stages {
		for _, p := range s.Parts {
			if s.Name == stage && p.Name == part {
				return p
			}
		}
	}
	t.Fatalf("no part %q of stage %s in %+v", part, stage, out.Stages)
	return results.Part{}
}

// shareOver is the share of a stage's events due in [begin, end) whose platform
// age is above a limit.
func shareOver(rec *results.Record, stage string, begin, end, limit time.Duration) float64 {
	h := rec.Ages.Hist(results.TagPlatform+stage, func(s results.Slot) bool {
		return s.Start >= begin && s.Start+s.Length <= end
	})
	over := int64(0)
	for _, b := range h.Distribution() {
		if b.From > limit.Microseconds() {
			over += b.Count
		}
	}
	return float64(over) / float64(h.TotalCount())
}

// risesASecondASecond checks the oldest-unseen gauge within a total stall.
func risesASecondASecond(t *testing.T, rec *results.Record, stage string, begin, end time.Duration) {
	t.Helper()
	checked := 0
	for _, w := range rec.Windows {
		for i, v := range w.Stages[stage].Oldest {
			at := w.At + time.Duration(i)*results.GaugeEvery
			if at < begin+200*time.Millisecond || at > end-50*time.Millisecond {
				continue
			}
			checked++
			if d := v - (at - begin); d < -100*time.Millisecond || d > 100*time.Millisecond {
				t.Errorf("oldest unseen %v at %v into the stall", v, at-begin)
			}
		}
	}
	if checked < 50 {
		t.Errorf("only %d gauge samples within the stall", checked)
	}
}

// TestASlowGeneratorIsNeverAPass slows the generator down: the verdict must be
// unknown and say why.
func TestASlowGeneratorIsNeverAPass(t *testing.T) {
	res := driveVirtual(t, load(t, chain), target.EmbeddedOptions{}, func(target.Target) harness.Options {
		return harness.Options{Sleep: func(time.Duration) { pace.Timer(80 * time.Millisecond) }}
	})
	wantUnknown(t, res.Outcome, "generator slip")
}

// TestARateThatTheTargetCannotTakeIsNeverAPass asks for more than the embedded
// target, or this process, can do.
func TestARateThatTheTargetCannotTakeIsNeverAPass(t *testing.T) {
	sc := load(t, chain, "sources.clicks.rate=2000000/s", "sources.clicks.size=32B", "sources.clicks.arrivals=even",
		"duration=1s", "warmup=0s", "drain=1s", "population.users=10000000")
	res := drive(t, sc, target.EmbeddedOptions{}, harness.Options{})
	wantUnknown(t, res.Outcome, "slip")
}

func wantUnknown(t *testing.T, out *results.Outcome, reason string) {
	t.Helper()
	if out.Verdict != results.Unknown || !strings.Contains(strings.ToLower(out.Reason), reason) {
		t.Errorf("the verdict is %s (%s), want unknown for %s", out.Verdict, out.Reason, reason)
	}
	for _, c := range out.Checks {
		if c.Verdict == results.Pass {
			t.Errorf("%s passed", c.Text)
		}
	}
}
