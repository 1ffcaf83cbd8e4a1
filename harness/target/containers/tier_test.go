package containers

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/replicas"
)

func TestBrokersAreTiered(t *testing.T) {
	tgt := New(Options{Preset: Tiered, Env: map[string]string{"KAFKA_REMOTE_LOG_MANAGER_TASK_INTERVAL_MS": "77"}})
	tgt.brokers = newBrokers(3, nil, loopback, []int{20001, 20002, 20003})
	tgt.tierPath = LocalTierPath
	env := tgt.environment(tgt.brokers[0])
	for name, want := range map[string]string{
		"KAFKA_REMOTE_LOG_STORAGE_SYSTEM_ENABLE":                         "true",
		"KAFKA_REMOTE_LOG_STORAGE_MANAGER_CLASS_NAME":                    LocalTierClass,
		"KAFKA_REMOTE_LOG_STORAGE_MANAGER_CLASS_PATH":                    "/opt/kafka/tiered-storage/*",
		"KAFKA_REMOTE_LOG_METADATA_MANAGER_LISTENER_NAME":                "INTERNAL",
		"KAFKA_RSM_CONFIG_DIR":                                           "/tiered",
		"KAFKA_RLMM_CONFIG_REMOTE_LOG_METADATA_TOPIC_REPLICATION_FACTOR": "3",
		"KAFKA_RLMM_CONFIG_REMOTE_LOG_METADATA_TOPIC_MIN_ISR":            "2",
		"KAFKA_REMOTE_LOG_MANAGER_TASK_INTERVAL_MS":                      "77",
		"KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS":                          "1000",
	} {
		if env[name] != want {
			t.Errorf("%s is %q, want %q", name, env[name], want)
		}
	}
	plain := New(Options{Preset: Kafka})
	plain.brokers = newBrokers(1, nil, loopback, []int{20001})
	if got := plain.environment(plain.brokers[0]); got["KAFKA_REMOTE_LOG_STORAGE_SYSTEM_ENABLE"] != "" {
		t.Error("a broker without tiers has remote storage")
	}
	for _, s := range tgt.Facts().Settings {
		if s == "KAFKA_REMOTE_LOG_MANAGER_TASK_INTERVAL_MS=1000" {
			t.Error("facts do not say what the user set")
		}
	}
}

func TestAnotherRemoteStorage(t *testing.T) {
	dir := t.TempDir()
	if _, err := (Tier{Jars: dir}).classPath(); err == nil || !strings.Contains(err.Error(), "there are no jars in "+dir) {
		t.Errorf("no jars: %v", err)
	}
	for _, name := range []string{"b.jar", "a.jar", "readme.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tier := Tier{Class: "com.example.Rsm", Jars: dir}
	path, err := tier.classPath()
	if err != nil || path != "/tmp/freshet-tier-a.jar:/tmp/freshet-tier-b.jar" {
		t.Errorf("class path %s, %v", path, err)
	}
	tgt := New(Options{Preset: Tiered, Tier: tier})
	tgt.brokers = newBrokers(1, nil, loopback, []int{20001})
	env := tgt.environment(tgt.brokers[0])
	if _, ok := env["KAFKA_RSM_CONFIG_DIR"]; ok || env["KAFKA_REMOTE_LOG_STORAGE_MANAGER_CLASS_NAME"] != "com.example.Rsm" {
		t.Errorf("environment %v", env)
	}
	if bytes, err := tgt.RemoteBytes(t.Context()); bytes != nil || err != nil {
		t.Errorf("bytes of a store that is not known: %v, %v", bytes, err)
	}
}

func TestTheLookIntoTheImage(t *testing.T) {
	script := lookScript("/a/*:/b.jar", true)
	for _, want := range []string{"chmod 0777 /tiered", "set -- /a/*\n", "set -- /b.jar\n", "exit 3"} {
		if !strings.Contains(script, want) {
			t.Errorf("%q lacks %q", script, want)
		}
	}
	if strings.Contains(lookScript("/a/*", false), "exit 3") {
		t.Error("jars of this machine are looked for in the image")
	}
}

func TestTopicsWithAHistoryAreTiered(t *testing.T) {
	topics := []target.Topic{
		{Name: "small", Partitions: 3, History: 6 << 20},
		{Name: "large", Partitions: 4, History: 4 << 30, Configs: map[string]string{"segment.bytes": "5"}},
		{Name: "compact", Partitions: 1, History: 1 << 30, Compact: true},
		{Name: "live", Partitions: 1},
	}
	got := tiered(topics)
	for i, want := range []map[string]string{
		{"remote.storage.enable": "true", "segment.bytes": "1048576", "local.retention.bytes": "1048576"},
		{"remote.storage.enable": "true", "segment.bytes": "5", "local.retention.bytes": "134217728"},
		nil, nil,
	} {
		if !maps.Equal(got[i].Configs, want) {
			t.Errorf("%s: %v, want %v", got[i].Name, got[i].Configs, want)
		}
	}
	if topics[0].Configs != nil {
		t.Error("what was asked for was changed")
	}
}

func TestWhatIsLeftToUpload(t *testing.T) {
	part := func(topic string, n int32) replicas.Partition { return replicas.Partition{Topic: topic, Number: n} }
	local, left := uploadLeft(map[replicas.Partition]int64{
		part("clicks", 0): 2001, part("clicks", 1): 2000, part("other", 0): 1 << 40,
	}, map[string]int64{"clicks": 1000}, 10, 1)
	if local != 4011 || left != 2 {
		t.Errorf("%d bytes, %d replicas", local, left)
	}
}

const segmentList = `-rw-r--r-- 1 1000 1000 1048560 Nov 23 04:20 /tiered/kafka-tiered-storage/freshet-1.raw.clicks-0-MNoH5T9zQ2SbTOdxyLdUeA/00000000000000000000-abc.log
-rw-r--r-- 1 1000 1000 40 Nov 23 04:20 /tiered/kafka-tiered-storage/freshet-1.raw.clicks-11-MNoH5T9zQ2SbTOdxyLdUeA/00000000000000000100-abc.log
-rw-r--r-- 1 1000 1000 7 Nov 23 04:20 /tiered/kafka-tiered-storage/a-1-b-0-MNoH5T9zQ2SbTOdxyLdU-_/0-x.log
-rw-r--r-- 1 1000 1000 9 Nov 23 04:20 /tiered/kafka-tiered-storage/stray.log
total 3
`

func TestSegmentsByTopic(t *testing.T) {
	want := map[string]int64{"freshet-1.raw.clicks": 1048600, "a-1-b": 7}
	if got := segmentsByTopic(segmentList); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func FuzzSegmentsByTopic(f *testing.F) {
	f.Add(segmentList)
	f.Add("a b c d -5 f g h /x-0-MNoH5T9zQ2SbTOdxyLdUeA/y.log")
	f.Add("")
	f.Fuzz(func(t *testing.T, list string) {
		for topic, bytes := range segmentsByTopic(list) {
			if topic == "" || bytes < 0 {
				t.Errorf("%q: %d", topic, bytes)
			}
		}
	})
}
