package harness

import (
	"testing"
	"time"
)

const ms = time.Millisecond

func TestSlipIsDividedByCause(t *testing.T) {
	type step struct {
		do string // hold, release, idle
		at time.Duration
	}
	cases := []struct {
		name              string
		steps             []step
		due, sent         time.Duration
		generator, target time.Duration
	}{
		{"never held: all of it is the generator's", nil, 10 * ms, 14 * ms, 4 * ms, 0},
		{"held since before due", []step{{"hold", 5 * ms}, {"release", 105 * ms}}, 10 * ms, 105 * ms, 0, 95 * ms},
		{"working off a backlog is the target's", []step{{"hold", 5 * ms}, {"release", 105 * ms}}, 50 * ms, 180 * ms, 0, 130 * ms},
		{"but for no longer than it held", []step{{"hold", 5 * ms}, {"release", 105 * ms}}, 200 * ms, 206 * ms, 6 * ms, 0},
		{"late before it was held", []step{{"hold", 30 * ms}, {"release", 40 * ms}}, 10 * ms, 41 * ms, 20 * ms, 11 * ms},
		{"still held", []step{{"hold", 5 * ms}}, 10 * ms, 60 * ms, 0, 50 * ms},
		{"after idle the past is forgotten", []step{{"hold", 5 * ms}, {"release", 105 * ms}, {"idle", 110 * ms}}, 111 * ms, 115 * ms, 4 * ms, 0},
		{"sent early is no slip", nil, 10 * ms, 9 * ms, 0, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var m slipMeter
			for _, s := range c.steps {
				switch s.do {
				case "hold":
					m.hold(s.at)
				case "release":
					m.release(s.at)
				case "idle":
					m.idle()
				}
			}
			g, tg := m.split(c.due, c.sent)
			if g != c.generator || tg != c.target {
				t.Errorf("split(%v, %v) = generator %v, target %v; want %v, %v", c.due, c.sent, g, tg, c.generator, c.target)
			}
		})
	}
}
