package results

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// sweep is one sample of a broker: CPU seconds and memory.
func sweep(at time.Duration, broker string, life int64, cpu, memory float64) UsageLine {
	return UsageLine{At: at, Broker: broker, From: UsageCgroup, Life: life, Values: map[string]float64{UsedCPU: cpu, UsedMemory: memory}}
}

func seriesOf(t *testing.T, rec *Record, broker, quantity string) UsageSeries {
	t.Helper()
	for _, s := range rec.UsageSeries() {
		if s.Broker == broker && s.Quantity == quantity {
			return s
		}
	}
	t.Fatalf("no %s of broker %s", quantity, broker)
	return UsageSeries{}
}

func TestRatesOfCounters(t *testing.T) {
	for name, tc := range map[string]struct {
		lines []UsageLine
		want  []UsagePoint
	}{
		"a rate between each two": {
			[]UsageLine{sweep(0, "1", 7, 10, 0), sweep(2*sec, "1", 7, 11, 0), sweep(4*sec, "1", 7, 14, 0)},
			[]UsagePoint{{0, 2 * sec, 0.5}, {2 * sec, 4 * sec, 1.5}},
		},
		"started anew, and the counter is below": {
			[]UsageLine{sweep(0, "1", 0, 10, 0), sweep(2*sec, "1", 0, 12, 0), sweep(8*sec, "1", 0, 1, 0), sweep(10*sec, "1", 0, 2, 0)},
			[]UsagePoint{{0, 2 * sec, 1}, {8 * sec, 10 * sec, 0.5}},
		},
		"started anew, and the counter is above already": {
			[]UsageLine{sweep(0, "1", 7, 1, 0), sweep(8*sec, "1", 8, 3, 0), sweep(10*sec, "1", 8, 4, 0)},
			[]UsagePoint{{8 * sec, 10 * sec, 0.5}},
		},
		"twice at one time": {
			[]UsageLine{sweep(sec, "1", 7, 1, 0), sweep(sec, "1", 7, 2, 0)},
			nil,
		},
	} {
		rec := &Record{Usage: tc.lines}
		var got []UsagePoint
		for _, s := range rec.UsageSeries() {
			if s.Quantity == UsedCPU {
				got = s.Points
			}
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestGaugesBreakWhereTheBrokerWasDown(t *testing.T) {
	rec := &Record{Usage: []UsageLine{sweep(0, "1", 7, 0, 5), sweep(2*sec, "1", 7, 0, 6), sweep(9*sec, "1", 8, 0, 3)}}
	want := []UsagePoint{{0, 0, 5}, {0, 2 * sec, 6}, {9 * sec, 9 * sec, 3}}
	if got := seriesOf(t, rec, "1", UsedMemory).Points; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// No series of samples gives a negative rate or one that is not a number.
func TestRatesAreNeverNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := &Record{}
		at := time.Duration(0)
		for range rapid.IntRange(0, 20).Draw(t, "lines") {
			at += time.Duration(rapid.Int64Range(0, int64(5*sec)).Draw(t, "step"))
			rec.Usage = append(rec.Usage, sweep(at, "1", rapid.Int64Range(0, 2).Draw(t, "life"), rapid.Float64Range(0, 1e6).Draw(t, "cpu"), 1))
		}
		for _, s := range rec.UsageSeries() {
			end := time.Duration(0)
			for _, p := range s.Points {
				if p.Value < 0 || math.IsNaN(p.Value) || math.IsInf(p.Value, 0) || p.Begin < end || p.End < p.Begin {
					t.Fatalf("%s: %+v after %v", s.Quantity, p, end)
				}
				end = p.End
			}
		}
	})
}

func TestTheOuterSourceCounts(t *testing.T) {
	own := sweep(sec, "1", 0, 1, 200)
	own.From = UsageScrape
	own.Values[UsedQueue] = 3
	rec := &Record{Usage: []UsageLine{own, sweep(2*sec, "1", 0, 5, 300)}}
	if s := seriesOf(t, rec, "1", UsedMemory); s.From != UsageCgroup || s.Points[0].Value != 300 {
		t.Errorf("memory: %+v", s)
	}
	if s := seriesOf(t, rec, "1", UsedQueue); s.From != UsageScrape {
		t.Errorf("queue: %+v", s)
	}
}

// usageRun is a healthy run on containers of a machine of two cores: three brokers,
// of which the first is down from 20 s to 30 s.
func usageRun(cores float64) testRun {
	r := healthyRun()
	r.run.Target = Target{Name: "containers", Kind: "containers", SharedCores: 2,
		Brokers: []Broker{{ID: 1, Zone: "a"}, {ID: 2, Zone: "b"}, {ID: 10, Zone: "c"}}}
	for at := time.Duration(0); at <= 60*sec; at += 2 * sec {
		for _, b := range []string{"10", "1", "2"} {
			life, cpu := int64(1), cores*at.Seconds()
			if b == "1" && at >= 20*sec {
				life, cpu = 2, cores*(at-30*sec).Seconds()
			}
			if cpu >= 0 {
				r.usage = append(r.usage, sweep(at, b, life, cpu, 1<<30))
			}
		}
	}
	return r
}

func TestUsageByPart(t *testing.T) {
	o := Judge(usageRun(0.25).memory())
	if o.Usage == nil || len(o.Usage.Brokers) != 3 {
		t.Fatalf("usage: %+v", o.Usage)
	}
	for i, name := range []string{"1", "2", "10"} {
		if b := o.Usage.Brokers[i]; b.Name != name || b.Zone == "" {
			t.Errorf("broker %d is %q in %q", i, b.Name, b.Zone)
		}
	}
	part := func(list []UsagePart, name string) UsageSum {
		for _, p := range list {
			if p.Name == name {
				return p.Used[UsedCPU]
			}
		}
		return UsageSum{}
	}
	if s := part(o.Usage.All, "steady"); math.Abs(s.Max-0.75) > 1e-9 || s.Samples == 0 {
		t.Errorf("all in steady: %+v", s)
	}
	if s := part(o.Usage.All, "during kill"); math.Abs(s.Max-0.5) > 1e-9 {
		t.Errorf("all while one is down: %+v", s)
	}
	if s := part(o.Usage.Brokers[0].Parts, "during kill"); s.Samples != 0 {
		t.Errorf("a broker that is down used %+v", s)
	}
}

func TestUsageIsNilWhereNobodyAsked(t *testing.T) {
	if o := Judge(healthyRun().memory()); o.Usage != nil {
		t.Errorf("%+v", o.Usage)
	}
}

func TestMissingIsSaidOnce(t *testing.T) {
	r := healthyRun()
	r.usage = []UsageLine{
		{At: 0, Broker: "b1", From: UsageScrape, Missing: "refused"},
		{At: sec, Broker: "b2", From: UsageScrape, Values: map[string]float64{UsedQueue: 1}},
		{At: 2 * sec, Broker: "b1", From: UsageScrape, Missing: "refused again"},
		{At: 2 * sec, Broker: "b2", From: UsageScrape, Missing: "for a while"},
	}
	u := Judge(r.memory()).Usage
	if len(u.Missing) != 1 || u.Missing[0] != (UsageMissing{"b1", UsageScrape, "refused"}) {
		t.Errorf("missing: %+v", u.Missing)
	}
	if len(u.Brokers) != 1 || u.Brokers[0].Name != "b2" {
		t.Errorf("brokers: %+v", u.Brokers)
	}
}

func TestTrustInACrowdedMachine(t *testing.T) {
	row := func(r testRun) *Trust {
		for _, x := range Judge(r.memory()).Trust {
			if x.Name == "CPU of the machine" {
				return &x
			}
		}
		return nil
	}
	// The load's own process uses 0.5 of the two cores.
	if got := row(usageRun(0.1)); got == nil || !got.OK || got.Note != "" {
		t.Errorf("an idle machine: %+v", got)
	}
	got := row(usageRun(0.5))
	if got == nil || got.OK || got.Unknown || !strings.Contains(got.Note, "competed for the same cores") {
		t.Errorf("a crowded machine: %+v", got)
	}
	elsewhere := usageRun(0.5)
	elsewhere.run.Target.SharedCores = 0
	if got := row(elsewhere); got != nil {
		t.Errorf("brokers elsewhere: %+v", got)
	}
	if v := Judge(usageRun(0.5).memory()).Verdict; v != Pass {
		t.Errorf("a crowded machine makes the verdict %s", v)
	}
}

func TestUsageReadsBackAsWritten(t *testing.T) {
	r := usageRun(0.25)
	rec := r.write(t)
	if len(rec.Problems) > 0 || len(rec.Usage) != len(r.usage) {
		t.Fatalf("%d of %d lines, %q", len(rec.Usage), len(r.usage), rec.Problems)
	}
	path := filepath.Join(rec.Dir, fileUsage)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(b, []byte("\n"))
	lines[4] = []byte(`{"at_ns":1,"broker":"1","values":{"cpu_seconds":-1}}` + "\n")
	cut := bytes.Join(lines, nil)
	if err := os.WriteFile(path, cut[:len(cut)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	torn, err := Open(rec.Dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"usage.jsonl: line 5: cpu_seconds is -1, left out", "usage.jsonl: the last line is torn, left out"}
	if len(torn.Usage) != len(r.usage)-2 || !slices.Equal(torn.Problems, want) {
		t.Errorf("%d lines, %q", len(torn.Usage), torn.Problems)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if old, err := Open(rec.Dir); err != nil || len(old.Problems) > 0 {
		t.Errorf("a record of before: %v, %q", err, old.Problems)
	}
}
