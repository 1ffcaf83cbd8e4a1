package containers_test

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
)

// zoned has brokers, a source and two stages in three zones. One stage reads from
// leaders, the other from the closest replica. Batches are large, so that what a
// request costs beside its records hardly counts.
const zoned = `
name: zoned
duration: 24s
warmup: 4s
drain: 60s
zones: [a, b, c]
population: {users: 1_000_000, active: {of: clicks, gap: 10m}}
topics:
  raw.clicks: {partitions: 6, replication: 3, min-isr: 2}
sources:
  clicks: {topic: raw.clicks, key: random, rate: 1500/s, size: 1KiB, client: {linger: 100ms, compression: none}}
stages:
  far:  {class: serving, reads: raw.clicks, members: 2, fetch-from: leader, group: {static: true}}
  near: {class: analytics, reads: raw.clicks, members: 3, group: {static: true}}
expect:
  - lost == 0
`

// TestTrafficBetweenZones compares the matrix with what has to come out: by how
// leaders are spread, by which member of a group reads which partition, and by
// replicas being in every zone.
func TestTrafficBetweenZones(t *testing.T) {
	tgt := containers.New(containers.Options{Env: small, Progress: func(line string) { t.Log(line) }})
	seen := &assignment{t: t, tgt: tgt, stage: "far"}
	res := drive(t, tgt, zoned, harness.Options{Observe: harness.Observer{Plan: seen.plan, Window: seen.window}})
	holds(t, res.Outcome)
	i := slices.IndexFunc(res.Outcome.TrafficParts, func(p results.TrafficPart) bool { return p.Name == "overall" })
	if i < 0 || seen.total == 0 {
		t.Fatalf("no traffic overall, or nobody was assigned: %+v", seen)
	}
	p := res.Outcome.TrafficParts[i]
	for _, path := range []struct {
		name      string
		want, off float64
	}{
		{results.PathProduce, 2.0 / 3, 0.01},
		{results.PathConsume + ", serving", seen.crossing / seen.total, 0.01},
		{results.PathConsume + ", analytics", 0, 0.01},
	} {
		got, ok := p.Crossing(path.name)
		t.Logf("%s: %.4f crosses zones, expected %.4f", path.name, got, path.want)
		if !ok || math.Abs(got-path.want) > path.off {
			t.Errorf("%s: %.4f crosses zones, want %.4f", path.name, got, path.want)
		}
	}
	replicated(t, p)
}

// replicated compares what followers copied by assignment with what the brokers'
// containers received, which has all else in it that brokers say to each other.
func replicated(t *testing.T, p results.TrafficPart) {
	t.Helper()
	r := p.Replication
	if r == nil {
		t.Fatal("nothing is known of replication")
	}
	bytes, crossing := r.Derived()
	sent := int64(0)
	for _, c := range p.Cells {
		if c.Path == results.PathProduce {
			sent += c.Sent
		}
	}
	if math.Abs(float64(bytes)/float64(2*sent)-1) > 1e-6 || crossing != bytes {
		t.Errorf("%d bytes were produced, %d derived for two followers, %d of them to other zones", sent, bytes, crossing)
	}
	if r.MeasuredOver == 0 {
		t.Log("the containers' interfaces could not be read")
		return
	}
	derived := float64(bytes) / p.Length.Seconds()
	t.Logf("replication: %.0f bytes/s derived, %.0f measured over %v", derived, r.Measured, r.MeasuredOver)
	if r.Measured < 0.9*derived || r.Measured > 2*derived {
		t.Errorf("replication: %.0f bytes/s derived, %.0f measured", derived, r.Measured)
	}
}

// assignment finds out who reads what while a run goes on: the records that members
// of a stage read across zones, and all.
type assignment struct {
	t     *testing.T
	tgt   *containers.Target
	stage string

	once            sync.Once
	group, topic    string
	zones           []string
	crossing, total float64
}

func (a *assignment) plan(p results.Plan, _ string) {
	a.group, a.topic, a.zones = groupOf(p, a.stage), physical(p, "raw.clicks"), p.Zones
}

// window asks once, in the middle of the run.
func (a *assignment) window(w results.Window) {
	if w.At.Seconds() < 15 {
		return
	}
	a.once.Do(func() {
		if err := a.ask(context.Background()); err != nil {
			a.t.Error(err)
		}
	})
}

func (a *assignment) ask(ctx context.Context) error {
	cl, err := kgo.NewClient(kgo.SeedBrokers(a.tgt.Bootstrap()...), kgo.Dialer(a.tgt.Dial))
	if err != nil {
		return err
	}
	defer cl.Close()
	admin := kadm.NewClient(cl)
	topics, err := admin.ListTopics(ctx, a.topic)
	if err != nil {
		return err
	}
	ends, err := admin.ListEndOffsets(ctx, a.topic)
	if err != nil {
		return err
	}
	groups, err := admin.DescribeGroups(ctx, a.group)
	if err != nil {
		return err
	}
	zoneOf := map[int32]string{}
	for _, b := range a.tgt.Facts().Brokers {
		zoneOf[b.ID] = b.Zone
	}
	for _, m := range groups[a.group].Members {
		id := *m.InstanceID // the group's name and the member's number
		n, err := strconv.Atoi(id[strings.LastIndexByte(id, '-')+1:])
		if err != nil {
			return err
		}
		given, _ := m.Assigned.AsConsumer()
		for _, topic := range given.Topics {
			for _, p := range topic.Partitions {
				end, _ := ends.Lookup(a.topic, p)
				a.total += float64(end.Offset)
				if zoneOf[topics[a.topic].Partitions[p].Leader] != a.zones[n%len(a.zones)] {
					a.crossing += float64(end.Offset)
				}
			}
		}
	}
	return nil
}

func groupOf(p results.Plan, stage string) string {
	for _, s := range p.Stages {
		if s.Name == stage {
			return s.Group
		}
	}
	return ""
}
