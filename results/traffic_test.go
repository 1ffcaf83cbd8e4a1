package results

import (
	"math"
	"testing"
	"time"
)

// trafficRun is the healthy run in zones a and b, a broker in each: a second of
// traffic in each line, as much in every second, and a replay during the kill.
func trafficRun() *Record {
	run := healthyRun()
	run.run.Target.Brokers = []Broker{{ID: 1, Zone: "a"}, {ID: 2, Zone: "b"}}
	run.plan.Topics[0].Replicas = [][]int32{{1, 2}, {2, 1}}
	run.plan.Topics[1].Replicas = [][]int32{{1, 2}, {2, 1}}
	rec := run.memory()
	for at := sec; at <= 60*sec; at += sec {
		rec.Traffic = append(rec.Traffic,
			TrafficLine{At: at, Length: sec, Role: "source/clicks", Class: "serving", Zone: "a", Broker: 1, BrokerZone: "a", API: "Produce", Sent: 30_000, Received: 1_000},
			TrafficLine{At: at, Length: sec, Role: "source/clicks", Class: "serving", Zone: "a", Broker: 2, BrokerZone: "b", API: "Produce", Sent: 30_000, Received: 1_000},
			TrafficLine{At: at, Length: sec, Role: "stage/enrich", Class: "serving", Zone: "b", Broker: 2, BrokerZone: "b", API: "Fetch", Sent: 100, Received: 60_000},
			TrafficLine{At: at, Length: sec, Role: "stage/enrich", Class: "serving", Zone: "b", Broker: 2, BrokerZone: "b", API: "OffsetCommit", Sent: 60, Received: 40},
			TrafficLine{At: at, Length: sec, Role: "stage/analytics", Class: "analytics", Zone: "b", Broker: 1, BrokerZone: "a", API: "Fetch", Sent: 100, Received: 60_000},
			TrafficLine{At: at, Length: sec, Role: "control", Broker: 1, BrokerZone: "a", API: "Metadata", Sent: 10, Received: 90},
		)
		if at > 20*sec && at <= 25*sec {
			rec.Traffic = append(rec.Traffic, TrafficLine{At: at, Length: sec, Role: "replay/again", Class: "replay", Zone: "a", Broker: 1, BrokerZone: "a", API: "Fetch", Received: 1_000_000})
		}
	}
	return rec
}

