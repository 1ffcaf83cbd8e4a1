package cost

import (
	"strings"
	"testing"
)

// facts is a workload of the given inputs.
func facts(t testing.TB, at string) Facts {
	t.Helper()
	f, err := Assume().At(at)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// list parses prices below the usual header.
func list(t testing.TB, lines string) *List {
	t.Helper()
	l, err := ParsePrices(strings.NewReader(strings.Join(columns(), ",")+"\n"+lines), "test.csv")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
