package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/freshet-bench/freshet/results"
)

// generator is the process that makes the load: Freshet itself.
type generator struct {
	cpu        prometheus.Counter
	memory     prometheus.Gauge
	heap       prometheus.Gauge
	pause      prometheus.Gauge
	goroutines prometheus.Gauge
}

func newGenerator(in promauto.Factory) generator {
	return generator{
		cpu:        in.NewCounter(prometheus.CounterOpts{Name: "freshet_generator_cpu_seconds_total", Help: "CPU time that Freshet's own process took; on the embedded target, the target's too."}),
		memory:     in.NewGauge(prometheus.GaugeOpts{Name: "freshet_generator_resident_memory_bytes", Help: "Resident memory of Freshet's own process."}),
		heap:       in.NewGauge(prometheus.GaugeOpts{Name: "freshet_generator_heap_bytes", Help: "Live heap of Freshet's own process."}),
		pause:      in.NewGauge(prometheus.GaugeOpts{Name: "freshet_generator_gc_pause_max_seconds", Help: "The longest pause for garbage collection in the last second."}),
		goroutines: in.NewGauge(prometheus.GaugeOpts{Name: "freshet_generator_goroutines", Help: "Goroutines of Freshet's own process."}),
	}
}

func (g generator) window(w results.Window) {
	g.cpu.Add(max(w.Process.CPU*w.Length.Seconds(), 0))
	g.memory.Set(float64(w.Process.RSS))
	g.heap.Set(float64(w.Process.HeapLive))
	g.pause.Set(w.Process.GCPauseMax.Seconds())
	g.goroutines.Set(float64(w.Process.Goroutines))
}
