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

// bill is the bill of a workload by a model, at a provider's usual place.
func bill(t testing.TB, f Facts, model, provider string) Bill {
	t.Helper()
	m, err := FindModel(model)
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.Bill(f, Shipped(), Place{Provider: provider})
	if err != nil {
		t.Fatal(err)
	}
	return b
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
