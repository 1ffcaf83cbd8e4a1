package harness

import (
	"sync"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/freshet-bench/freshet/results"
)

// observing hands what happens to the Observer, one call at a time.
type observing struct {
	mu sync.Mutex
	to Observer
}

func (o *observing) plan(p results.Plan, dir string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.to.Plan != nil {
		o.to.Plan(p, dir)
	}
}

func (o *observing) window(w results.Window) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.to.Window != nil {
		o.to.Window(w)
	}
}

func (o *observing) event(e results.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.to.Event != nil {
		o.to.Event(e)
	}
}

func (o *observing) ages(stage string, h *hdr.Histogram) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.to.Ages != nil {
		o.to.Ages(stage, results.Sum(h))
	}
	if o.to.Histogram != nil {
		o.to.Histogram(stage, h)
	}
}
