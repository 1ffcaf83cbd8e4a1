package report

import (
	"testing"

	"github.com/freshet-bench/freshet/results"
)

func TestInPart(t *testing.T) {
	segments := fakeSegments()
	for _, c := range []struct {
		slot results.Slot
		part string
		want bool
	}{
		{results.Slot{Start: 0, Length: sec}, partSteady, false},
		{results.Slot{Start: 0, Length: sec}, partOverall, false},
		{results.Slot{Start: 12 * sec, Length: sec}, partSteady, true},
		{results.Slot{Start: 12 * sec, Length: sec}, partOverall, true},
		{results.Slot{Start: 24*sec - 500*ms, Length: sec}, partSteady, false},
		{results.Slot{Start: 24*sec - 500*ms, Length: sec}, partOverall, true},
		{results.Slot{Start: 30 * sec, Length: sec}, "during burst", true},
		{results.Slot{Start: 50*sec - ms, Length: sec}, "during burst", false},
		{results.Slot{Start: 30 * sec, Length: sec}, "during kill", false},
		{results.Slot{Start: 30 * sec, Length: sec}, "after burst", false},
		{results.Slot{Start: 200 * sec, Length: sec}, partOverall, false},
	} {
		if got := inPart(segments, c.part)(c.slot); got != c.want {
			t.Errorf("%v in %s: %v", c.slot, c.part, got)
		}
	}
}
