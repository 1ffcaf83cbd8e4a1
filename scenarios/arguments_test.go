package scenarios

import (
	"maps"
	"testing"
)

func TestArgumentsOfAnEntry(t *testing.T) {
	s := load(t, `
name: arguments
duration: 30s
topics: {raw.clicks: {partitions: 3}}
sources: {clicks: {topic: raw.clicks, rate: 100/s}}
timeline:
  - {at: 1s, name: a, stall: {broker: leader of raw.clicks/0}, for: 1s}
  - {at: 1s, name: b, kill: {brokers: all}}
  - {at: 1s, name: c, burst: {source: clicks, to: 2x, ramp: 1s}}
`)
	for i, want := range []map[string]string{
		{"broker": "leader of raw.clicks/0"},
		{"brokers": "all"},
		{"source": "clicks", "to": "2x", "ramp": "1s", "hold": "0s", "decay": "0s"},
	} {
		if got := s.Timeline[i].Arguments(); !maps.Equal(got, want) {
			t.Errorf("%s: %q, want %q", s.Timeline[i].Name, got, want)
		}
	}
	if got := (&Entry{}).Arguments(); len(got) != 0 {
		t.Errorf("an entry without a verb: %q", got)
	}
}
