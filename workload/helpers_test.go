package workload_test

import (
	"testing"

	"github.com/freshet-bench/freshet/workload"
)

func compile(t testing.TB, spec workload.Spec) *workload.Workload {
	t.Helper()
	w, err := workload.Compile(spec)
	if err != nil {
		t.Fatalf("compiling: %v", err)
	}
	return w
}

// all drains a stream.
func all(s *workload.Stream) []workload.Event {
	var events []workload.Event
	var ev workload.Event
	for s.Next(&ev) {
		events = append(events, ev)
	}
	return events
}
