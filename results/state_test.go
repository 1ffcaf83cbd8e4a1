package results

import (
	"testing"
	"time"
)

// What a store got wrong is counted in keys.
func TestStateCountsAreOfKeys(t *testing.T) {
	r := healthyRun()
	r.facts.State[0] = StateFacts{Stage: "ranking", Keys: 13_000, Erased: 599, Diverged: 7}
	for i, c := range r.expect(t, "resurrected == 0", "ranking.diverged < 9", "stale-writes == 0") {
		if want := []string{"0 of 599 erased keys", "7 of 13,599 expected keys", "0 of 6,000"}[i]; c.Shown != want || c.Verdict != Pass {
			t.Errorf("%s: %s, %q, want %q", c.Text, c.Verdict, c.Shown, want)
		}
	}
	r.facts.State[0].Expected = 13_955
	if c := r.expect(t, "diverged == 7")[0]; c.Shown != "7 of 13,955 expected keys" {
		t.Errorf("%q", c.Shown)
	}
}

func TestEraseAgesOfAStore(t *testing.T) {
	rec := healthyRun().memory()
	recorder := newAgeRecorder(nil)
	for i := range 10 {
		recorder.Series(TagErase+"ranking").Record(30*sec, ms*time.Duration(10+10*i))
	}
	rec.Ages = agesOf(recorder)
	o := Judge(rec)
	if q := o.State[0].EraseAge; q.Count != 10 || q.Max < 100*ms || q.Max > 101*ms {
		t.Errorf("%+v", q)
	}
	if rec.Facts.State[0].EraseAge.Count != 0 {
		t.Error("the record was changed")
	}
}
