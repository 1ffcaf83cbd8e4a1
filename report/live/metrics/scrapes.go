package metrics

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// scrapes is who has scraped the metrics of a run.
type scrapes struct {
	any   *atomic.Bool  // somebody has
	ended *atomic.Bool  // what is scraped is final
	final chan struct{} // closed once it has been scraped
	once  *sync.Once    // closes it
}

func newScrapes() scrapes {
	return scrapes{any: new(atomic.Bool), ended: new(atomic.Bool), final: make(chan struct{}), once: new(sync.Once)}
}

// watched notes who scrapes.
func (e *Exporter) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := e.run.Load()
		final := m != nil && m.scrapes.ended.Load()
		next.ServeHTTP(w, r)
		if m == nil {
			return
		}
		m.scrapes.any.Store(true)
		if final {
			m.scrapes.once.Do(func() { close(m.scrapes.final) })
		}
	})
}

// Awaited reports whether a last scrape is to be waited for: somebody scraped the
// run while it ran, but has not yet seen how it ended.
func (e *Exporter) Awaited() bool {
	m := e.run.Load()
	if m == nil || !m.scrapes.any.Load() || !m.scrapes.ended.Load() {
		return false
	}
	select {
	case <-m.scrapes.final:
		return false
	default:
		return true
	}
}

// Linger waits for a last scrape where one is awaited, at most for the given time
// or until stop is closed.
func (e *Exporter) Linger(stop <-chan struct{}, most time.Duration) {
	if !e.Awaited() {
		return
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-e.run.Load().scrapes.final:
	case <-timer.C:
	case <-stop:
	}
}
