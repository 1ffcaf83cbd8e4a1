package results

import (
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// Where a UsageLine was read.
const (
	UsageCgroup = "cgroup" // the kernel's accounts of a container on this machine
	UsageDocker = "docker" // Docker's stats call
	UsageScrape = "scrape" // the broker's own metrics, over HTTP
)

// UsageLine is a line of usage.jsonl: what one broker had used by a moment, or why
// that cannot be told. What was not measured is absent from Values, never 0.
type UsageLine struct {
	// At is when the sweep over all brokers began: lines of one sweep share it.
	At time.Duration `json:"at_ns"`
	// Broker is the broker's id, or the name that a scrape was given.
	Broker string `json:"broker"`
	From   string `json:"from"`
	// Life tells the lives of a broker apart: it changes when the broker is started
	// anew and its counters begin at 0 again. 0 = not known.
	Life int64 `json:"life,omitempty"`
	// Values are the quantities by name, as UsageQuantities lists them: counters are
	// totals since the broker's start.
	Values map[string]float64 `json:"values,omitempty"`
	// Missing is why there are no values; it is written once for each broker.
	Missing string `json:"missing,omitempty"`
}

// Names of quantities, as usage.jsonl and the outcome have them.
const (
	UsedCPU          = "cpu_seconds"
	UsedMemory       = "memory_bytes"
	UsedNetIn        = "net_in_bytes"
	UsedNetOut       = "net_out_bytes"
	UsedDiskRead     = "disk_read_bytes"
	UsedDiskWritten  = "disk_written_bytes"
	UsedTopicIn      = "topic_in_bytes"
	UsedTopicOut     = "topic_out_bytes"
	UsedQueue        = "request_queue"
	UsedHandlerIdle  = "handler_idle"
	UsedUnderRepl    = "under_replicated"
	UsedOffline      = "offline_partitions"
	UsedISRShrinks   = "isr_shrinks"
	UsedLogSize      = "log_bytes"
	UsedRemoteCopied = "remote_copied_bytes"
	UsedRemoteRead   = "remote_read_bytes"
)

// UsageQuantity is one thing that a broker uses or reports of itself.
type UsageQuantity struct {
	Name  string
	Title string
	// Unit is that of a gauge's value, or of a counter's rate.
	Unit measure.Unit
	// Counter is true for totals, of which rates are shown.
	Counter bool
	// Low is true where the lowest value is the worst.
	Low bool
	// Apart is true where values of several brokers do not add up.
	Apart   bool
	Meaning string
}

// UsageQuantities lists every quantity, in the order of reports.
func UsageQuantities() []UsageQuantity {
	return []UsageQuantity{
		{Name: UsedCPU, Title: "CPU, cores", Unit: measure.None, Counter: true, Meaning: "CPU time, in seconds; its rate is cores used"},
		{Name: UsedMemory, Title: "Memory", Unit: measure.Bytes, Meaning: "working set: memory without the page cache that can be dropped; of a scrape, the process's resident set"},
		{Name: UsedNetIn, Title: "Network in", Unit: measure.BytesSec, Counter: true, Meaning: "bytes received on every interface but loopback, from clients and other brokers"},
		{Name: UsedNetOut, Title: "Network out", Unit: measure.BytesSec, Counter: true, Meaning: "bytes sent on every interface but loopback, to clients and other brokers"},
		{Name: UsedDiskRead, Title: "Disk read", Unit: measure.BytesSec, Counter: true, Meaning: "bytes read from disks, past the page cache"},
		{Name: UsedDiskWritten, Title: "Disk written", Unit: measure.BytesSec, Counter: true, Meaning: "bytes written to disks"},
		{Name: UsedTopicIn, Title: "Topics in", Unit: measure.BytesSec, Counter: true, Meaning: "bytes that producers wrote to the broker's topics"},
		{Name: UsedTopicOut, Title: "Topics out", Unit: measure.BytesSec, Counter: true, Meaning: "bytes that consumers read from the broker's topics"},
		{Name: UsedHandlerIdle, Title: "Request handlers idle", Unit: measure.Ratio, Low: true, Apart: true, Meaning: "share of time that the request handlers wait for work, over the last minute as Kafka reports it"},
		{Name: UsedQueue, Title: "Request queue", Unit: measure.None, Meaning: "requests that wait for a handler"},
		{Name: UsedUnderRepl, Title: "Under-replicated partitions", Unit: measure.None, Meaning: "partitions led by the broker with a replica that is not in sync"},
		{Name: UsedOffline, Title: "Offline partitions", Unit: measure.None, Meaning: "partitions without a leader, as the active controller sees them"},
		{Name: UsedISRShrinks, Title: "ISR shrinks", Unit: measure.PerSec, Counter: true, Meaning: "times that a replica fell out of sync"},
		{Name: UsedLogSize, Title: "Log size", Unit: measure.Bytes, Meaning: "bytes of the broker's logs"},
		{Name: UsedRemoteCopied, Title: "Copied to remote storage", Unit: measure.BytesSec, Counter: true, Meaning: "bytes copied to tiered or shared storage"},
		{Name: UsedRemoteRead, Title: "Read from remote storage", Unit: measure.BytesSec, Counter: true, Meaning: "bytes read back from tiered or shared storage"},
	}
}

// checkUsage refuses a line that no run can have written.
func checkUsage(l UsageLine) error {
	switch {
	case l.Broker == "":
		return fmt.Errorf("a line of no broker")
	case l.At < -maxOffset || l.At > maxOffset:
		return fmt.Errorf("a sample at %v", l.At)
	}
	for name, v := range l.Values {
		if v < 0 || v > maxUsage {
			return fmt.Errorf("%s is %g", name, v)
		}
	}
	return nil
}

// maxUsage is more than any broker uses of anything: an exabyte.
const maxUsage = 1 << 60
