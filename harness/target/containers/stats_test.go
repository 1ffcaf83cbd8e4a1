package containers

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/moby/moby/api/types/container"

	"github.com/freshet-bench/freshet/results"
)

// Docker's answers, shortened to what counts: 20.10 under cgroup v1, and a newer
// one under cgroup v2.
const (
	statsV1 = `{"blkio_stats":{"io_service_bytes_recursive":[]},"cpu_stats":{"cpu_usage":{"total_usage":12343018772}},
		"memory_stats":{"usage":413274112,"stats":{"inactive_file":1,"total_inactive_file":42332160}},
		"networks":{"eth0":{"rx_bytes":32710,"tx_bytes":719328},"eth1":{"rx_bytes":290,"tx_bytes":672}}}`
	statsV2 = `{"blkio_stats":{"io_service_bytes_recursive":[{"major":8,"op":"read","value":10},{"major":9,"op":"read","value":5},{"major":8,"op":"write","value":7}]},
		"cpu_stats":{"cpu_usage":{"total_usage":2500000000}},"memory_stats":{"usage":400,"stats":{"inactive_file":100}},
		"networks":{"eth0":{"rx_bytes":1,"tx_bytes":2}}}`
	statsDown = `{"cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{}}`
)

func TestFromStats(t *testing.T) {
	for text, want := range map[string]map[string]float64{
		statsV1: {results.UsedCPU: 12.343018772, results.UsedMemory: 370941952, results.UsedNetIn: 33000, results.UsedNetOut: 720000},
		statsV2: {results.UsedCPU: 2.5, results.UsedMemory: 300, results.UsedNetIn: 1, results.UsedNetOut: 2,
			results.UsedDiskRead: 15, results.UsedDiskWritten: 7},
		statsDown: nil,
	} {
		var stats container.StatsResponse
		if err := json.Unmarshal([]byte(text), &stats); err != nil {
			t.Fatal(err)
		}
		if got := fromStats(stats); !maps.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// A broker that is just being made has no container to ask about, which is no
// reason to warn of anything.
func TestABrokerThatIsBeingMadeUsesNothing(t *testing.T) {
	for _, local := range []bool{true, false} {
		if l := (&Target{local: local}).usageOf(t.Context(), &broker{id: 4}); l != nil {
			t.Errorf("by files: %v, a line %+v", local, *l)
		}
	}
}
