package results

// Facts is audit.json: what was established after the drain, once. Absent in a
// run that was cut short before.
type Facts struct {
	Audit *AuditFacts  `json:"audit,omitempty"`
	State []StateFacts `json:"state,omitempty"`
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
	Worst    []Signal     // oldest first, by stage
	Traffic  []TrafficLine
	Facts    *Facts   // nil if the audit was not reached
	Stored   *Outcome // nil if the run was cut short
	Problems []string
}
