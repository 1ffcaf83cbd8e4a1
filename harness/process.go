package harness

import (
	"bytes"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/results"
)

// processMeter watches the generator's own process.
type processMeter struct {
	at      time.Time
	cpu     time.Duration
	samples []metrics.Sample
	pauses  histogramDelta
	waits   histogramDelta // for a processor
}

const (
	metricPauses = "/sched/pauses/total/gc:seconds"
	metricHeap   = "/gc/heap/live:bytes"
	metricWaits  = "/sched/latencies:seconds"
)

func newProcessMeter() *processMeter {
	p := &processMeter{samples: []metrics.Sample{{Name: metricPauses}, {Name: metricHeap}, {Name: metricWaits}}}
	p.read()
	return p
}

// read returns the process since the last read.
func (p *processMeter) read() results.ProcessWindow {
	now, cpu := time.Now(), cpuTime()
	w := results.ProcessWindow{RSS: residentBytes(), Goroutines: runtime.NumGoroutine()}
	if !p.at.IsZero() {
		w.CPU = (cpu - p.cpu).Seconds() / now.Sub(p.at).Seconds()
	}
	p.at, p.cpu = now, cpu
	metrics.Read(p.samples)
	w.GCPauseMax = p.pauses.quantile(p.samples[0].Value, 1)
	w.SchedP999 = p.waits.quantile(p.samples[2].Value, 0.999)
	if v := p.samples[1].Value; v.Kind() == metrics.KindUint64 {
		w.HeapLive = int64(v.Uint64())
	}
	return w
}

// residentBytes is the process's resident set; 0 where /proc does not tell.
func residentBytes() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(b)
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// machine describes where the load is generated.
func machine(sleep pace.Sleeper, cores int) results.Machine {
	m := results.Machine{OS: runtime.GOOS, Arch: runtime.GOARCH, Cores: cores, Go: runtime.Version(), Timer: measureTimer(sleep)}
	m.CPU = procField("/proc/cpuinfo", "model name")
	if kb, err := strconv.ParseInt(strings.TrimSuffix(procField("/proc/meminfo", "MemTotal"), " kB"), 10, 64); err == nil {
		m.Memory = kb << 10
	}
	return m
}

// procField is the value of the first line "name : value" of a file in /proc.
func procField(file, name string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
