package scenarios

import (
	"math"
	"slices"
	"time"
)

// defaultSpan is the time over which a topic's history is spread.
const defaultSpan = 7 * 24 * time.Hour

// defaults is a scenario before the file is read.
func defaults() Scenario {
	return Scenario{
		Warmup:    0,
		Drain:     30 * time.Second,
		Seed:      1,
		FetchFrom: FetchClosest,
		Population: Population{
			Users: 100_000, Gap: 20 * time.Second, Session: 6 * time.Minute,
			Tenants: Skew{Count: 100, Zipf: 1.1},
			Items:   Skew{Count: 10_000, Zipf: 1},
		},
	}
}

func freshTopic(name string) Topic { return Topic{Name: name, Partitions: 6, Replication: 3} }

func freshSource(name string) Source {
	return Source{
		Name: name, Class: "serving", Key: []string{"user"},
		Arrivals: Arrivals{Kind: poisson},
		Size:     Dist{Kind: constant, Median: 512},
		Schema:   "click@1", Compressibility: 0.5,
		Client: freshClient(),
	}
}

func freshClient() Client {
	return Client{
		Acks: "all", Linger: 5 * time.Millisecond, Compression: "lz4", Idempotent: true,
		BatchBytes: 1 << 20, InFlight: 10_000, FetchWait: 500 * time.Millisecond,
	}
}

func freshStage(name string) Stage {
	return Stage{
		Name: name, Class: "serving", Members: 1, Work: Dist{Kind: constant}, Emits: 1,
		Commit: "after", Apply: "newest",
		Transaction: Transaction{Every: 100 * time.Millisecond, Timeout: 10 * time.Second},
		Group:       Group{Protocol: "classic", Session: 10 * time.Second},
		Client:      freshClient(),
	}
}

func freshDecision(name string) Decision {
	return Decision{
		Name: name, Share: 1,
		Think: Dist{Kind: logNormal, Median: 3, Sigma: sigmaOf(3, 60)},
	}
}

// complete fills in the defaults that depend on other values.
func (l *loader) complete() {
	s := l.scenario
	if s.Population.ActiveOf == "" && len(s.Sources) > 0 {
		s.Population.ActiveOf = s.Sources[0].Name
	}
	for i := range s.Sources {
		source := &s.Sources[i]
		source.Client.idempotentUnless(l.given(childPath("sources", source.Name) + ".client.idempotent"))
		if source.LateShare == 0 {
			source.LateBy = Dist{}
		}
		if source.Arrivals.Kind == batch || source.Arrivals.Kind == trace {
			source.Rate = 0
		}
	}
	for i := range s.Stages {
		stage := &s.Stages[i]
		stage.Client.idempotentUnless(l.given(childPath("stages", stage.Name) + ".client.idempotent"))
		if stage.FetchFrom == "" && len(s.Zones) > 0 {
			stage.FetchFrom = s.FetchFrom
		}
		if stage.Isolation == "" {
			stage.Isolation = s.isolationOf(stage)
		}
	}
	for i := range s.Decisions {
		if !l.given(childPath("decisions", s.Decisions[i].Name) + ".window") {
			s.Decisions[i].Window = s.Population.Session
		}
	}
}

// idempotentUnless makes a producer idempotent where its acks allow it, unless the
// scenario says.
func (c *Client) idempotentUnless(given bool) {
	if !given {
		c.Idempotent = c.Acks == "all"
	}
}

// scale multiplies rates, population and history.
func (l *loader) scale(by float64) {
	s := l.scenario
	times := func(n uint64) uint64 { return max(1, uint64(math.Round(float64(n)*by))) }
	s.Population.Users = times(s.Population.Users)
	s.Population.Tenants.Count = times(s.Population.Tenants.Count)
	s.Population.Items.Count = times(s.Population.Items.Count)
	for i := range s.Topics {
		if h := &s.Topics[i].History; h.Bytes > 0 {
			h.Bytes = int64(times(uint64(h.Bytes)))
		}
	}
	for i := range s.Sources {
		s.Sources[i].scale(by)
	}
	for i := range s.Timeline {
		if r := s.Timeline[i].Replay; r != nil {
			r.Rate *= by
		}
	}
}

func (source *Source) scale(by float64) {
	source.Rate *= by
	switch a := &source.Arrivals; {
	case a.Kind == batch:
		a.Batch = max(1, int(math.Round(float64(a.Batch)*by)))
	case a.Kind == trace && a.Trace.Mean > 0:
		a.Trace.Mean *= by
	case a.Kind == trace:
		a.Trace.Times *= by
	}
}

// sourceNamed returns the source of a name, or nil.
func (s *Scenario) sourceNamed(name string) *Source {
	i := slices.IndexFunc(s.Sources, func(x Source) bool { return x.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Sources[i]
}

func (s *Scenario) stageNamed(name string) *Stage {
	i := slices.IndexFunc(s.Stages, func(x Stage) bool { return x.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Stages[i]
}

func (s *Scenario) topicNamed(name string) *Topic {
	i := slices.IndexFunc(s.Topics, func(x Topic) bool { return x.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Topics[i]
}

func (s *Scenario) entryNamed(name string) *Entry {
	i := slices.IndexFunc(s.Timeline, func(x Entry) bool { return x.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Timeline[i]
}
