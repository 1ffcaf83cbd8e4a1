package results

import "slices"

// Facts is audit.json: what was established after the drain, once. Absent in a
// run that was cut short before.
type Facts struct {
	Audit *AuditFacts  `json:"audit,omitempty"`
	State []StateFacts `json:"state,omitempty"`
}

// stateOf is the facts of a stage's store; false if it was not whole at the end,
// so that there are none.
func (f *Facts) stateOf(stage string) (StateFacts, bool) {
	for _, s := range f.State {
		if s.Stage == stage {
			return s, true
		}
	}
	return StateFacts{}, false
}

// Record is a run record as read from its folder. Everything that could be read
// is there; Problems says what could not.
type Record struct {
	Dir      string
	Run      Run
	Plan     Plan
	Scenario []byte
	Events   []Event
	Windows  []Window
	Ages     *Ages
	Ledger   []LedgerLine // the last line of each key
	// LedgerDamage says what is wrong with the ledger's files: a line that cannot
	// be read, or an end that is missing in a run that came to its end; "" if nothing.
	LedgerDamage string
	Worst        []Signal // oldest first, by stage
	Traffic      []TrafficLine
	Usage        []UsageLine // by time
	Facts        *Facts      // nil if the audit was not reached
	Stored       *Outcome    // nil if the run was cut short
	Problems     []string
}

// reached reports whether the run came to a phase.
func (r *Record) reached(phase string) bool {
	return slices.ContainsFunc(r.Events, func(e Event) bool { return e.Kind == Phase && e.Text == phase })
}
