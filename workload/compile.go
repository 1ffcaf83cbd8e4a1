package workload

import (
	"slices"
	"time"
)

// Workload is a Spec made ready: it is immutable and safe for concurrent use;
// each of its streams belongs to one goroutine.
type Workload struct {
	spec    Spec
	people  population
	text    filler
	sources []source
}

// source is one source made ready.
type source struct {
	*Source
	index      uint16
	live, past family
	schedule   schedule
	history    schedule
	key        []keyPart
	schema     *schema
	reconnects []reconnect
	focus      []focus
	arrivals   Arrivals
}

// reconnect is a Reconnect with the draws of its devices.
type reconnect struct {
	Reconnect
	family family
}

// focus is the part of a burst that concerns one tenant.
type focus struct {
	begin, end time.Duration
	tenant     uint64
	share      float64
}

// Compile checks a Spec and prepares its workload. Its error lists every problem,
// a line each, in words for the author of a scenario.
func Compile(spec Spec) (*Workload, error) {
	if err := validate(&spec); err != nil {
		return nil, err
	}
	spec.Sources, spec.Decisions = slices.Clone(spec.Sources), slices.Clone(spec.Decisions)
	w := &Workload{spec: spec, people: newPopulation(&spec), text: newFiller()}
	w.sources = make([]source, len(spec.Sources))
	for i := range spec.Sources {
		if err := w.prepare(i); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// Spec returns the Spec that was compiled, not to be modified.
func (w *Workload) Spec() Spec { return w.spec }

func (w *Workload) prepare(i int) error {
	spec := &w.spec.Sources[i]
	s := &w.sources[i]
	*s = source{
		Source:   spec,
		index:    uint16(i),
		live:     familyOf(w.spec.Seed, domainLive, spec.Name),
		past:     familyOf(w.spec.Seed, domainHistory, spec.Name),
		schedule: newSchedule(spec, w.spec.Duration),
		key:      keyParts(spec.Key),
		schema:   findSchema(spec.Payload.Schema),
		arrivals: spec.Arrivals,
	}
	if s.arrivals == nil {
		s.arrivals = Even{}
		if spec.Curve != nil {
			s.arrivals = Stratified{}
		}
	}
	s.reconnects = reconnects(spec, s.live)
	var err error
	if s.focus, err = w.foci(spec); err != nil {
		return err
	}
	if spec.History.Bytes > 0 {
		s.history = constantRate(-spec.History.Span, 0, w.historyRecords(s)/spec.History.Span.Seconds())
	}
	return nil
}

func reconnects(spec *Source, f family) []reconnect {
	var all []reconnect
	entries := familyOf(uint64(f), domainReconnect, "")
	for _, r := range spec.Reconnects {
		if r.Devices > 0 {
			all = append(all, reconnect{r, family(entries.of(uint64(r.Begin)))})
		}
	}
	return all
}

func (w *Workload) foci(spec *Source) ([]focus, error) {
	var all []focus
	for _, b := range spec.Bursts {
		if b.FocusShare <= 0 {
			continue
		}
		if _, size := w.people.usersOf(b.FocusTenant); size == 0 {
			return nil, problem(spec.Name, "burst focuses on tenant %d, which has no users: %d tenants share %d users",
				b.FocusTenant, w.people.tenants.count, w.people.Users)
		}
		all = append(all, focus{b.Begin, b.corners()[3], b.FocusTenant, b.FocusShare})
	}
	return all, nil
}

// baseRate is the source's rate before bursts, without a trace.
func (s *Source) baseRate() float64 {
	if b, ok := s.Arrivals.(Batch); ok {
		return b.Rate()
	}
	return s.Rate
}

// RateAt returns the events per second of a source's schedule at t, bursts in; 0
// outside the run.
func (w *Workload) RateAt(source int, t time.Duration) float64 {
	return w.sources[source].schedule.rateAt(t)
}

// PeakRate returns the highest rate, in events per second, of a source's schedule.
func (w *Workload) PeakRate(source int) float64 { return w.sources[source].schedule.peak() }

// Count returns how many actions of a source are expected in [from, to).
func (w *Workload) Count(source int, from, to time.Duration) float64 {
	s := w.sources[source].schedule
	return s.expected(to) - s.expected(from)
}
