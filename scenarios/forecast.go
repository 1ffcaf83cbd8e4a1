package scenarios

import (
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// recordOverhead is about what a log adds to a record's value: the key, the
// envelope's header and the record's own fields, in bytes.
const recordOverhead = 160

// forecast is what a run would do, from the schedule alone.
type forecast struct {
	scenario *Scenario
	spec     workload.Spec
	work     *workload.Workload
	// times are the moments at which rates are looked at.
	times []time.Duration
}

func newForecast(s *Scenario) (*forecast, error) {
	spec, err := s.Spec()
	if err != nil {
		return nil, err
	}
	work, err := workload.Compile(spec)
	if err != nil {
		return nil, err
	}
	f := s.forecastOf(spec, work)
	const most = 10_000
	step := max(time.Second, s.Duration/most)
	for t := time.Duration(0); t < s.Duration; t += step {
		f.times = append(f.times, t)
	}
	for i := range s.Timeline {
		begin, _, _ := s.EntryWindow(s.Timeline[i].Name)
		if b := s.Timeline[i].Burst; b != nil && begin >= 0 {
			f.times = append(f.times, begin+b.Ramp) // the top of a burst without hold
		}
	}
	return f, nil
}

// forecastOf looks at no moments, and so knows amounts but no peaks.
func (s *Scenario) forecastOf(spec workload.Spec, work *workload.Workload) *forecast {
	return &forecast{scenario: s, spec: spec, work: work}
}

// sourceEvents is how many records a source is to send, duplicates included.
func (f *forecast) sourceEvents(i int) float64 {
	return f.work.Count(i, 0, f.scenario.Duration) * (1 + f.scenario.Sources[i].Duplicates)
}

// recordBytes is the mean size of a source's record in the log, uncompressed.
func (f *forecast) recordBytes(i int) float64 { return f.spec.Sources[i].Size.Mean() + recordOverhead }

// flow is what goes through a topic in a run, or its rate: records and bytes.
type flow struct{ records, bytes float64 }

// topicFlow sums what sources bring to a topic, directly or through stages.
// perSource gives the records of a source, of the run or of a second.
func (f *forecast) topicFlow(topic string, perSource func(source int) float64) flow {
	return f.flowInto(topic, perSource, map[string]flow{})
}

// flowInto sums each topic once; known are those that have been summed.
func (f *forecast) flowInto(topic string, perSource func(source int) float64, known map[string]flow) flow {
	sum, found := known[topic]
	if found {
		return sum
	}
	s := f.scenario
	for i := range s.Sources {
		if s.Sources[i].Topic == topic {
			records := perSource(i)
			sum.records += records
			sum.bytes += records * f.recordBytes(i)
		}
	}
	if stage := s.writerOf(topic); stage != nil {
		for _, input := range stage.Reads {
			in := f.flowInto(input, perSource, known)
			sum.records += in.records * stage.Emits
			sum.bytes += in.bytes * stage.Emits
		}
	}
	known[topic] = sum
	return sum
}

// rate is the records per second of a topic: before bursts, and the highest.
func (f *forecast) rate(topic string) (base, peak float64) {
	s := f.scenario
	base = f.topicFlow(topic, func(i int) float64 {
		return f.baseRate(i) * (1 + s.Sources[i].Duplicates)
	}).records
	for _, t := range f.times {
		now := f.topicFlow(topic, func(i int) float64 {
			return f.work.RateAt(i, t) * (1 + s.Sources[i].Duplicates)
		}).records
		peak = max(peak, now)
	}
	return base, peak
}

// baseRate is a source's mean rate before bursts.
func (f *forecast) baseRate(i int) float64 {
	if curve := f.spec.Sources[i].Curve; curve != nil {
		return curve.Total() / curve.Length().Seconds()
	}
	return f.scenario.Sources[i].meanRate()
}

// utilization is how busy the busiest input partition of a stage is, 1 being all
// the time, with an even spread over partitions; work is the mean work on a record.
func (f *forecast) utilization(stage *Stage, work float64) (base, peak float64) {
	for _, name := range stage.Reads {
		topic := f.scenario.topicNamed(name)
		b, p := f.rate(name)
		base = max(base, b/float64(topic.Partitions)*work)
		peak = max(peak, p/float64(topic.Partitions)*work)
	}
	return base, peak
}

// history is what a topic holds before the run.
func (f *forecast) history(topic string) flow {
	var sum flow
	for i := range f.scenario.Sources {
		if f.scenario.Sources[i].Topic == topic && f.spec.Sources[i].History.Bytes > 0 {
			records := float64(f.work.HistoryRecords(i))
			sum.records += records
			sum.bytes += float64(f.spec.Sources[i].History.Bytes) + records*recordOverhead
		}
	}
	return sum
}
