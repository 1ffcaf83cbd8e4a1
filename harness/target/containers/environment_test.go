package containers

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/harness/target"
)

func lay(n int, zones ...string) *Target {
	t := New(Options{Env: map[string]string{"KAFKA_LOG_DIRS": "/elsewhere"}})
	t.cluster = "AAAAAAAAAAAAAAAAAAAAAA"
	t.brokers = newBrokers(n, zones, loopback, []int{20001, 20002, 20003, 20004, 20005}[:n])
	return t
}

func TestBrokersFormOneCluster(t *testing.T) {
	for n, want := range map[int]struct{ voters, replicas, inSync string }{
		1: {"1@kafka1:9093", "1", "1"},
		3: {"1@kafka1:9093,2@kafka2:9093,3@kafka3:9093", "3", "2"},
		5: {"1@kafka1:9093,2@kafka2:9093,3@kafka3:9093", "3", "2"},
	} {
		tgt := lay(n)
		for _, b := range tgt.brokers {
			env := tgt.environment(b)
			if env["KAFKA_CONTROLLER_QUORUM_VOTERS"] != want.voters || env["CLUSTER_ID"] != tgt.cluster {
				t.Errorf("%d brokers: voters %s, cluster %s", n, env["KAFKA_CONTROLLER_QUORUM_VOTERS"], env["CLUSTER_ID"])
			}
			if env["KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"] != want.replicas || env["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"] != want.inSync {
				t.Errorf("%d brokers: %s replicas of offsets, %s in sync", n, env["KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"], env["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"])
			}
			controls := strings.Contains(env["KAFKA_PROCESS_ROLES"], "controller")
			if controls != (b.id <= 3) || controls != strings.Contains(env["KAFKA_LISTENERS"], "CONTROLLER") {
				t.Errorf("broker %d of %d: roles %s, listeners %s", b.id, n, env["KAFKA_PROCESS_ROLES"], env["KAFKA_LISTENERS"])
			}
			if !strings.Contains(env["KAFKA_ADVERTISED_LISTENERS"], "EXTERNAL://"+b.addr) {
				t.Errorf("broker %d is advertised as %s, reached at %s", b.id, env["KAFKA_ADVERTISED_LISTENERS"], b.addr)
			}
			if env["KAFKA_LOG_DIRS"] != "/elsewhere" {
				t.Error("a setting of the user does not win")
			}
		}
	}
}

func TestBrokersAllowTheSessionsOfTheRun(t *testing.T) {
	for session, want := range map[time.Duration][3]string{
		2 * time.Second:  {"2000", "2000", "222"},
		10 * time.Second: {"6000", "10000", "1111"},
		time.Minute:      {"6000", "45000", "5000"},
		0:                {"", "", ""},
	} {
		tgt := lay(1)
		tgt.session = session
		env := tgt.environment(tgt.brokers[0])
		got := [3]string{env["KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS"], env["KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS"], env["KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS"]}
		if got != want {
			t.Errorf("sessions of %v: %v, want %v", session, got, want)
		}
	}
}

func TestZonesAreRacks(t *testing.T) {
	tgt := lay(3, "a", "b")
	for i, want := range []string{"a", "b", "a"} {
		if got := tgt.environment(tgt.brokers[i])["KAFKA_BROKER_RACK"]; got != want {
			t.Errorf("broker %d stands in %q, want %q", i+1, got, want)
		}
	}
	if _, ok := lay(1).environment(lay(1).brokers[0])["KAFKA_BROKER_RACK"]; ok {
		t.Error("a rack without zones")
	}
}

func TestSizeOfTheCluster(t *testing.T) {
	for _, c := range []struct {
		brokers     int
		replication int16
		want        int
		problem     string
	}{
		{0, 0, 3, ""},
		{1, 1, 1, ""},
		{5, 3, 5, ""},
		{2, 1, 0, "there are clusters of 1, 3 and 5"},
		{1, 3, 0, "have 3 replicas, but the cluster has 1 broker: start more of them, or set replication to 1"},
		{3, 5, 0, "have 5 replicas, but the cluster has 3 brokers"},
	} {
		got, err := New(Options{Brokers: c.brokers}).size(target.Needs{Replication: c.replication})
		if got != c.want || (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%d brokers, replication %d: %d, %v", c.brokers, c.replication, got, err)
		}
	}
}

func TestTheImageIsNamedByOptionThenEnvironment(t *testing.T) {
	t.Setenv(ImageVariable, "")
	if got := New(Options{}).image; got != DefaultImage {
		t.Errorf("image %s", got)
	}
	t.Setenv(ImageVariable, "mine:1")
	if got := New(Options{}).image; got != "mine:1" {
		t.Errorf("image %s", got)
	}
	if got := New(Options{Image: "yours:2"}).image; got != "yours:2" {
		t.Errorf("image %s", got)
	}
}

func TestPortsAreFreeAndDistinct(t *testing.T) {
	ports, err := freePorts(5)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(ports)
	if len(slices.Compact(ports)) != 5 || ports[0] < lowestPort || ports[4] > highestPort {
		t.Errorf("ports %v", ports)
	}
}

func TestClusterIDsAreKafkas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if id := newClusterID(); len(id) != 22 || strings.ContainsAny(id, "+/=") {
			t.Errorf("cluster id %q", id)
		}
	})
}
