package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// event writes an event; At is filled in if it is zero.
func (r *run) event(e results.Event) {
	if e.At == 0 {
		e.At = r.clock.Now()
	}
	if err := r.rec.Event(e); err != nil {
		r.guard.fail(err)
	}
	if e.Kind == results.EntryBegin || e.Kind == results.EntryEnd {
		if err := r.traffic.write(e.At); err != nil {
			r.guard.fail(err)
		}
	}
	r.observe.event(e)
}

func (r *run) phase(name string) {
	r.event(results.Event{Kind: results.Phase, Text: name})
}

// note writes a warning the first time that it occurs, and counts it from then on.
func (r *run) note(text string) {
	r.mu.Lock()
	r.notes[text]++
	first := r.notes[text] == 1
	r.mu.Unlock()
	if first {
		r.event(results.Event{Kind: results.Warning, Text: text})
	}
}

// errGoingOrComing is what a connection that ends before its first answer means
// here, where TLS was settled before the run: the library guesses at that.
var errGoingOrComing = errors.New("a broker closed the connection before its first answer: it is going down or coming up")

// plainly is an error as a note tells it.
func plainly(err error) error {
	var eof *kgo.ErrFirstReadEOF
	if errors.As(err, &eof) {
		return errGoingOrComing
	}
	return err
}

// countNotes says how often warnings have occurred that did so more than once.
func (r *run) countNotes() {
	r.mu.Lock()
	repeated := map[string]int{}
	for text, n := range r.notes {
		if n > 1 {
			repeated[text] = n
		}
	}
	r.mu.Unlock()
	for _, text := range slices.Sorted(maps.Keys(repeated)) {
		r.event(results.Event{Kind: results.Info, Count: int64(repeated[text]),
			Text: fmt.Sprintf("%s times: %s", measure.FormatQuantity(float64(repeated[text]), measure.Records), text)})
	}
}

// sleep waits; false if ctx ended before.
func (r *run) sleep(ctx context.Context, d time.Duration) bool { return pace.Wait(ctx, d) }

// zone spreads things over the scenario's zones.
func (r *run) zone(i int) string {
	if len(r.sc.Zones) == 0 {
		return ""
	}
	return r.sc.Zones[i%len(r.sc.Zones)]
}

// stageZone is where a stage's member stands: its zone, or spread over all.
func (r *run) stageZone(s *stage, member int) string {
	if s.spec.Zone != "" {
		return s.spec.Zone
	}
	return r.zone(member)
}

func (r *run) stageNamed(name string) *stage {
	for _, s := range r.stages {
		if s.spec.Name == name {
			return s
		}
	}
	panic(fmt.Sprintf("no stage %s in a checked scenario", name))
}

func (r *run) addReplay(p *replay) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.replays = append(r.replays, p)
}

func (r *run) allReplays() []*replay {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*replay(nil), r.replays...)
}
