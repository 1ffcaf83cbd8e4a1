package track

import (
	"slices"
	"testing"

	"github.com/freshet-bench/freshet/workload"
)

// shop is a small pipeline: clicks and consent go through features (which emits
// half) to ranking; analytics reads clicks; outcomes reads what ranking writes.
const (
	clicks, consent                        = 0, 1
	rawClicks, rawConsent, features, picks = 0, 1, 2, 3
	atFeatures, atRanking, atAnalytics     = 0, 1, 2
	atOutcomes                             = 3
)

func shop(partitions int32, emits float64) Topology {
	return Topology{
		Seed: 7, Shards: workload.Shards,
		Sources: []SourceInfo{{"clicks", rawClicks, partitions}, {"consent", rawConsent, partitions}},
		Topics:  []TopicInfo{{"raw.clicks", partitions}, {"consent.user", partitions}, {"features.user", partitions}, {"picks", partitions}},
		Stages: []StageInfo{
			atFeatures:  {Name: "features", Reads: []int{rawClicks, rawConsent}, Writes: features, Emits: emits, Sources: []int{clicks, consent}},
			atRanking:   {Name: "ranking", Reads: []int{features}, Writes: picks, Serves: true, Emits: 1, Sources: []int{clicks, consent}},
			atAnalytics: {Name: "analytics", Reads: []int{rawClicks}, Writes: -1, Emits: 1, Sources: []int{clicks}},
			atOutcomes:  {Name: "outcomes", Reads: []int{picks}, Writes: -1, Emits: 1, Sources: []int{clicks, consent}},
		},
	}
}

func TestDownstream(t *testing.T) {
	top := shop(1, 1)
	for stage, want := range [][]int{{atRanking, atOutcomes}, {atOutcomes}, nil, nil} {
		if got := top.downstream(stage); !slices.Equal(got, want) {
			t.Errorf("downstream of %s: %v, want %v", top.Stages[stage].Name, got, want)
		}
	}
}

func TestRouteFollowsTheDrawOfTheStagesOnTheWay(t *testing.T) {
	top := shop(1, 0.5)
	if r := top.route(clicks, atFeatures); !r.open {
		t.Error("features reads the source's topic, and its route is not open")
	}
	r := top.route(clicks, atOutcomes)
	reached := 0
	for n := range uint64(1000) {
		ev := workload.Event{N: n}
		want := workload.Emits(top.Seed, "features", "clicks", n, 0, 0.5)
		if got := r.reached(top.Seed, &ev); got != want {
			t.Fatalf("event %d reaches outcomes: %v, but features emits it: %v", n, got, want)
		}
		if want {
			reached++
		}
	}
	if reached < 400 || reached > 600 {
		t.Errorf("%d of 1000 events reach outcomes, want about half", reached)
	}
}

// A stage that also reads the source's topic gets every event.
func TestRouteIsOpenIfOneWayIs(t *testing.T) {
	top := shop(1, 0.5)
	top.Stages[atOutcomes].Reads = []int{picks, rawClicks}
	if !top.route(clicks, atOutcomes).open {
		t.Error("the direct way to outcomes is not seen")
	}
	if top.route(consent, atOutcomes).open {
		t.Error("consent has no direct way to outcomes")
	}
}
