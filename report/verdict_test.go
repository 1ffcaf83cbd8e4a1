package report

import (
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

func TestHeadline(t *testing.T) {
	check := func(v results.Verdict) results.Check {
		return results.Check{Text: "lost == 0", Shown: "3", Verdict: v, Reason: "the audit was not reached"}
	}
	for _, c := range []struct {
		name   string
		out    results.Outcome
		want   string
		refuse string
	}{
		{"all held", results.Outcome{Verdict: results.Pass, Checks: []results.Check{check(results.Pass), check(results.Pass)}}, "All 2 expectations held.", "not"},
		{"one held", results.Outcome{Verdict: results.Pass, Checks: []results.Check{check(results.Pass)}}, "The one expectation held.", "not"},
		{"one failed", results.Outcome{Verdict: results.Fail, Checks: []results.Check{check(results.Fail), check(results.Unknown)}}, "1 of 2 expectations did not hold: lost == 0, but it was 3. One more could not be judged.", "All"},
		{"unknown", results.Outcome{Verdict: results.Unknown, Checks: []results.Check{check(results.Unknown)}}, "The one expectation could not be judged: the audit was not reached.", "held"},
		{"slip", results.Outcome{Verdict: results.Unknown, Reason: "the generator itself was late", Checks: []results.Check{check(results.Unknown), check(results.Unknown)}}, "None of the 2 expectations could be judged: the generator itself was late.", "held"},
		{"passes, yet unknown", results.Outcome{Verdict: results.Unknown, Reason: "cut short", Checks: []results.Check{check(results.Pass)}}, "The verdict is unknown. Cut short.", "held"},
		{"nothing asked", results.Outcome{Verdict: results.Unknown}, "The scenario expects nothing", "held"},
	} {
		got := headline(&results.Record{}, &c.out)
		if !strings.HasPrefix(got, c.want) || strings.Contains(got, c.refuse) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// A verdict is a symbol and a word of its own, so that it needs no colour.
func TestMarksDiffer(t *testing.T) {
	symbols, words := map[string]bool{}, map[string]bool{}
	for _, v := range []results.Verdict{results.Pass, results.Fail, results.Unknown} {
		m := markOf(v)
		symbols[m.Symbol], words[m.Word] = true, true
	}
	if len(symbols) != 3 || len(words) != 3 {
		t.Errorf("%v %v", symbols, words)
	}
	if markOf("something new") != markOf(results.Unknown) {
		t.Error("an unheard-of verdict is not unknown")
	}
}

func TestShellLine(t *testing.T) {
	got := shellLine([]string{"freshet", "run", "my file.yaml", "--set", "a=b'c", ""})
	if want := `freshet run 'my file.yaml' --set 'a=b'\''c' ''`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestCorrectnessSentence(t *testing.T) {
	for _, c := range []struct {
		settled []results.Settled
		lost    int64
		state   []results.StateFacts
		class   string
	}{
		{nil, 0, nil, "unknown"},
		{[]results.Settled{{Topic: "a"}}, 0, nil, "pass"},
		{[]results.Settled{{Topic: "a"}, {Stage: "b", Lost: 1}}, 1, nil, "fail"},
		{[]results.Settled{{Topic: "a", LogDuplicates: 1}}, 0, nil, "fail"},
		{[]results.Settled{{Topic: "a", Reprocessed: 1, AbortedRecords: 9}}, 0, nil, "pass"},
		{[]results.Settled{{Topic: "a", Reprocessed: 1, ExactlyOnce: true}}, 0, nil, "fail"},
		{[]results.Settled{{Topic: "a", AbortedReads: 1, AbortedRecords: 9}}, 0, nil, "fail"},
		{[]results.Settled{{Topic: "a", Unknown: "unsent events"}}, 0, nil, "unknown"},
		{[]results.Settled{{Topic: "a"}}, 0, []results.StateFacts{{Stage: "b", Erased: 7}}, "pass"},
		{[]results.Settled{{Topic: "a"}}, 0, []results.StateFacts{{Stage: "b", Diverged: 1}}, "fail"},
		{[]results.Settled{{Topic: "a"}}, 0, []results.StateFacts{{Stage: "b", Resurrected: 1}}, "fail"},
		{[]results.Settled{{Topic: "a"}}, 0, []results.StateFacts{{Stage: "b", StaleWrites: 1}}, "fail"},
	} {
		if m, text := correctnessSentence(&results.Outcome{Settled: c.settled, SettledRun: results.Settled{Lost: c.lost}, State: c.state}); m.Class != c.class || text == "" {
			t.Errorf("%+v: %s, %s", c.settled, m.Class, text)
		}
	}
}
