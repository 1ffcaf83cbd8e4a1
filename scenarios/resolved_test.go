package scenarios

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// same compares what two scenarios say, the text they came from left out.
func same(a, b *Scenario) bool {
	x, y := *a, *b
	for _, s := range []*Scenario{&x, &y} {
		s.File, s.traces = "", nil
		s.Expect = append([]Expect(nil), s.Expect...)
		for i := range s.Expect {
			s.Expect[i].Line = 0
		}
		s.Presets, s.Variants, s.Variant = nil, nil, "" // of the file: what is resolved has none to choose from
		s.Timeline = append([]Entry(nil), s.Timeline...)
		for i := range s.Timeline {
			s.Timeline[i].Line, s.Timeline[i].Col = 0, 0
		}
	}
	return reflect.DeepEqual(x, y)
}

// reload reads a resolved scenario again.
func reload(s *Scenario, opt LoadOptions) (*Scenario, error) {
	opt.fill()
	return parseScenario(s.File, s.Resolved, LoadOptions{Scale: 1, Env: opt.Env, ReadFile: opt.ReadFile})
}

func TestResolvedReadsAsTheSame(t *testing.T) {
	for _, text := range append(examples(t), small) {
		s := load(t, text)
		again, err := reload(s, memory(""))
		if err != nil {
			t.Fatalf("%v\nin:\n%s", err, s.Resolved)
		}
		if !same(s, again) {
			t.Errorf("not the same again:\n%s\n%s", s.Resolved, again.Resolved)
		}
	}
}

func TestResolvedIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawScenario(t)
		opt := memory(text)
		opt.Scale = rapid.SampledFrom([]float64{1, 0.1, 0.37, 3}).Draw(t, "scale")
		s, err := Load("x.yaml", opt)
		if err != nil {
			t.Fatalf("%v\nin:\n%s", err, text)
		}
		again, err := reload(s, memory(""))
		if err != nil {
			t.Fatalf("%v\nin:\n%s", err, s.Resolved)
		}
		if !same(s, again) {
			t.Fatalf("not the same again:\n%s\n%s", s.Resolved, again.Resolved)
		}
	})
}

// drawScenario draws the values that are hard to write exactly.
func drawScenario(t *rapid.T) string {
	ns := func(name string, least, most int64) string {
		return fmt.Sprintf("%dns", rapid.Int64Range(least, most).Draw(t, name))
	}
	share := func(name string) string {
		if rapid.Bool().Draw(t, name+" as percentage") {
			return fmt.Sprintf("%v%%", float64(rapid.IntRange(1, 9999).Draw(t, name))/100)
		}
		return fmt.Sprintf("%.9f", rapid.Float64Range(0.000001, 1).Draw(t, name))
	}
	distribution := func(name string) string {
		switch rapid.IntRange(0, 2).Draw(t, name+" kind") {
		case 0:
			return ns(name, 1, 1e12)
		case 1:
			return "exp " + ns(name, 1, 1e12)
		}
		p50 := rapid.Int64Range(1, 1e9).Draw(t, name+" p50")
		return fmt.Sprintf("{p50: %dns, p99: %dns}", p50, p50+rapid.Int64Range(0, 1000*p50).Draw(t, name+" more"))
	}
	p50 := rapid.IntRange(1, 10_000).Draw(t, "size")
	return fmt.Sprintf(`name: drawn
duration: %s
topics: {raw: {history: {size: %dB}}, out: {partitions: %d, retention: %s}}
sources:
  clicks: {topic: raw, rate: %v/s, size: {p50: %dB, p99: %dB}, late: {share: %s, by: %s}, duplicates: %s, client: {linger: %s, batch: %dB}}
stages:
  features: {reads: raw, writes: out, emits: %s, work: %s, objective: %s}
timeline:
  - {at: %s, slow: {stage: features, work: %s}, for: %s}
`,
		ns("duration", 100e9, 1e14), rapid.Int64Range(1, 1<<20).Draw(t, "history"), rapid.IntRange(1, 1000).Draw(t, "partitions"), ns("retention", 1e9, 1e17),
		rapid.Float64Range(0.001, 1e6).Draw(t, "rate"), p50, p50+rapid.IntRange(0, 20*p50).Draw(t, "larger"), share("late"), distribution("by"), share("duplicates"), ns("linger", 0, 1e9),
		rapid.IntRange(1024, 1<<20).Draw(t, "batch"), share("emits"), distribution("work"), ns("objective", 1e6, 1e12),
		ns("at", 0, 50e9), distribution("slow"), ns("for", 1e6, 40e9))
}

