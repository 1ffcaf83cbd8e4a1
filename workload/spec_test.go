package workload_test

import (
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// clicks is a source that uses most of what there is.
func clicks() workload.Source {
	return workload.Source{
		Name: "clicks", Topic: "raw.clicks", Partitions: 12,
		Key:  workload.Key{Attributes: []string{"user"}},
		Rate: 2000, Arrivals: workload.Poisson{},
		Late:       workload.Late{Share: 0.02, By: workload.Dist{Kind: workload.LogNormal, Median: 0.5, Sigma: 1}},
		Duplicates: 0.005,
		Size:       workload.Dist{Median: 512},
		Payload:    workload.Payload{Schema: "click@1", Compressibility: 0.5},
	}
}

// consent is a small even source with deletions.
func consent() workload.Source {
	return workload.Source{
		Name: "consent", Topic: "consent.user", Partitions: 12,
		Key:  workload.Key{Attributes: []string{"user"}},
		Rate: 50, Arrivals: workload.Even{}, Deletes: 0.3,
		Size:    workload.Dist{Kind: workload.LogNormal, Median: 300, Sigma: 0.4},
		Payload: workload.Payload{Schema: "consent@2"},
		History: workload.History{Bytes: 100_000, Span: 24 * time.Hour},
	}
}

// campaign is ten seconds of both, with a burst, a reconnect and a decision.
func campaign() workload.Spec {
	c := clicks()
	c.Bursts = []workload.Burst{{Begin: 3 * time.Second, To: 5, Ramp: time.Second, Hold: 2 * time.Second, Decay: time.Second, FocusTenant: 7, FocusShare: 0.4}}
	c.Reconnects = []workload.Reconnect{{Begin: 5 * time.Second, Devices: 0.3, Silent: 2 * time.Second, Flush: time.Second}}
	return workload.Spec{
		Seed: 42, Duration: 10 * time.Second,
		Population: workload.Population{
			Users: 100_000, Active: 4000, Session: time.Minute,
			Tenants: workload.Skewed{Count: 500, Zipf: 1.1}, Items: workload.Skewed{Count: 20_000, Zipf: 1},
		},
		Sources:   []workload.Source{c, consent()},
		Decisions: []workload.Decision{{Name: "page-view", Share: 0.3, Think: workload.Dist{Kind: workload.LogNormal, Median: 1, Sigma: 0.8}}},
	}
}
