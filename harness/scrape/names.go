package scrape

import (
	"strings"

	"github.com/freshet-bench/freshet/results"
)

// The products whose names are known.
const (
	jmx      = "JMX exporter"
	automq   = "AutoMQ"
	redpanda = "Redpanda"
)

// Name is a name under which a product exports a quantity. Names of the JMX
// exporter are chosen by whoever wrote its rules, so they are compared loosely:
// without regard to case, underscores and the endings total, count, value and
// persec.
type Name struct {
	Quantity string // as results.UsageQuantities names it
	Product  string
	Metric   string
	// Label = Value is what a series must carry; "" = nothing.
	Label, Value string
	// Scale turns the value into the quantity's unit; 0 = 1.
	Scale float64
}

// Names lists every name that is looked for. Of several that a broker exports for
// one quantity the first counts.
func Names() []Name {
	const (
		topics   = "kafka_server_brokertopicmetrics_"
		handlers = "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent"
		remote   = "kafka_log_remote_remotelogmanager_"
	)
	return []Name{
		{Quantity: results.UsedCPU, Product: jmx, Metric: "process_cpu_seconds_total"},
		{Quantity: results.UsedCPU, Product: redpanda, Metric: "redpanda_cpu_busy_seconds_total"},
		{Quantity: results.UsedCPU, Product: redpanda, Metric: "vectorized_reactor_cpu_busy_ms", Scale: 1e-3},
		{Quantity: results.UsedMemory, Product: jmx, Metric: "process_resident_memory_bytes"},
		{Quantity: results.UsedMemory, Product: redpanda, Metric: "redpanda_memory_allocated_memory"},
		{Quantity: results.UsedTopicIn, Product: jmx, Metric: topics + "bytesinpersec_count"},
		{Quantity: results.UsedTopicIn, Product: jmx, Metric: topics + "bytesin_total"},
		{Quantity: results.UsedTopicIn, Product: automq, Metric: "kafka_broker_network_io_bytes_total", Label: "direction", Value: "in"},
		{Quantity: results.UsedTopicIn, Product: automq, Metric: "kafka_network_io_bytes_total", Label: "direction", Value: "in"},
		{Quantity: results.UsedTopicIn, Product: redpanda, Metric: "redpanda_kafka_request_bytes_total", Label: "redpanda_request", Value: "produce"},
		{Quantity: results.UsedTopicIn, Product: redpanda, Metric: "vectorized_cluster_partition_bytes_produced_total"},
		{Quantity: results.UsedTopicOut, Product: jmx, Metric: topics + "bytesoutpersec_count"},
		{Quantity: results.UsedTopicOut, Product: jmx, Metric: topics + "bytesout_total"},
		{Quantity: results.UsedTopicOut, Product: automq, Metric: "kafka_broker_network_io_bytes_total", Label: "direction", Value: "out"},
		{Quantity: results.UsedTopicOut, Product: automq, Metric: "kafka_network_io_bytes_total", Label: "direction", Value: "out"},
		{Quantity: results.UsedTopicOut, Product: redpanda, Metric: "redpanda_kafka_request_bytes_total", Label: "redpanda_request", Value: "consume"},
		{Quantity: results.UsedTopicOut, Product: redpanda, Metric: "vectorized_cluster_partition_bytes_fetched_total"},
		{Quantity: results.UsedHandlerIdle, Product: jmx, Metric: handlers + "_oneminuterate"},
		{Quantity: results.UsedHandlerIdle, Product: jmx, Metric: handlers},
		{Quantity: results.UsedHandlerIdle, Product: jmx, Metric: handlers + "_meanrate"},
		{Quantity: results.UsedHandlerIdle, Product: automq, Metric: "kafka_io_threads_idle_rate_1m"},
		{Quantity: results.UsedQueue, Product: jmx, Metric: "kafka_network_requestchannel_requestqueuesize"},
		{Quantity: results.UsedQueue, Product: automq, Metric: "kafka_request_queue_size"},
		{Quantity: results.UsedUnderRepl, Product: jmx, Metric: "kafka_server_replicamanager_underreplicatedpartitions"},
		{Quantity: results.UsedUnderRepl, Product: redpanda, Metric: "redpanda_kafka_under_replicated_replicas"},
		{Quantity: results.UsedUnderRepl, Product: redpanda, Metric: "vectorized_cluster_partition_under_replicated_replicas"},
		{Quantity: results.UsedOffline, Product: jmx, Metric: "kafka_controller_kafkacontroller_offlinepartitionscount"},
		{Quantity: results.UsedOffline, Product: automq, Metric: "kafka_partition_offline_count"},
		{Quantity: results.UsedOffline, Product: redpanda, Metric: "redpanda_cluster_unavailable_partitions"},
		{Quantity: results.UsedISRShrinks, Product: jmx, Metric: "kafka_server_replicamanager_isrshrinkspersec_count"},
		{Quantity: results.UsedLogSize, Product: jmx, Metric: "kafka_log_log_size"},
		{Quantity: results.UsedLogSize, Product: automq, Metric: "kafka_log_size"},
		{Quantity: results.UsedLogSize, Product: redpanda, Metric: "vectorized_storage_log_partition_size"},
		{Quantity: results.UsedRemoteCopied, Product: jmx, Metric: topics + "remotecopybytespersec_count"},
		{Quantity: results.UsedRemoteCopied, Product: jmx, Metric: remote + "remotecopybytespersec_count"},
		{Quantity: results.UsedRemoteCopied, Product: automq, Metric: "kafka_stream_upload_size_bytes_total"},
		{Quantity: results.UsedRemoteRead, Product: jmx, Metric: topics + "remotefetchbytespersec_count"},
		{Quantity: results.UsedRemoteRead, Product: jmx, Metric: remote + "remotefetchbytespersec_count"},
		{Quantity: results.UsedRemoteRead, Product: automq, Metric: "kafka_stream_download_size_bytes_total"},
	}
}

// started is the start of a broker's process, in seconds since 1970.
const started = "process_start_time_seconds"

// fold is a metric's name as names are compared.
func fold(metric string) string {
	s := strings.ReplaceAll(strings.ToLower(metric), "_", "")
	for {
		short := s
		for _, ending := range []string{"total", "count", "value", "persec", "percent"} {
			short = strings.TrimSuffix(short, ending)
		}
		if short == s {
			return s
		}
		s = short
	}
}

// named is a metric's name with its bean's name in it. A JMX exporter without
// rules leaves that to a label: kafka_server_X_Count{name="BytesInPerSec"} is
// kafka_server_X_BytesInPerSec_Count.
func named(metric, bean string) string {
	if bean == "" || !strings.HasPrefix(metric, "kafka_") {
		return metric
	}
	at := strings.LastIndexByte(metric, '_')
	return metric[:at] + "_" + bean + metric[at:]
}

// counts reports whether a metric that is typed as a gauge is a counter all the
// same: rules often leave the type out, and then only the name tells a total from a
// rate.
func counts(metric string) bool {
	lower := strings.ToLower(metric)
	return strings.HasSuffix(lower, "total") || strings.HasSuffix(lower, "count") || strings.HasSuffix(lower, "_ms")
}
