package scrape

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

func parseFile(t *testing.T, name string) Page {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What a broker of Kafka 4.3.1 exports, with an exporter that has no rules and
// with ours, has every quantity of the JMX exporter but remote storage.
func TestRealPages(t *testing.T) {
	for name, want := range map[string]Page{
		"kafka-4.3.1-no-rules.prom": {Life: 1795395316, Values: map[string]float64{
			results.UsedCPU: 3.91, results.UsedMemory: 344100864, results.UsedTopicIn: 0, results.UsedTopicOut: 0,
			results.UsedHandlerIdle: 0.9427664482, results.UsedQueue: 0, results.UsedUnderRepl: 0, results.UsedOffline: 0,
			results.UsedISRShrinks: 0, results.UsedLogSize: 2458,
		}},
		"kafka-4.3.1-own-rules.prom": {Life: 1795396306, Values: map[string]float64{
			results.UsedCPU: 4.58, results.UsedMemory: 342470656, results.UsedTopicIn: 24220, results.UsedTopicOut: 0,
			results.UsedHandlerIdle: 0.9494666131492848, results.UsedQueue: 0, results.UsedUnderRepl: 0, results.UsedOffline: 0,
			results.UsedISRShrinks: 0, results.UsedLogSize: 27778,
		}},
	} {
		if got := parseFile(t, name); got.Life != want.Life || !maps.Equal(got.Values, want.Values) {
			t.Errorf("%s:\n got %v\nwant %v", name, got, want)
		}
	}
}

func TestVariantsOfNames(t *testing.T) {
	for _, tc := range []struct {
		about, page string
		quantity    string
		want        float64 // -1 = not measured
	}{
		{"lower case, count", "kafka_server_brokertopicmetrics_bytesinpersec_count 5", results.UsedTopicIn, 5},
		{"lower case, total", "kafka_server_brokertopicmetrics_bytesinpersec_total 5", results.UsedTopicIn, 5},
		{"bare", "kafka_server_BrokerTopicMetrics_BytesInPerSec 5", results.UsedTopicIn, 5},
		{"persec cut off", "kafka_server_brokertopicmetrics_bytesin_total 5", results.UsedTopicIn, 5},
		{"words apart", "kafka_server_broker_topic_metrics_BytesInPerSec_total 5", results.UsedTopicIn, 5},
		{"name in a label", `kafka_server_BrokerTopicMetrics_Count{name="BytesOutPerSec"} 5`, results.UsedTopicOut, 5},
		{"a sum and its topics", "kafka_server_brokertopicmetrics_bytesin_total{topic=\"a\"} 2\nkafka_server_brokertopicmetrics_bytesin_total 5\nkafka_server_brokertopicmetrics_bytesin_total{topic=\"b\"} 3", results.UsedTopicIn, 5},
		{"topics alone", "kafka_server_brokertopicmetrics_bytesin_total{topic=\"a\"} 2\nkafka_server_brokertopicmetrics_bytesin_total{topic=\"b\"} 3", results.UsedTopicIn, 5},
		{"a rate is no total", `kafka_server_BrokerTopicMetrics_OneMinuteRate{name="BytesInPerSec"} 5`, results.UsedTopicIn, -1},
		{"a gauge may be a rate", "# TYPE kafka_server_brokertopicmetrics_bytesinpersec gauge\nkafka_server_brokertopicmetrics_bytesinpersec 5", results.UsedTopicIn, -1},
		{"a gauge that counts", "# TYPE kafka_server_brokertopicmetrics_bytesinpersec_count gauge\nkafka_server_brokertopicmetrics_bytesinpersec_count 5", results.UsedTopicIn, 5},
		{"replication is another", `kafka_server_BrokerTopicMetrics_Count{name="ReplicationBytesInPerSec"} 5`, results.UsedTopicIn, -1},
		{"idle as percent", "kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent 0.7", results.UsedHandlerIdle, 0.7},
		{"idle's count is another", `kafka_server_KafkaRequestHandlerPool_Count{name="RequestHandlerAvgIdlePercent"} 6e9`, results.UsedHandlerIdle, -1},
		{"idle has not begun", `kafka_server_KafkaRequestHandlerPool_OneMinuteRate{name="RequestHandlerAvgIdlePercent"} 0`, results.UsedHandlerIdle, -1},
		{"not a number", "kafka_server_replicamanager_underreplicatedpartitions NaN", results.UsedUnderRepl, -1},
		{"value", "kafka_server_replicamanager_underreplicatedpartitions_value 2", results.UsedUnderRepl, 2},
		{"AutoMQ in", "kafka_network_io_bytes_total{direction=\"in\"} 4\nkafka_network_io_bytes_total{direction=\"out\"} 9", results.UsedTopicIn, 4},
		{"AutoMQ out", "kafka_network_io_bytes_total{direction=\"in\"} 4\nkafka_network_io_bytes_total{direction=\"out\"} 9", results.UsedTopicOut, 9},
		{"AutoMQ offline", "# TYPE kafka_partition_offline_count gauge\nkafka_partition_offline_count 1", results.UsedOffline, 1},
		{"AutoMQ upload", "kafka_stream_upload_size_bytes_total 77", results.UsedRemoteCopied, 77},
		{"Redpanda's shards", "# TYPE redpanda_cpu_busy_seconds_total gauge\nredpanda_cpu_busy_seconds_total{shard=\"0\"} 1.5\nredpanda_cpu_busy_seconds_total{shard=\"1\"} 2", results.UsedCPU, 3.5},
		{"Redpanda, internal", "vectorized_reactor_cpu_busy_ms{shard=\"0\"} 2500", results.UsedCPU, 2.5},
		{"Redpanda produce", "redpanda_kafka_request_bytes_total{redpanda_request=\"produce\",redpanda_topic=\"a\"} 3\nredpanda_kafka_request_bytes_total{redpanda_request=\"consume\",redpanda_topic=\"a\"} 8", results.UsedTopicIn, 3},
	} {
		p, err := Parse(strings.NewReader(tc.page + "\n"))
		if err != nil {
			t.Errorf("%s: %v", tc.about, err)
			continue
		}
		if got, ok := p.Values[tc.quantity]; ok != (tc.want >= 0) || ok && got != tc.want {
			t.Errorf("%s: %v %v, want %v", tc.about, got, ok, tc.want)
		}
	}
}

// Every name of the table is found under itself, and is of a quantity that there is.
func TestEveryNameIsFound(t *testing.T) {
	for _, n := range Names() {
		labels := ""
		if n.Label != "" {
			labels = "{" + n.Label + `="` + n.Value + `"}`
		}
		p, err := Parse(strings.NewReader(n.Metric + labels + " 1\n"))
		if err != nil {
			t.Fatal(err)
		}
		want := 1.0
		if n.Scale != 0 {
			want = n.Scale
		}
		if p.Values[n.Quantity] != want {
			t.Errorf("%s gives %v, want %g of %s", n.Metric, p.Values, want, n.Quantity)
		}
		if !slices.ContainsFunc(results.UsageQuantities(), func(q results.UsageQuantity) bool { return q.Name == n.Quantity }) {
			t.Errorf("%s is of no quantity: %s", n.Metric, n.Quantity)
		}
	}
}

func TestPagesThatAreNone(t *testing.T) {
	if _, err := Parse(strings.NewReader("<html>not found</html>\n")); err == nil || !strings.HasPrefix(err.Error(), "no metrics in Prometheus's text format: ") {
		t.Errorf("error: %v", err)
	}
	if p, err := Parse(strings.NewReader("")); err != nil || len(p.Values) > 0 {
		t.Errorf("an empty page: %v, %v", p, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"kafka-4.3.1-no-rules.prom", "kafka-4.3.1-own-rules.prom"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add("kafka_server_BrokerTopicMetrics_Count{name=\"BytesInPerSec\",topic=\"a\"} 1e300\n")
	f.Add("process_start_time_seconds -1\n{\"kafka_x\"} +Inf\n")
	f.Add("# TYPE process_cpu_seconds_total histogram\nprocess_cpu_seconds_total_bucket{le=\"1\"} 2\n")
	f.Add("kafka_{name=\"\xff\"} 0x1p4\n_ 1\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		for name, v := range p.Values {
			if !(v >= 0) {
				t.Errorf("%s is %g", name, v)
			}
		}
		if p.Life < 0 {
			t.Errorf("life %d", p.Life)
		}
	})
}
