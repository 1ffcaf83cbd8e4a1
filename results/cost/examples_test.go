package cost

import (
	"math"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
)

// network is what a bill takes for bytes between zones.
func network(b Bill) float64 {
	return b.Of(measure.ItemProduce) + b.Of(measure.ItemReplication) + b.Of(measure.ItemConsume)
}

// oneSided is how some write-ups count: a cent a GiB, where it leaves alone.
const oneSided = `aws,us-east-1,cross-zone.out,GiB,0.01,,USD,2026-01-01,as the write-up counts
aws,us-east-1,cross-zone.in,GiB,0,,USD,2026-01-01,as the write-up counts
aws,us-east-1,vm.m7g.xlarge,hour,0.1632,,USD,2026-01-01,not looked at
aws,us-east-1,disk.gp3,GiB-month,0.08,,USD,2026-01-01,not looked at
`

// TestPublicExamplesComeOutRight models what public write-ups of Kafka's network
// cost work out, with their inputs. docs/cost.md lists them; the unit traps (GB or
// GiB, one side or both, how long a month is) are why the inputs are spelled out.
func TestPublicExamplesComeOutRight(t *testing.T) {
	replication := func(b Bill) float64 { return b.Of(measure.ItemReplication) }
	for _, c := range []struct {
		source, at string
		prices     *List
		of         func(Bill) float64
		want       float64
	}{
		{
			"Confluent, A Guide to Mastering Kafka's Infrastructure Costs: 100 MBps in, three readers, three zones: 24.2 thousand a month of 30 days",
			"rate=100MB/s,fan-out=3,zones=3,replication=3,month=720h", Shipped(), network, 24_200,
		},
		{
			"S. Kozlovski, 14 September 2024: 30 MB/s, three groups, three zones: 241 a day",
			"rate=30MB/s,fan-out=3,zones=3,replication=3,month=24h", Shipped(), network, 241,
		},
		{
			"S. Kozlovski, 14 September 2024: the same, 7500 a month of 31 days",
			"rate=30MB/s,fan-out=3,zones=3,replication=3,month=744h", Shipped(), network, 7_500,
		},
		{
			"arika.dev, Kafka in Production, Cost Optimization: replication of 100 MB/s alone, one side, by the GiB: 5078 a month of 30 days",
			"rate=100MiB/s,zones=3,replication=3,month=720h", list(t, oneSided), replication, 5_078,
		},
	} {
		m, _ := FindModel("shared-nothing")
		b, err := m.Bill(facts(t, c.at), c.prices, Place{Provider: "aws"})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.of(b); math.Abs(got-c.want) > 0.01*c.want {
			t.Errorf("%s\n%s costs %.2f, not %.2f", c.source, c.at, got, c.want)
		}
	}
}

// TestPublicExampleOfBytes is AutoMQ, Kafka Cross-AZ Replication Cost, 2 May 2026:
// 300 MiB/s with a read fan-out of 2 in three zones makes 1200 MiB/s between zones.
func TestPublicExampleOfBytes(t *testing.T) {
	f := facts(t, "rate=300MiB/s,fan-out=2,zones=3,replication=3")
	rate := f.value(Rate)
	got := rate*f.value(CrossingProduce) + rate*f.replicasElsewhere() + rate*f.FanOut()*f.value(CrossingServing)
	if want := 1200 * float64(1<<20); math.Abs(got-want) > 1e-6*want {
		t.Errorf("%v bytes a second between zones, not %v", got, want)
	}
}

// TestFactors are the shares of bytes that cross a zone, by the table in docs/cost.md.
func TestFactors(t *testing.T) {
	for _, c := range []struct {
		at                      string
		other, elsewhere, reads float64
	}{
		{"zones=1,replication=3", 0, 0, 0},
		{"zones=3,replication=3", 2.0 / 3, 2, 2.0 / 3},
		{"zones=3,replication=3,closest-replica=on", 2.0 / 3, 2, 0},
		{"zones=3,replication=2,closest-replica=on", 2.0 / 3, 1, 1.0 / 3},
		{"zones=2,replication=3", 0.5, 1.5, 0.5},
		{"zones=3,replication=1", 2.0 / 3, 0, 2.0 / 3},
		{"zones=1,replication=1,closest-replica=on", 0, 0, 0},
	} {
		f := facts(t, c.at)
		for what, x := range map[string][2]float64{
			"produced": {f.value(CrossingProduce), c.other}, "replicated": {f.replicasElsewhere(), c.elsewhere}, "read": {f.value(CrossingServing), c.reads},
		} {
			if math.Abs(x[0]-x[1]) > 1e-12 {
				t.Errorf("%s: %s %v, want %v", c.at, what, x[0], x[1])
			}
		}
	}
}