func TestShippedScenariosHold(t *testing.T) {
	for _, info := range Shipped() {
		t.Run(info.Name, func(t *testing.T) {
			opt := LoadOptions{}
			if info.Name == "traffic-trace" {
				opt.Env = func(string) string { return traces(t) }
			}
			s, err := Load(info.Name, opt)
			if err != nil {
				t.Fatal(err)
			}
			if s.Name != info.Name || s.About == "" || s.About != info.About || s.Duration != info.Duration {
				t.Errorf("listed as %+v, but it is %q, %q, %v", info, s.Name, s.About, s.Duration)
			}
			if s.Duration.Seconds() < 20 || s.Duration.Minutes() > 3 {
				t.Errorf("it takes %v; a shipped scenario takes 20 s to 3 min", s.Duration)
			}
			if len(s.Expect) < 4 {
				t.Errorf("%d expectations, want at least 4", len(s.Expect))
			}
			text, _ := ShippedSource(info.Name)
			if head, _, _ := strings.Cut(string(text), "name: "); !strings.Contains(head, "# The question: ") || !strings.Contains(head, "# How to read the answer: ") {
				t.Error("the file does not begin with the question and how to read the answer")
			}
			if again, err := reload(s, opt); err != nil || !same(s, again) {
				t.Errorf("not the same again: %v", err)
			}
			var plan strings.Builder
			if err := s.WritePlan(&plan); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestShippedInOrder(t *testing.T) {
	var names []string
	for _, info := range Shipped() {
		names = append(names, info.Name)
	}
	want := []string{
		"quick", "broker-replacement", "broker-stall", "campaign-burst", "consumer-failure", "key-choice", "network-partition", "reconnect-storm",
		"replay-storm", "replay-teams", "replay-under-failure", "retention-growth", "rolling-restart", "scale-out-in", "session-ranking", "slow-analytics", "storage-models", "traffic-trace",
	}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
	if _, ok := ShippedSource("nothing"); ok {
		t.Error("there is a scenario that there is not")
	}
}

// quick is the first thing that anybody runs.
func TestQuickHasFloors(t *testing.T) {
	s, err := Load("quick", LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Duration.Seconds() != 20 {
		t.Errorf("quick takes %v", s.Duration)
	}
	for _, e := range s.Expect {
		if e.Samples < 1 {
			t.Errorf("%s has no floor of samples", e.Text)
		}
	}
}

// traces is the folder of the real traces; a test that needs them is skipped
// without.
func traces(t *testing.T) string {
	folder := os.Getenv("FRESHET_TRACES")
	if folder == "" {
		folder = "../../shared/traces"
	}
	for _, file := range []string{"NAB_Twitter_volume_AMZN.csv", "otto_sample_train.jsonl"} {
		if _, err := os.Stat(folder + "/" + file); err != nil {
			t.Skipf("%s/%s is not there", folder, file)
		}
	}
	return folder
}

// The bins of traffic-trace are those of the file, four times: the jump included.
func TestTrafficTraceJumps(t *testing.T) {
	folder := traces(t)
	s, err := Load("traffic-trace", LoadOptions{Env: func(string) string { return folder }})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := s.Spec()
	if err != nil {
		t.Fatal(err)
	}
	curve := spec.Sources[0].Curve
	if curve.Bins() != 60 || curve.Length() != s.Duration {
		t.Fatalf("%d bins in %v, want 60 in %v", curve.Bins(), curve.Length(), s.Duration)
	}
	_, _, before := curve.Bin(19)
	begin, end, jump := curve.Bin(20)
	if before != 4*60 || jump != 4*1673 || (end-begin).Seconds() != 1 {
		t.Errorf("from %v to %v in %v, want from 240 to 6692 in 1s", before, jump, end-begin)
	}
}
