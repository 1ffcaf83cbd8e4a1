package compare

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// onStorage is a short run with a replay on a target of a storage model.
func onStorage(model string) made {
	m := short(200 * ms)
	m.plan = func(p *results.Plan) {
		p.Entries = []results.PlanEntry{{Name: "replay", Verb: "replay", Begin: 2 * sec}}
	}
	m.run = func(r *results.Run) {
		r.Target.StorageModel, r.Target.Storage, r.Target.Replication, r.Target.Limits = model, "disks of "+model, "copies", []string{"one machine"}
	}
	m.events = []results.Event{{At: 2 * sec, Kind: results.EntryBegin, Entry: "replay"}, {At: 4 * sec, Kind: results.EntryEnd, Entry: "replay"}}
	return m
}

func tiers(at time.Duration, entry string, topics ...results.TopicTiers) results.Event {
	return results.Event{At: at, Kind: results.Tiers, Entry: entry, Tiers: topics}
}

func TestStorageOfSides(t *testing.T) {
	dir := t.TempDir()
	disks, tier, shared := onStorage(results.ModelSharedNothing), onStorage(results.ModelTiered), onStorage(results.ModelShared)
	local, remote := int64(100), int64(300)
	tier.events = append(tier.events,
		tiers(-sec, "", results.TopicTiers{Topic: "raw", Remote: 1}),
		tiers(2*sec, "replay", results.TopicTiers{Topic: "raw", Remote: 30, Local: 20}, results.TopicTiers{Topic: "features", Remote: 30, Local: 20}),
		tiers(7*sec, "", results.TopicTiers{Topic: "raw", LocalBytes: &local, RemoteBytes: &remote}, results.TopicTiers{Topic: "features", LocalBytes: &local}),
	)
	for at := time.Duration(0); at <= 6*sec; at += sec {
		shared.usage = append(shared.usage, results.UsageLine{At: at, Broker: results.UsageObjects, From: results.UsageObjects, Life: 1, Values: map[string]float64{
			results.ObjectRequests + "putobject": 3 * at.Seconds(), results.ObjectsIn: 100 * at.Seconds(), results.ObjectsOut: 7 * at.Seconds(),
		}})
	}
	c := compared(t, Options{}, folder(t, dir+"/disks", 1, disks), folder(t, dir+"/tiered", 1, tier), folder(t, dir+"/shared", 1, shared))
	const none = -1
	for id, want := range map[string][3]float64{
		"remote-share(replay)":          {0, 0.6, none},
		"disk-bytes":                    {none, 200, none},
		"object-requests overall":       {none, none, 3},
		"object-bytes(written) overall": {none, none, 500},
		"object-bytes(read) overall":    {none, none, 35},
	} {
		m := rowOf(t, c, id)
		if m.Section != Storages || m.Tested {
			t.Errorf("%s: %s, tested %t", id, m.Section, m.Tested)
		}
		for i, s := range m.Sides {
			if known := s.Median != nil; known != (want[i] != none) || known && s.Median.Value != want[i] {
				t.Errorf("%s of %s: %+v, want %g", id, c.Sides[i].Name, s.Median, want[i])
			}
		}
	}
	// Of one topic nobody measured the remote part, so that there is no sum.
	if m, ok := c.Measure("remote-bytes"); ok {
		t.Errorf("remote-bytes: %+v", m.Sides)
	}
	if len(c.Storage) != 3 || c.Storage[1].Model != results.ModelTiered || c.Storage[1].On != "disks of tiered" || len(c.Storage[1].Limits) != 1 {
		t.Errorf("storage: %+v", c.Storage)
	}
}

func TestTargetsThatDoNotSayWhereRecordsAre(t *testing.T) {
	dir := t.TempDir()
	c := compared(t, Options{}, folder(t, dir+"/a", 1, short(200*ms)), folder(t, dir+"/b", 1, short(200*ms)))
	if c.Storage != nil || len(c.In(Storages)) > 0 {
		t.Errorf("storage: %+v, %+v", c.Storage, c.In(Storages))
	}
}
