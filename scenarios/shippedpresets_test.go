package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// loadShipped loads a shipped scenario with a preset; a test is skipped where it
// needs traces that are not here.
func loadShipped(t *testing.T, info Info, preset string) (*Scenario, LoadOptions) {
	t.Helper()
	opt := LoadOptions{Preset: preset}
	if len(info.Traces) > 0 {
		opt.Env = func(string) string { return traces(t) }
	}
	s, err := Load(info.Name, opt)
	if err != nil {
		t.Fatal(err)
	}
	return s, opt
}

func TestPresetsOfShippedScenariosHold(t *testing.T) {
	for _, info := range Shipped() {
		for _, preset := range info.Presets {
			t.Run(info.Name+"/"+preset, func(t *testing.T) {
				s, opt := loadShipped(t, info, preset)
				if again, err := reload(s, LoadOptions{Env: opt.Env}); err != nil || !same(s, again) {
					t.Errorf("not the same again: %v", err)
				}
				if len(s.Expect) < 3 {
					t.Errorf("%d expectations, want at least 3", len(s.Expect))
				}
			})
		}
	}
}

func TestVariantsOfShippedScenariosHold(t *testing.T) {
	for _, info := range Shipped() {
		if len(info.Variants) == 0 {
			continue
		}
		for _, preset := range append([]string{""}, info.Presets...) {
			list, err := LoadVariants(info.Name, LoadOptions{Preset: preset})
			if err != nil {
				t.Errorf("%s/%s: %v", info.Name, preset, err)
			}
			if got := namesOf(list, func(s *Scenario) string { return s.Variant }); !slices.Equal(got, info.Variants) {
				t.Errorf("%s/%s has the variants %q, listed are %q", info.Name, preset, got, info.Variants)
			}
		}
	}
}

// What the size small may ask of two cores that three brokers share with the load:
// partitions and requests cost the CPU there, and ages are the queue's for it.
func TestTheSizeSmallFitsFewCores(t *testing.T) {
	const (
		mostPartitions = 3      // of a topic
		mostAtBase     = 500.0  // records per second of all sources
		mostAtPeak     = 1700.0 // likewise
		longest        = 3 * time.Minute
		leastObjective = 2 * time.Second
	)
	for _, info := range Shipped() {
		t.Run(info.Name, func(t *testing.T) {
			s, _ := loadShipped(t, info, "small")
			for _, topic := range s.Topics {
				if topic.Partitions > mostPartitions {
					t.Errorf("topic %s has %d partitions, want at most %d", topic.Name, topic.Partitions, mostPartitions)
				}
			}
			for _, stage := range s.Stages {
				if stage.Objective != 0 && stage.Objective < leastObjective {
					t.Errorf("stage %s has an objective of %v, want at least %v", stage.Name, stage.Objective, leastObjective)
				}
			}
			if base, peak := offered(t, s); base > mostAtBase || peak > mostAtPeak {
				t.Errorf("%.0f records/s at base, %.0f at the peak; want at most %.0f and %.0f", base, peak, mostAtBase, mostAtPeak)
			}
			if s.Duration > longest {
				t.Errorf("it takes %v, want at most %v", s.Duration, longest)
			}
			decidesByCorrectness(t, s)
		})
	}
}

// offered is the rate of all sources together, on average before bursts and at most.
func offered(t *testing.T, s *Scenario) (base, peak float64) {
	t.Helper()
	f, err := newForecast(s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Sources {
		base += f.baseRate(i)
	}
	for _, at := range f.times {
		now := 0.0
		for i := range s.Sources {
			now += f.work.RateAt(i, at)
		}
		peak = max(peak, now)
	}
	return base, peak
}

// decidesByCorrectness holds that nothing may be lost or twice in the log, and that no
// percentile of an age decides.
func decidesByCorrectness(t *testing.T, s *Scenario) {
	t.Helper()
	asked := map[string]bool{}
	for _, e := range s.Expect {
		asked[e.Text] = true
		if strings.HasSuffix(e.Measure, "age") && strings.HasPrefix(e.Stat, "p") {
			t.Errorf("%s decides the exit of a machine with few cores", e.Text)
		}
	}
	for _, text := range []string{"lost == 0", "duplicates == 0"} {
		if !asked[text] {
			t.Errorf("it does not ask for %s", text)
		}
	}
}
