package results

import (
	"slices"
	"testing"
	"time"
)

func TestRequestsToAnObjectStoreByPart(t *testing.T) {
	rec := trafficRun()
	rec.Run.Target.StorageModel, rec.Run.Target.Replication, rec.Run.Target.Limits = ModelShared, "none", []string{"latency"}
	// 3 puts and 1 get a second, 100 bytes in and 7 out; life 2 begins anew at 40 s.
	for at := time.Duration(0); at <= 60*sec; at += 10 * sec {
		s, life := at.Seconds(), int64(1)
		if at >= 40*sec {
			s, life = s-40, 2
		}
		rec.Usage = append(rec.Usage, UsageLine{At: at, Broker: UsageObjects, From: UsageObjects, Life: life, Values: map[string]float64{
			ObjectRequests + "putobject": 3 * s, ObjectRequests + "getobject": s, ObjectRequests + "listobjects": 0, ObjectsIn: 100 * s, ObjectsOut: 7 * s,
		}})
	}
	out := Judge(rec).Storage
	if out == nil || out.Model != ModelShared || out.Replication != "none" || !slices.Equal(out.Limits, []string{"latency"}) {
		t.Fatalf("storage: %+v", out)
	}
	i := slices.IndexFunc(out.Objects, func(p ObjectPart) bool { return p.Name == "overall" })
	if i < 0 {
		t.Fatalf("parts: %+v", out.Objects)
	}
	p := out.Objects[i]
	metered := int64(p.Length / sec) // all of the part but the stretch in which the counts began anew
	if lost := overall(rec) - p.Length; lost != 10*sec {
		t.Errorf("%v of the part is not metered, want 10 s", lost)
	}
	want := []ObjectCount{{"putobject", 3 * metered}, {"getobject", metered}}
	if !slices.Equal(p.Requests, want) || p.Total() != 4*metered || p.In != 100*metered || p.Out != 7*metered {
		t.Errorf("%+v, want %v", p, want)
	}
	if used := Judge(rec).Usage; used != nil && len(used.Brokers) > 0 {
		t.Errorf("the object store counts as a broker: %+v", used.Brokers)
	}
}

func overall(rec *Record) time.Duration { return rec.Plan.Duration - rec.Plan.Warmup }

func TestTiersOfARun(t *testing.T) {
	rec := trafficRun()
	if out := Judge(rec).Storage; out != nil {
		t.Errorf("of a target that says nothing: %+v", out)
	}
	rec.Run.Target.StorageModel = ModelTiered
	bytes := int64(5)
	rec.Events = append(rec.Events,
		Event{At: -sec, Kind: Tiers, Tiers: []TopicTiers{{Topic: "clicks", Remote: 3, Local: 1, LocalBytes: &bytes}}},
		Event{At: 30 * sec, Kind: Tiers, Entry: "replay", Tiers: []TopicTiers{{Topic: "clicks", Remote: 4}}},
	)
	out := Judge(rec).Storage
	if out == nil || len(out.Tiers) != 1 || out.Tiers[0].At != -sec || out.Objects != nil {
		t.Fatalf("storage: %+v", out)
	}
	if share, ok := out.Tiers[0].Topics[0].RemoteShare(); !ok || share != 0.75 {
		t.Errorf("share %g, %t", share, ok)
	}
	if _, ok := (TopicTiers{}).RemoteShare(); ok {
		t.Error("a share of nothing")
	}
	if got := Analyze(rec).readTiers("replay"); len(got) != 1 || got[0].Remote != 4 {
		t.Errorf("read: %+v", got)
	}
}
