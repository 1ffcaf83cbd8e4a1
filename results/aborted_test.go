package results

import "testing"

// transactional is a healthy run whose stage enrich writes in transactions.
func transactional() testRun {
	r := healthyRun()
	r.plan.Stages[0].Commit = commitTransaction
	return r
}

func TestAbortedIsTold(t *testing.T) {
	r := transactional()
	r.facts.Audit.Topics[1].Aborted = 12
	r.facts.Audit.Reads = []AuditReads{{Stage: "ranking", Topic: "features"}}
	for _, c := range r.expect(t, "aborted == 0", "enrich.aborted == 0", "aborted-records == 12", "topics[features].aborted-records == 12",
		"topics[raw].aborted-records == 0", "aborted-reads == 0", "ranking.aborted-reads == 0", "topics[features].aborted-reads == 0") {
		if c.Verdict != Pass || c.Measured == nil {
			t.Errorf("%s: %s, %s (%s)", c.Text, c.Verdict, c.Shown, c.Reason)
		}
	}
	r.plan.Expect = nil
	s := Judge(r.memory()).Settled
	if !s[1].ExactlyOnce || s[1].AbortedRecords != 12 || s[0].ExactlyOnce {
		t.Errorf("settled %+v", s[:2])
	}
}

func TestAReadOfWhatWasAbortedIsFound(t *testing.T) {
	r := transactional()
	r.facts.Audit.Topics[1].AbortedReads = 2
	r.facts.Audit.Reads = []AuditReads{{Stage: "ranking", Topic: "features", Aborted: 3}}
	for i, c := range r.expect(t, "aborted-reads == 0", "topics[features].aborted-reads == 0", "ranking.aborted-reads == 0", "enrich.aborted-reads == 0") {
		want := []float64{5, 5, 3, 0}[i]
		if c.Measured == nil || *c.Measured != want || (c.Verdict == Fail) != (want > 0) {
			t.Errorf("%s: %s, %s (%s)", c.Text, c.Verdict, c.Shown, c.Reason)
		}
	}
}

func TestWithoutAnAuditNobodyKnowsWhatWasAborted(t *testing.T) {
	r := transactional()
	r.facts = nil
	for _, c := range r.expect(t, "aborted-records == 0", "aborted-reads == 0", "ranking.aborted-reads == 0") {
		if c.Verdict != Unknown {
			t.Errorf("%s: %s, %s", c.Text, c.Verdict, c.Shown)
		}
	}
}
