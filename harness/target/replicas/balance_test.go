package replicas

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var zones = []string{"a", "b", "c"}

func brokers(ids ...int32) []Broker {
	var out []Broker
	for _, id := range ids {
		out = append(out, Broker{ID: id, Rack: zones[int(id-1)%len(zones)]})
	}
	return out
}

// spread is how a new cluster of 3 lays out partitions of RF 3.
func spread(topic string, n int32) Assignment {
	a := Assignment{}
	for p := range n {
		a[Partition{topic, p}] = []int32{p%3 + 1, (p+1)%3 + 1, (p+2)%3 + 1}
	}
	return a
}

// with is an assignment after changes.
func with(a, changes Assignment) Assignment {
	out := a.clone()
	for p, on := range changes {
		out[p] = on
	}
	return out
}

func TestABrokerMoreGetsItsPart(t *testing.T) {
	a := with(spread("clicks", 4), spread("features", 4))
	changes, err := a.Balance(brokers(1, 2, 3, 4))
	if err != nil {
		t.Fatal(err)
	}
	after := with(a, changes)
	b := balancing{to: after}
	for _, x := range brokers(1, 2, 3, 4) {
		if b.held(x.ID, "") != 6 || b.held(x.ID, "clicks") != 3 || b.led(x.ID) != 2 {
			t.Errorf("broker %d holds %d, %d of clicks, leads %d", x.ID, b.held(x.ID, ""), b.held(x.ID, "clicks"), b.led(x.ID))
		}
	}
	if n := changes.New(a); n != 6 {
		t.Errorf("%d replicas are copied, 6 would do", n)
	}
	back, err := after.Balance(brokers(1, 2, 3))
	if err != nil {
		t.Fatal(err)
	}
	if n := back.New(after); n != 6 {
		t.Errorf("%d replicas are copied on the way back, 6 would do", n)
	}
}

func TestRacksAreKeptApartWhereThatCanBe(t *testing.T) {
	a := Assignment{}
	for p := range int32(6) {
		a[Partition{"clicks", p}] = []int32{p%3 + 1, (p+1)%3 + 1}
	}
	changes, err := a.Balance(brokers(1, 2, 3, 4)) // 1 and 4 stand in rack a
	if err != nil {
		t.Fatal(err)
	}
	for p, on := range with(a, changes) {
		if slices.Contains(on, 1) && slices.Contains(on, 4) {
			t.Errorf("%s has both replicas in rack a", p)
		}
	}
	if n := changes.New(a); n != 3 {
		t.Errorf("%d replicas are copied, 3 would do", n)
	}
}

func TestTooFewBrokersForTheReplicas(t *testing.T) {
	_, err := spread("clicks", 1).Balance(brokers(1, 2))
	if err == nil || !strings.Contains(err.Error(), "clicks/0 has 3 replicas, but there would be 2 brokers") {
		t.Errorf("error: %v", err)
	}
}

func TestOntoABroker(t *testing.T) {
	a := Assignment{{"clicks", 0}: {1, 2}, {"clicks", 1}: {2, 3}, {"clicks", 2}: {3, 1}}
	onto := a.Onto(3)
	if len(onto) != 2 || !slices.Equal(onto[Partition{"clicks", 0}], []int32{3, 2}) || !slices.Equal(onto[Partition{"clicks", 1}], []int32{3, 2}) {
		t.Errorf("onto 3: %v", onto)
	}
	if n := onto.New(a); n != 1 {
		t.Errorf("%d replicas are new, want 1", n)
	}
	led := a.LedBy(3)
	if len(led) != 1 || !slices.Equal(led[Partition{"clicks", 1}], []int32{3, 2}) || led.New(a) != 0 {
		t.Errorf("led by 3: %v", led)
	}
}

func TestBalanceKeepsEveryReplica(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		replication := rapid.IntRange(1, 3).Draw(t, "replication")
		was := rapid.IntRange(replication, 6).Draw(t, "brokers before")
		will := rapid.IntRange(replication, 6).Draw(t, "brokers after")
		a := Assignment{}
		for i := range rapid.IntRange(0, 20).Draw(t, "partitions") {
			on := rapid.Permutation([]int32{1, 2, 3, 4, 5, 6}[:was]).Draw(t, "replicas")[:replication]
			a[Partition{"clicks", int32(i)}] = slices.Clone(on)
		}
		left := brokers([]int32{1, 2, 3, 4, 5, 6}[:will]...)
		changes, err := a.Balance(left)
		if err != nil {
			t.Fatal(err)
		}
		after := with(a, changes)
		for p, on := range after {
			sorted := slices.Sorted(slices.Values(on))
			if len(slices.Compact(sorted)) != replication || sorted[replication-1] > int32(will) {
				t.Fatalf("%s is on %v", p, on)
			}
		}
		b := balancing{brokers: left, to: after}
		least, most := len(a)+1, 0
		for _, x := range left {
			least, most = min(least, b.held(x.ID, "")), max(most, b.held(x.ID, ""))
		}
		if most-least > 1 {
			t.Fatalf("brokers hold from %d to %d replicas", least, most)
		}
	})
}
