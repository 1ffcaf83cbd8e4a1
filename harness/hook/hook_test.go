package hook_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/harness/hook"
)

func TestParseCondition(t *testing.T) {
	for text, want := range map[string]string{
		"in-sync": "in-sync", " no-reassignments ": "no-reassignments", "brokers = 3": "brokers = 3", "brokers=12": "brokers = 12",
		"./healthy.sh": "", "brokers": "", "brokers = 0": "", "brokers = -1": "", "brokers = three": "", "in-sync now": "", "": "",
	} {
		c, ok := hook.ParseCondition(text)
		if ok != (want != "") || c.String() != want {
			t.Errorf("%q: %q, %v; want %q", text, c, ok, want)
		}
	}
}

func TestExpand(t *testing.T) {
	lookup := func(name string) (string, bool) {
		v, ok := map[string]string{"A": "1", "B_2": "${A}", "EMPTY": ""}[name]
		return v, ok
	}
	for text, want := range map[string]string{
		"${A}:${A}": "1:1", "x${B_2}y": "x${A}y", "$A ${} ${1}": "$A ${} ${1}", "[${EMPTY}]": "[]", "": "",
	} {
		if got, err := hook.Expand(text, lookup); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	if _, err := hook.Expand("${A} ${C} ${D}", lookup); err == nil || err.Error() != "the environment variable C is not set" {
		t.Errorf("error: %v", err)
	}
}

func TestExpandKeepsWhatHasNoReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(rapid.String().Draw(t, "text"), "${", "")
		got, err := hook.Expand(text, func(string) (string, bool) { return "", false })
		if err != nil || got != text {
			t.Fatalf("%q: %q, %v", text, got, err)
		}
	})
}
