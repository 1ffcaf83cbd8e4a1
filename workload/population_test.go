package workload_test

import (
	"math"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// people is 20 s of 1000 events/s by 2000 active of 50,000 users, in sessions of
// 5 s: a gap of 2 s between the events of a user.
func people() workload.Spec {
	return workload.Spec{
		Seed: 9, Duration: 20 * time.Second,
		Population: workload.Population{
			Users: 50_000, Active: 2000, Session: 5 * time.Second,
			Tenants: workload.Skewed{Count: 50, Zipf: 1}, Items: workload.Skewed{Count: 100, Zipf: 1},
		},
		Sources: []workload.Source{{Name: "clicks", Partitions: 6, Rate: 1000, Arrivals: workload.Poisson{}, Size: workload.Dist{Median: 400}}},
	}
}

func TestUsersHaveSessions(t *testing.T) {
	w := compile(t, people())
	first, last, events := map[uint64]time.Duration{}, map[uint64]time.Duration{}, map[uint64]int{}
	sessions := map[string]bool{}
	for _, ev := range all(w.Stream(0)) {
		if _, ok := first[ev.User]; !ok {
			first[ev.User] = ev.Action
		}
		last[ev.User] = ev.Action
		events[ev.User]++
		sessions[string(w.AppendAttribute(nil, &ev, "session"))] = true
	}
	// 2000 at the start and 400 more each second are 10,000. Of the 6000 who have all
	// of their 5 s within the run e^-2.5 never click, of the others 0.37: 8040 do.
	if len(events) < 7900 || len(events) > 8180 {
		t.Errorf("%d users acted, want about 8040", len(events))
	}
	if len(sessions) != len(events) {
		t.Errorf("%d sessions of %d users, want one each", len(sessions), len(events))
	}
	for user, begin := range first {
		if length := last[user] - begin; length > 5*time.Second {
			t.Fatalf("user %d is active for %v, want at most a session of 5s", user, length)
		}
	}
}

func TestSessionsAreNumbered(t *testing.T) {
	spec := people()
	spec.Population.Users, spec.Population.Active = 1000, 500 // a lap takes 10 s
	w := compile(t, spec)
	sessions := map[uint64]map[string]bool{}
	for _, ev := range all(w.Stream(0)) {
		if sessions[ev.User] == nil {
			sessions[ev.User] = map[string]bool{}
		}
		sessions[ev.User][string(w.AppendAttribute(nil, &ev, "session"))] = true
	}
	for user, s := range sessions {
		if len(s) < 2 || len(s) > 3 {
			t.Fatalf("user %d has %d sessions in two laps", user, len(s))
		}
	}
}

func TestItemsAreSkewed(t *testing.T) {
	w := compile(t, people())
	counts := map[string]float64{}
	events := all(w.Stream(0))
	for _, ev := range events {
		counts[string(w.AppendAttribute(nil, &ev, "item"))]++
	}
	harmonic := 0.0
	for k := range 100 {
		harmonic += 1 / float64(k+1)
	}
	want := float64(len(events)) / harmonic
	if got := counts["i0"]; math.Abs(got-want) > 5*math.Sqrt(want) {
		t.Errorf("the first item has %v events, want about %.0f", got, want)
	}
	if ratio := counts["i0"] / counts["i9"]; ratio < 8 || ratio > 12.5 {
		t.Errorf("the first item has %.1f times the events of the tenth, want about 10", ratio)
	}
}

func TestFocusBringsTheTenantsUsers(t *testing.T) {
	spec := people()
	spec.Sources[0].Bursts = []workload.Burst{{Begin: 5 * time.Second, To: 3, Hold: 10 * time.Second, FocusTenant: 20, FocusShare: 0.4}}
	w := compile(t, spec)
	var during, focused, before, usual float64
	for _, ev := range all(w.Stream(0)) {
		of := string(w.AppendAttribute(nil, &ev, "tenant")) == "t20"
		switch {
		case ev.Action < 5*time.Second:
			before++
			if of {
				usual++
			}
		case ev.Action < 15*time.Second:
			during++
			if of {
				focused++
			}
		}
	}
	if share := focused / during; share < 0.39 || share > 0.43 {
		t.Errorf("tenant 20 has %.3f of the burst, want about 0.41", share)
	}
	if share := usual / before; share > 0.03 {
		t.Errorf("tenant 20 has %.3f before the burst, want about 0.01", share)
	}
}

func TestAttributesAsText(t *testing.T) {
	w := compile(t, people())
	ev := all(w.Stream(0))[1000]
	for attribute, want := range map[string]string{
		"user": "u32028", "anonymous": "a", "session": "s", "device": "d", "account": "t", "tenant": "t", "cart": "c", "item": "i",
		"user+item": "u32028:i", "unknown": "",
	} {
		got := string(w.AppendAttribute(nil, &ev, attribute))
		if len(got) < len(want) || got[:len(want)] != want || want == "" && got != "" {
			t.Errorf("%s is %q, want %q...", attribute, got, want)
		}
	}
	if got := w.AppendAttribute(nil, &ev, "random"); len(got) != 16 {
		t.Errorf("random is %q, want 16 digits", got)
	}
	for _, name := range workload.Attributes() {
		if len(w.AppendAttribute(nil, &ev, name)) == 0 {
			t.Errorf("no text for %s", name)
		}
	}
}
