package results

import (
	"testing"
	"time"
)

// As long as nobody knows the epoch, At counts from a thousand hours before it.
func TestEventsForPeople(t *testing.T) {
	for want, e := range map[string]Event{
		"before load: phase setup":           {At: time.Minute - 1000*time.Hour, Kind: Phase, Text: "setup"},
		"0.0 s: phase load":                  {Kind: Phase, Text: "load"},
		"12.3 s: info kill broker 2 is back": {At: 12340 * time.Millisecond, Kind: Info, Entry: "kill", Text: "broker 2 is back"},
		"75.0 s: unassigned ranking":         {At: 75 * time.Second, Kind: Unassigned, Stage: "ranking"},
	} {
		if got := e.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