func partOf(t *testing.T, rec *Record, name string) TrafficPart {
	t.Helper()
	for _, p := range Judge(rec).TrafficParts {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("no part %s", name)
	return TrafficPart{}
}

func TestTrafficByPart(t *testing.T) {
	rec := trafficRun()
	overall, during, steady := partOf(t, rec, "overall"), partOf(t, rec, "during kill"), partOf(t, rec, "steady")
	if overall.Length != 55*sec || overall.Events != 5500 || overall.Payload != 55*51200 {
		t.Errorf("overall: %v, %d events of %d bytes", overall.Length, overall.Events, overall.Payload)
	}
	for _, c := range []struct {
		part   TrafficPart
		prefix string
		want   int64
	}{
		{overall, "", 55*182_400 + 5_000_000},
		{overall, PathProduce, 55 * 62_000},
		{overall, PathConsume, 55 * 120_200},
		{overall, PathConsume + ", analytics", 55 * 60_100},
		{overall, PathControl, 55 * 200},
		{overall, PathReplay, 5_000_000},
		{during, PathReplay, 5_000_000},
		{during, PathProduce, 5 * 62_000},
		{steady, PathReplay, 0},
	} {
		if got := c.part.Bytes(c.prefix); got != c.want {
			t.Errorf("%s, %q: %d bytes, want %d", c.part.Name, c.prefix, got, c.want)
		}
	}
	if got, ok := overall.Crossing(PathProduce); !ok || got != 0.5 {
		t.Errorf("of what is produced %g crosses, %v", got, ok)
	}
	if _, ok := overall.Crossing("nothing"); ok {
		t.Error("of nothing a share crosses")
	}
	if got, ok := steady.PerEvent(""); !ok || got != 1824 {
		t.Errorf("%g bytes an event, %v", got, ok)
	}
	if got, ok := steady.Amplification(); !ok || math.Abs(got-182_400.0/51_200) > 1e-9 {
		t.Errorf("amplification %g, %v", got, ok)
	}
}

// TestALineCountsWhereItLiesWholly has stretches of ten seconds: those that a part
// begins or ends in count for none, and their events neither.
func TestALineCountsWhereItLiesWholly(t *testing.T) {
	rec := trafficRun()
	rec.Traffic = nil
	for at := 10 * sec; at <= 60*sec; at += 10 * sec {
		rec.Traffic = append(rec.Traffic, TrafficLine{At: at, Length: 10 * sec, Role: "source/clicks", API: "Produce", Sent: 10})
	}
	p := partOf(t, rec, "overall") // from 5 s
	if p.Length != 50*sec || p.Bytes("") != 50 || p.Events != 5000 {
		t.Errorf("%v, %d bytes, %d events", p.Length, p.Bytes(""), p.Events)
	}
	for i := range rec.Traffic {
		rec.Traffic[i].Length = 0
	}
	if got := Judge(rec).TrafficParts; got != nil {
		t.Errorf("of lines that do not say of which stretch they are: %+v", got)
	}
}

func TestReplicationIsDerivedFromWhatIsProduced(t *testing.T) {
	rec := trafficRun()
	r := partOf(t, rec, "overall").Replication
	bytes, crossing := r.Derived()
	if bytes != 55*60_000 || crossing != bytes || len(r.Cells) != 2 {
		t.Errorf("%d bytes, %d of them across zones: %+v", bytes, crossing, r.Cells)
	}
	// A broker that led nothing as the load began leads what it had a replica of.
	rec.Plan.Topics[0].Replicas = [][]int32{{1, 2}, {1, 2}}
	if bytes, _ := partOf(t, rec, "overall").Replication.Derived(); bytes != 55*60_000 {
		t.Errorf("after the leader moved: %d bytes", bytes)
	}
	rec.Plan.Topics[0].Replicas = [][]int32{{1}, {2}}
	if r := partOf(t, rec, "overall").Replication; r != nil {
		t.Errorf("without followers: %+v", r)
	}
	rec = trafficRun()
	rec.Run.Target.StorageModel = ModelShared
	for at := time.Duration(0); at <= 60*sec; at += 2 * sec { // what brokers receive is of the object store
		for _, broker := range []string{"1", "2"} {
			rec.Usage = append(rec.Usage, UsageLine{At: at, Broker: broker, From: UsageCgroup, Life: 1, Values: map[string]float64{UsedNetIn: 1e6 * at.Seconds()}})
		}
	}
	if r := partOf(t, rec, "overall").Replication; r != nil {
		t.Errorf("of shared storage: %+v", r)
	}
}

func TestReplicationIsMeasuredWhereEveryBrokerIs(t *testing.T) {
	rec := trafficRun()
	sample := func(broker, from string, at time.Duration, perSecond float64) {
		rec.Usage = append(rec.Usage, UsageLine{At: at, Broker: broker, From: from, Life: 1, Values: map[string]float64{UsedNetIn: perSecond * at.Seconds()}})
	}
	for at := time.Duration(0); at <= 60*sec; at += 2 * sec {
		sample("1", UsageCgroup, at, 100_000)
	}
	if r := partOf(t, rec, "steady").Replication; r.MeasuredOver != 0 {
		t.Errorf("with one broker of two: %+v", r)
	}
	for at := time.Duration(0); at <= 60*sec; at += 2 * sec {
		sample("2", UsageCgroup, at, 50_000)
	}
	r := partOf(t, rec, "overall").Replication
	const clients = 60_270 // bytes a second that clients send
	if r.MeasuredOver != 54*sec || math.Abs(r.Measured-(150_000-clients)) > 1 {
		t.Errorf("%g bytes a second over %v", r.Measured, r.MeasuredOver)
	}
	for i := range rec.Usage {
		rec.Usage[i].From = UsageScrape
	}
	if r := partOf(t, rec, "overall").Replication; r.MeasuredOver != 0 {
		t.Errorf("what a broker says of itself is no interface: %+v", r)
	}
}
