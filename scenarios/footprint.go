package scenarios

import "github.com/freshet-bench/freshet/workload"

// Footprint is what a run leaves in its topics, each record once: of the history,
// of the sources and of the stages behind them. Bytes are those of the log, before
// compression. Both are estimates from the schedule.
type Footprint struct{ Records, Bytes float64 }

// Footprint is that of a run whose traffic has been compiled from spec.
func (s *Scenario) Footprint(spec workload.Spec, work *workload.Workload) Footprint {
	return s.forecastOf(spec, work).footprint()
}

func (f *forecast) footprint() Footprint {
	var sum Footprint
	for _, topic := range f.scenario.Topics {
		for _, part := range []flow{f.topicFlow(topic.Name, f.sourceEvents), f.history(topic.Name)} {
			sum.Records += part.records
			sum.Bytes += part.bytes
		}
	}
	return sum
}
