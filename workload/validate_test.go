package workload_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

func TestCompileRefuses(t *testing.T) {
	for want, change := range map[string]func(*workload.Spec){
		"duration is 0s":                   func(s *workload.Spec) { s.Duration = 0 },
		"population has 0 users":           func(s *workload.Spec) { s.Population.Users = 0 },
		"the active set is empty":          func(s *workload.Spec) { s.Population.Active = 0 },
		"exceeds the population of 100000": func(s *workload.Spec) { s.Population.Active = 100_001 },
		"session is -1s":                   func(s *workload.Spec) { s.Population.Session = -time.Second },
		"tenants have zipf exponent NaN":   func(s *workload.Spec) { s.Population.Tenants.Zipf = math.NaN() },
		"100000000 items with a zipf":      func(s *workload.Spec) { s.Population.Items.Count = 100_000_000 },
		"has 0 partitions":                 func(s *workload.Spec) { s.Sources[0].Partitions = 0 },
		"source clicks: rate is 0/s":       func(s *workload.Spec) { s.Sources[0].Rate = 0 },
		"source clicks: rate is 1e+12/s":   func(s *workload.Spec) { s.Sources[0].Rate = 1e12 },
		"source clicks: rate is NaN/s":     func(s *workload.Spec) { s.Sources[0].Rate = math.NaN() },
		"rate reaches 2e+09/s at 4s": func(s *workload.Spec) {
			s.Sources[0].Bursts[0].To, s.Sources[0].Bursts[0].Ramp = 1e6, 0
			s.Sources[0].Bursts[0].Begin = 4 * time.Second
		},
		"burst to NaNx":                        func(s *workload.Spec) { s.Sources[0].Bursts[0].To = math.NaN() },
		"burst focuses on tenant 500; tenants": func(s *workload.Spec) { s.Sources[0].Bursts[0].FocusTenant = 500 },
		"take the rate below 0": func(s *workload.Spec) {
			b := workload.Burst{Begin: 0, Hold: time.Second}
			s.Sources[1].Bursts = []workload.Burst{b, b}
		},
		"batch 0 every 1s":                               func(s *workload.Spec) { s.Sources[0].Arrivals = workload.Batch{Every: time.Second} },
		"unknown key attribute \"shoe\"":                 func(s *workload.Spec) { s.Sources[0].Key.Attributes = []string{"shoe"} },
		"key \"random\" cannot be joined":                func(s *workload.Spec) { s.Sources[0].Key.Attributes = []string{"user", "random"} },
		"unknown schema \"clack@1\"":                     func(s *workload.Spec) { s.Sources[0].Payload.Schema = "clack@1" },
		"size is 0; expected more than 0":                func(s *workload.Spec) { s.Sources[0].Size.Median = 0 },
		"size is 2e+06; expected":                        func(s *workload.Spec) { s.Sources[0].Size.Median = 2e6 },
		"late share is 1.5":                              func(s *workload.Spec) { s.Sources[0].Late.Share = 1.5 },
		"duplicates is NaN":                              func(s *workload.Spec) { s.Sources[0].Duplicates = math.NaN() },
		"late by has sigma 99":                           func(s *workload.Spec) { s.Sources[0].Late.By.Sigma = 99 },
		"reconnect devices is -1":                        func(s *workload.Spec) { s.Sources[0].Reconnects[0].Devices = -1 },
		"history spans 0s":                               func(s *workload.Spec) { s.Sources[1].History.Span = 0 },
		"source consent appears twice":                   func(s *workload.Spec) { s.Sources[0].Name = "consent" },
		"name \"a\\\"b\"":                                func(s *workload.Spec) { s.Sources[0].Name = `a"b` },
		"decision page-view comes after source number 9": func(s *workload.Spec) { s.Decisions[0].After = 9 },
		"decision page-view: think is NaN":               func(s *workload.Spec) { s.Decisions[0].Think.Median = math.NaN() },
		"tenant 499, which has no users": func(s *workload.Spec) {
			s.Population.Users, s.Population.Active = 3, 3
			s.Sources[0].Bursts[0].FocusTenant = 499
		},
	} {
		t.Run(want, func(t *testing.T) {
			spec := campaign()
			change(&spec)
			_, err := workload.Compile(spec)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v\nwant ... %s ...", err, want)
			}
		})
	}
}

func TestCompileNamesEveryProblem(t *testing.T) {
	spec := campaign()
	spec.Sources[0].Partitions, spec.Sources[1].Rate, spec.Duration = 0, 1e12, -1
	_, err := workload.Compile(spec)
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("%v\nwant three lines", err)
	}
}
