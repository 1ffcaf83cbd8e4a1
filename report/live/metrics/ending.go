package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/freshet-bench/freshet/results"
)

// ending is what is known once a run has been drained, audited and judged. Until
// then it has no series, but for the verdict, which is none of the three.
type ending struct {
	verdict      *prometheus.GaugeVec
	expectations *prometheus.GaugeVec
	settled      *prometheus.GaugeVec
	lost         *prometheus.GaugeVec
}

func newEnding(in promauto.Factory) ending {
	e := ending{
		verdict:      in.NewGaugeVec(prometheus.GaugeOpts{Name: "freshet_run_verdict", Help: "1 for the run's verdict once it is known, else 0."}, []string{"verdict"}),
		expectations: in.NewGaugeVec(prometheus.GaugeOpts{Name: "freshet_run_expectations", Help: "Expectations of the scenario by verdict, once they are judged."}, []string{"verdict"}),
		settled:      in.NewGaugeVec(prometheus.GaugeOpts{Name: "freshet_settled_events", Help: "How the events of each topic and each stage ended, after the audit: each is in one state."}, []string{"topic", "stage", "state"}),
		lost:         in.NewGaugeVec(prometheus.GaugeOpts{Name: "freshet_run_lost_events", Help: "Events that are known to be lost, after the audit; unsent and unread ones leave it open whether there are more."}, nil),
	}
	for _, v := range verdicts() {
		e.verdict.WithLabelValues(string(v))
	}
	return e
}

func verdicts() []results.Verdict {
	return []results.Verdict{results.Pass, results.Fail, results.Unknown}
}

// outcome takes how the run came out.
func (m *runMetrics) outcome(out *results.Outcome) {
	for _, v := range verdicts() {
		m.ending.verdict.WithLabelValues(string(v)).Set(indicator(out.Verdict == v))
		m.ending.expectations.WithLabelValues(string(v)).Set(0)
	}
	for _, c := range out.Checks {
		m.ending.expectations.WithLabelValues(string(c.Verdict)).Inc()
	}
	if len(out.Settled) == 0 {
		return // the audit was not reached
	}
	for _, s := range out.Settled {
		for state, n := range states(s) {
			m.ending.settled.WithLabelValues(s.Topic, s.Stage, state).Set(float64(n))
		}
	}
	m.ending.lost.WithLabelValues().Set(float64(out.SettledRun.Lost))
}

// states is how many events of a topic or a stage ended in each state.
func states(s results.Settled) map[string]int64 {
	return map[string]int64{
		"seen": s.Seen, "unsent": s.Unsent, "rejected": s.Rejected, "unconfirmed": s.Unconfirmed,
		"aborted": s.Aborted, "expired": s.Expired, "superseded": s.Superseded, "unread": s.Unread,
		"not_emitted": s.NotEmitted, "lost": s.Lost,
	}
}
