package report

import (
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// view is a run with what all sections share: the time axis, the shaded entries
// and the colour of each stage.
type view struct {
	rec *results.Record
	out *results.Outcome
	// end is the end of the time axis: of the load, the drain included.
	end   time.Duration
	bands []band
}

// newView prepares a run for showing.
func newView(rec *results.Record, out *results.Outcome) *view {
	v := &view{rec: rec, out: out}
	v.end = v.lastMoment()
	v.bands = v.timeBands()
	return v
}

// lastMoment is the end of the last window, or of the load if there are none.
func (v *view) lastMoment() time.Duration {
	end := v.out.Loaded
	for _, w := range v.rec.Windows {
		end = max(end, w.At+w.Length)
	}
	if end <= 0 {
		end = v.rec.Plan.Duration
	}
	return max(end, time.Second)
}

// timeBands are the warmup, the entries and the drain.
func (v *view) timeBands() []band {
	var list []band
	if w := min(v.rec.Plan.Warmup, v.end); w > 0 {
		list = append(list, band{to: w.Seconds(), name: "warmup", hatched: true})
	}
	for _, e := range v.out.Entries {
		if !e.Begun {
			continue
		}
		b := band{from: e.Begin.Seconds(), to: e.End.Seconds(), name: e.Name}
		if !e.Ended {
			b.to, b.open = v.end.Seconds(), true
		}
		list = append(list, b)
	}
	if loaded := v.out.Loaded; loaded > 0 && v.end-loaded > v.end/100 {
		list = append(list, band{from: loaded.Seconds(), to: v.end.Seconds(), name: "drain", hatched: true})
	}
	return list
}

// overTime is a chart with the run's time axis.
func (v *view) overTime(id, title, desc string) chart {
	end := v.end.Seconds()
	return chart{
		id: id, title: title, desc: desc, xMax: end, bands: v.bands,
		xMarks: func(n int) []axisMark { return timeMarks(end, n) }, xUnit: clockUnit(end),
	}
}

// stageDash tells stages apart that share a colour.
func stageDash(i int) dash { return []dash{solid, dashed, dotted, dashDot}[(i/seriesCount)%4] }

// reading is how to read a measure, and definition what it is; both from the
// catalogue, so that the report says what the docs say.
func reading(name string) string {
	m, _ := measure.Lookup(name)
	return m.Reading
}

// definitions are the exact meanings of the named measures.
func definitions(names ...string) []definition {
	var list []definition
	for _, n := range names {
		if m, ok := measure.Lookup(n); ok {
			list = append(list, definition{n, m.Definition})
		}
	}
	return list
}

// definition is a measure's name and its one exact sentence.
type definition struct{ Name, Text string }
