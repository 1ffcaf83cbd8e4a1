package containers_test

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
)

// zoned has brokers in three zones, a source in each, and two stages in all three.
// One stage reads from leaders, the other from the closest replica. Batches are
// large, so that what a request costs beside its records hardly counts.
const zoned = `
name: zoned
duration: 24s
warmup: 4s
drain: 60s
zones: [a, b, c]
population: {users: 1_000_000, active: {of: in-a, gap: 10m}}
topics:
  raw.clicks: {partitions: 6, replication: 3, min-isr: 2}
sources:
  in-a: {topic: raw.clicks, key: random, rate: 300/s, size: 1KiB, zone: a, client: {linger: 100ms, compression: none}}
  in-b: {topic: raw.clicks, key: random, rate: 300/s, size: 1KiB, zone: b, client: {linger: 100ms, compression: none}}
  in-c: {topic: raw.clicks, key: random, rate: 300/s, size: 1KiB, zone: c, client: {linger: 100ms, compression: none}}
stages:
  far:  {class: serving, reads: raw.clicks, members: 3, fetch-from: leader, group: {static: true}}
  near: {class: analytics, reads: raw.clicks, members: 3, group: {static: true}}
expect:
  - lost == 0
`

// TestTrafficBetweenZones compares the matrix with what has to come out, within 1 %:
// by the partitions that the ledger says each record went to, where their leaders
// are, and which member of the group reads which; and by replicas being in every
// zone. What is produced is two thirds, but for the luck of the draw.
func TestTrafficBetweenZones(t *testing.T) {
	tgt := containers.New(containers.Options{Env: small, Progress: func(line string) { t.Log(line) }})
	seen := &assignment{t: t, tgt: tgt, stage: "far"}
	res := drive(t, tgt, zoned, harness.Options{Observe: harness.Observer{Plan: seen.plan, Window: seen.window}})
	holds(t, res.Outcome)
	if len(seen.zoneOf) != 6 {
		t.Fatalf("members were given %d of 6 partitions: %v", len(seen.zoneOf), seen.zoneOf)
	}
	leaders := leaderZones(t, res.Record, "raw.clicks")
	produced := expected(res.Record, func(l results.LedgerLine) (crosses, counts bool) {
		return l.Source != "in-"+leaders[l.Partition], l.State == results.StateAcked
	})
	consumed := expected(res.Record, func(l results.LedgerLine) (crosses, counts bool) {
		return seen.zoneOf[l.Partition] != leaders[l.Partition], l.State == results.StateAvailable && l.Stage == "far"
	})
	within(t, "produced", metered(res.Record, "Produce", "source/in-"), produced.share(), 0.01*produced.share())
	within(t, "consumed from leaders", metered(res.Record, "Fetch", "stage/far"), consumed.share(), 0.01*consumed.share())
	within(t, "consumed from the closest replica in the median second", medianSecond(t, res.Record, "stage/near"), 0, 0.01)
	const even = 2.0 / 3
	luck := 4 * math.Sqrt(even*(1-even)/produced.all) // four standard deviations of a binomial share
	within(t, "records that leaders in three zones get", produced.share(), even, luck)
	replicated(t, overall(t, res.Outcome))
}

func within(t *testing.T, what string, got, want, off float64) {
	t.Helper()
	t.Logf("%s: %.4f cross zones, expected %.4f", what, got, want)
	if math.IsNaN(got) || math.Abs(got-want) > off {
		t.Errorf("%s: %.4f cross zones, want %.4f within %.4f", what, got, want, off)
	}
}

// crossing is an amount, and what of it crosses zones.
type crossing struct{ across, all float64 }

func (c *crossing) add(n float64, crosses bool) {
	c.all += n
	if crosses {
		c.across += n
	}
}

func (c crossing) share() float64 { return c.across / c.all }

// expected counts the records of the lines of the ledger that count.
func expected(rec *results.Record, look func(results.LedgerLine) (crosses, counts bool)) crossing {
	var sum crossing
	for _, l := range rec.Ledger {
		if crosses, counts := look(l); counts {
			sum.add(float64(l.Intervals.Count()), crosses)
		}
	}
	return sum
}

// metered is the share of bytes that crossed zones, in the direction that carries
// records, of all that the roles with a prefix asked for by an API in the run.
func metered(rec *results.Record, api, roles string) float64 {
	var sum crossing
	for _, l := range rec.Traffic {
		if l.API == api && strings.HasPrefix(l.Role, roles) {
			sum.add(float64(l.Sent+l.Received), l.Zone != l.BrokerZone)
		}
	}
	return sum.share()
}

// medianSecond is the share of what a role fetched that crossed zones, in the median
// second after the warmup. A follower that is behind, as on a busy machine, is not
// read from for a while, and the first fetches go to leaders in any case.
func medianSecond(t *testing.T, rec *results.Record, role string) float64 {
	t.Helper()
	seconds := map[time.Duration]*crossing{}
	for _, l := range rec.Traffic {
		if l.API != "Fetch" || l.Role != role || l.At <= rec.Plan.Warmup || l.At > rec.Plan.Duration {
			continue
		}
		if seconds[l.At] == nil {
			seconds[l.At] = &crossing{}
		}
		seconds[l.At].add(float64(l.Sent+l.Received), l.Zone != l.BrokerZone)
	}
	var shares []float64
	for _, c := range seconds {
		shares = append(shares, c.share())
	}
	if len(shares) == 0 {
		t.Fatalf("%s fetched nothing", role)
	}
	slices.Sort(shares)
	return shares[len(shares)/2]
}

// leaderZones is the zone of each partition's leader.
func leaderZones(t *testing.T, rec *results.Record, topic string) map[int32]string {
	t.Helper()
	zones, out := map[int32]string{}, map[int32]string{}
	for _, b := range rec.Run.Target.Brokers {
		zones[b.ID] = b.Zone
	}
	for _, pt := range rec.Plan.Topics {
		for p, replicas := range pt.Replicas {
			if pt.Name == topic && len(replicas) > 0 {
				out[int32(p)] = zones[replicas[0]]
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("the plan does not say where the replicas of %s are", topic)
	}
	return out
}

func overall(t *testing.T, out *results.Outcome) results.TrafficPart {
	t.Helper()
	for _, p := range out.TrafficParts {
		if p.Name == "overall" {
			return p
		}
	}
	t.Fatal("no traffic overall")
	return results.TrafficPart{}
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
	if r.Measured < 0.5*derived || r.Measured > 2*derived { // followers are behind on a busy machine
		t.Errorf("replication: %.0f bytes/s derived, %.0f measured", derived, r.Measured)
	}
}

// assignment finds out while a run goes on in which zone the member of a stage is
// that reads a partition.
type assignment struct {
	t     *testing.T
	tgt   *containers.Target
	stage string

	once   sync.Once
	group  string
	zones  []string
	zoneOf map[int32]string
}

func (a *assignment) plan(p results.Plan, _ string) {
	a.group, a.zones = groupOf(p, a.stage), p.Zones
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
	groups, err := kadm.NewClient(cl).DescribeGroups(ctx, a.group)
	if err != nil {
		return err
	}
	a.zoneOf = map[int32]string{}
	for _, m := range groups[a.group].Members {
		id := *m.InstanceID // the group's name and the member's number
		n, err := strconv.Atoi(id[strings.LastIndexByte(id, '-')+1:])
		if err != nil {
			return err
		}
		given, _ := m.Assigned.AsConsumer()
		for _, topic := range given.Topics {
			for _, p := range topic.Partitions {
				a.zoneOf[p] = a.zones[n%len(a.zones)]
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
