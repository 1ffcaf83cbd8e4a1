package results

import "testing"

// An interrupt that was not followed by drain and audit leaves nothing to pass.
func TestInterruptedTooEarly(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*testRun)
		reason string
	}{
		{"before the load", func(r *testRun) {
			r.events = []Event{{At: -sec, Kind: Phase, Text: PhaseSetup}, {At: -sec, Kind: Interrupted}}
			r.windows, r.ledger, r.facts = nil, nil, nil
		}, "interrupted before the load began"},
		{"at once", func(r *testRun) {
			r.events = []Event{{Kind: Phase, Text: PhaseLoad}, {At: 12 * sec, Kind: Interrupted}}
			r.windows = r.windows[:12]
		}, "stopped at once after 12 s of 60 s"},
		{"while it drained", func(r *testRun) {
			r.events = []Event{{Kind: Phase, Text: PhaseLoad}, {At: 12 * sec, Kind: Interrupted}, {At: 12 * sec, Kind: Phase, Text: PhaseDrain}}
			r.windows = r.windows[:13]
		}, "stopped at once after 12 s of 60 s"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := healthyRun()
			tc.change(&r)
			for _, x := range []string{"ranking.age.p99 < 1s", "lost == 0", "acknowledged > 10", "duplicates == 0"} {
				r.plan.Expect = append(r.plan.Expect, PlanExpect{Text: x})
			}
			o := Judge(r.memory())
			if o.Status != Stopped || o.Verdict != Unknown || o.Reason != tc.reason {
				t.Errorf("%s, %s, %q; want %s, %s, %q", o.Status, o.Verdict, o.Reason, Stopped, Unknown, tc.reason)
			}
			for _, c := range o.Checks {
				if c.Verdict != Unknown {
					t.Errorf("%s: %s", c.Text, c.Verdict)
				}
			}
		})
	}
}
