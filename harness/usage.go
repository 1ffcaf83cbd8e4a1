package harness

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/freshet-bench/freshet/harness/scrape"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// usageSource is one way to learn what the brokers use.
type usageSource struct {
	every time.Duration
	sweep func(context.Context) []results.UsageLine
}

// watchUsage starts sampling what the brokers use, if the target or the options
// give a way to: from t = 0 through the drain, each source by a goroutine of its own,
// so that a slow page delays nothing else.
func (r *run) watchUsage(ctx context.Context, stop <-chan struct{}) {
	for _, s := range r.usageSources() {
		r.guard.Go("sampling what the brokers use", func() error {
			if !r.sleep(ctx, -r.clock.Now()) {
				return nil
			}
			return r.sampleUsage(ctx, s, stop)
		})
	}
}

// usageSources are the ways that there are.
func (r *run) usageSources() []usageSource {
	var list []usageSource
	if m, ok := target.As[target.UsageMeter](r.tgt); ok {
		list = append(list, usageSource{m.UsageEvery(), m.Usage})
	}
	if m, ok := target.As[target.ObjectMeter](r.tgt); ok && m.ObjectsEvery() > 0 {
		list = append(list, usageSource{m.ObjectsEvery(), m.Objects})
	}
	if r.scraper != nil {
		every := r.opt.ScrapeEvery
		if every == 0 {
			every = scrape.Every
		}
		list = append(list, usageSource{every, r.scraper.Sweep})
	}
	return list
}

// pages are the pages of broker metrics: the target's own and those of the options.
func (r *run) pages() map[string][]string {
	pages := map[string][]string{}
	if s, ok := target.As[target.Scraped](r.tgt); ok {
		maps.Copy(pages, s.MetricsPages())
	}
	for name, urls := range r.opt.Scrape {
		pages[name] = slices.Concat(pages[name], urls)
	}
	return pages
}

// makeScraper makes the scraper, if there is anything to scrape.
func (r *run) makeScraper() error {
	endpoints, err := scrape.Endpoints(r.pages())
	if err != nil || len(endpoints) == 0 {
		return err
	}
	r.scraper = scrape.New(endpoints)
	return nil
}

// sampleUsage sweeps over the brokers until stop is closed, and once more then. A
// sweep that took longer than its turn costs the next ones their turns.
func (r *run) sampleUsage(ctx context.Context, s usageSource, stop <-chan struct{}) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	seen := usageSeen{}
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	for last := false; ; {
		at := r.clock.Now()
		lines := s.sweep(ctx)
		if ctx.Err() != nil {
			return nil // ended at once: what was cut off says nothing of the brokers
		}
		if err := r.rec.Usage(r.heard(seen, at, lines)); err != nil || last {
			return err
		}
		select {
		case <-tick.C:
		case <-stop:
			last = true
		case <-ctx.Done():
			return nil
		}
	}
}

// usageSeen is what is known of each broker: whether it gave values, and whether it
// was said that it does not.
type usageSeen map[string]*struct{ values, told bool }

// heard is the lines to write of a sweep: those with values, and of those without
// the first for each broker, of which the journal is told too.
func (r *run) heard(seen usageSeen, at time.Duration, lines []results.UsageLine) []results.UsageLine {
	var out []results.UsageLine
	for _, l := range lines {
		l.At = at
		k := seen[l.Broker]
		if k == nil {
			k = &struct{ values, told bool }{}
			seen[l.Broker] = k
		}
		switch {
		case l.Missing == "":
			k.values = true
		case k.told:
			continue
		default:
			k.told = true
			r.tellMissing(l, k.values)
		}
		out = append(out, l)
	}
	return out
}

// tellMissing writes into the journal that a broker gave no values: a warning,
// unless it did before, when most likely the broker is down.
func (r *run) tellMissing(l results.UsageLine, before bool) {
	what := l.Broker
	if _, err := strconv.Atoi(what); err == nil { // a broker's id
		what = "broker " + what
	}
	if before {
		r.event(results.Event{Kind: results.Info, Text: fmt.Sprintf("what %s uses could not be read for a while: %s", what, l.Missing)})
		return
	}
	r.event(results.Event{Kind: results.Warning, Text: fmt.Sprintf("what %s uses is not measured by %s: %s", what, l.From, l.Missing)})
}
