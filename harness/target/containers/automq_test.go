package containers

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

func layAutoMQ(n int, env map[string]string, zones ...string) *Target {
	t := New(Options{Preset: AutoMQ, Env: env})
	t.cluster = "3D4fXN-yS1-vsQ8aJ_q4Mg"
	t.brokers = newBrokers(n, zones, loopback, []int{20001, 20002, 20003, 20004, 20005}[:n])
	return t
}

// overrides are the settings of a command line, which has to begin as the image's
// start script wants it.
func overrides(t *testing.T, command []string) map[string]string {
	t.Helper()
	if len(command) < 2 || command[0] != "/opt/automq/kafka/bin/kafka-server-start.sh" || command[1] != "/opt/automq/kafka/config/kraft/server.properties" {
		t.Fatalf("command %q", command)
	}
	out := map[string]string{}
	for pair := range slices.Chunk(command[2:], 2) {
		name, value, ok := strings.Cut(pair[1], "=")
		if pair[0] != "--override" || !ok || strings.ContainsAny(value, " {}") {
			t.Errorf("argument %q", pair)
		}
		out[name] = value
	}
	return out
}

func TestAutoMQIsStartedAsItWants(t *testing.T) {
	tgt := layAutoMQ(1, nil)
	command, err := tgt.automqCommand(tgt.brokers[0])
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"cluster.id": "3D4fXN-yS1-vsQ8aJ_q4Mg", "node.id": "1", "process.roles": "broker,controller",
		"controller.quorum.voters": "1@kafka1:9093", "controller.quorum.bootstrap.servers": "kafka1:9093",
		"listeners":                        "PLAINTEXT://:9092,CONTROLLER://:9093,OUT://:19092",
		"listener.security.protocol.map":   "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,OUT:PLAINTEXT",
		"advertised.listeners":             "PLAINTEXT://kafka1:9092,OUT://127.0.0.1:20001",
		"s3.data.buckets":                  "0@s3://automq-data?region=us-east-1&endpoint=http://s3:9000&pathStyle=true",
		"s3.ops.buckets":                   "1@s3://automq-ops?region=us-east-1&endpoint=http://s3:9000&pathStyle=true",
		"s3.wal.path":                      "0@s3://automq-data?region=us-east-1&endpoint=http://s3:9000&pathStyle=true",
		"autobalancer.controller.enable":   "false",
		"group.initial.rebalance.delay.ms": "0", "offsets.topic.num.partitions": "6", "transaction.state.log.num.partitions": "6",
	}
	if got := overrides(t, command); !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	env := tgt.automqEnvironment()
	if want := map[string]string{"KAFKA_S3_ACCESS_KEY": s3User, "KAFKA_S3_SECRET_KEY": s3Password, "KAFKA_HEAP_OPTS": automqHeap}; !maps.Equal(env, want) {
		t.Errorf("environment %v", env)
	}
}

func TestAutoMQsBrokersFormOneCluster(t *testing.T) {
	tgt := layAutoMQ(5, nil, "a", "b")
	tgt.growing = true
	for i, b := range tgt.brokers {
		command, err := tgt.automqCommand(b)
		if err != nil {
			t.Fatal(err)
		}
		got := overrides(t, command)
		controls := i < 3
		if strings.Contains(got["process.roles"], "controller") != controls || strings.Contains(got["listeners"], "CONTROLLER://") != controls {
			t.Errorf("broker %d: roles %s, listeners %s", b.id, got["process.roles"], got["listeners"])
		}
		if got["controller.quorum.voters"] != "1@kafka1:9093,2@kafka2:9093,3@kafka3:9093" || got["controller.quorum.bootstrap.servers"] != "kafka1:9093,kafka2:9093,kafka3:9093" {
			t.Errorf("broker %d: quorum %s, %s", b.id, got["controller.quorum.voters"], got["controller.quorum.bootstrap.servers"])
		}
		if got["broker.rack"] != []string{"a", "b"}[i%2] || got["autobalancer.controller.enable"] != "true" {
			t.Errorf("broker %d: %v", b.id, got)
		}
	}
}

func TestSettingsOfTheUserReachAutoMQ(t *testing.T) {
	tgt := layAutoMQ(1, map[string]string{
		"KAFKA_BROKER_SESSION_TIMEOUT_MS": "3000", "KAFKA_HEAP_OPTS": "-Xmx2g", "KAFKA_AUTOBALANCER_CONTROLLER_ENABLE": "true",
		"KAFKA_LISTENER_NAME_OUT_SCRAM___SHA___512_X__Y": "z", "KAFKA_S3_WAL_PATH": "0@s3://automq-data?batchInterval=50", "KAFKA_S3_SECRET_KEY": "other",
	})
	tgt.session = 10 * time.Second
	command, err := tgt.automqCommand(tgt.brokers[0])
	if err != nil {
		t.Fatal(err)
	}
	got := overrides(t, command)
	for name, want := range map[string]string{
		"broker.session.timeout.ms": "3000", "autobalancer.controller.enable": "true", "heap.opts": "",
		"group.min.session.timeout.ms": "6000", "listener.name.out.scram-sha-512.x_y": "z",
		"s3.wal.path": "0@s3://automq-data?batchInterval=50", "s3.secret.key": "",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if settings := tgt.Facts().Settings; !slices.Contains(settings, "KAFKA_AUTOBALANCER_CONTROLLER_ENABLE=true") || slices.Contains(settings, "autobalancer.controller.enable=false") {
		t.Errorf("the record says of the balancer: %q", settings)
	}
	if env := tgt.automqEnvironment(); env["KAFKA_HEAP_OPTS"] != "-Xmx2g" || env["KAFKA_S3_SECRET_KEY"] != "other" || len(env) != 3 {
		t.Errorf("environment %v", env)
	}
}

func TestSharedStorageKeepsOneReplica(t *testing.T) {
	if n, err := layAutoMQ(1, nil).size(target.Needs{Replication: 3, Brokers: 1}); n != 1 || err != nil {
		t.Errorf("%d brokers: %v", n, err)
	}
	asked := []target.Topic{{Name: "clicks", Replication: 3, MinISR: 2}}
	if got := single(asked)[0]; got.Replication != 1 || got.MinISR != 0 || asked[0].Replication != 3 {
		t.Errorf("%+v, asked for as %+v", got, asked)
	}
	facts := layAutoMQ(3, nil).Facts()
	if facts.Name != "automq" || facts.Kind != "containers" || facts.StorageModel != results.ModelShared || !slices.Contains(facts.Settings, "autobalancer.controller.enable=false") {
		t.Errorf("facts %+v", facts)
	}
}

func TestTheGuardIsWaitedForOnlyBeforeFaults(t *testing.T) {
	tgt := layAutoMQ(1, nil)
	told := func(line string) { t.Error(line) }
	tgt.brokers[0].answered = time.Now()
	if err := tgt.Settle(t.Context(), told); err != nil { // no faults
		t.Error(err)
	}
	tgt.faults = true
	tgt.brokers[0].answered = time.Now().Add(-2 * automqGuard)
	if err := tgt.Settle(t.Context(), told); err != nil {
		t.Error(err)
	}
}
