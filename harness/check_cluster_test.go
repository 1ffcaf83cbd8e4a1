package harness_test

import (
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
)

// TestCheckSaysWhatATargetCannotDoToItsCluster looks at what is refused before
// anything starts.
func TestCheckSaysWhatATargetCannotDoToItsCluster(t *testing.T) {
	embedded, kafka := target.Embedded(target.EmbeddedOptions{}), containers.New(containers.Options{})
	for _, c := range []struct {
		timeline string
		on       target.Target
		want     string
	}{
		{"[{at: 2s, replace: {broker: 1, disk: empty}}]", embedded, "replace: the embedded target cannot replace a broker"},
		{"[{at: 2s, move: {topic: raw.clicks, to: broker 1}}]", embedded, "move: the embedded target cannot move replicas"},
		{"[{at: 2s, scale: {brokers: +1}}]", embedded, "scale: the embedded target cannot add or remove brokers"},
		{"[{at: 2s, cut: {broker: 1}, for: 1s}]", embedded, "cut: the embedded target cannot take a broker off the network"},
		{"[{at: 2s, cut: {clients: all, from: broker 1}, for: 1s}]", embedded, ""},
		{"[{at: 2s, delay: {clients: all, by: 5ms}, for: 1s}]", embedded, ""},
		{"[{at: 2s, limit: {clients: clicks, to: 1MiB/s}, for: 1s}]", embedded, ""},
		{"[{at: 2s, cut: {broker: 1}, for: 1s}]", kafka, ""},
		{"[{at: 2s, scale: {brokers: -1}}]", kafka, "scale: would leave 2 brokers, but 3 of the containers target are controllers and stay"},
		{"[{at: 2s, scale: {brokers: +1}}, {after: scale, name: in, scale: {brokers: -1}}]", kafka, ""},
	} {
		err := harness.Check(load(t, chain, "timeline="+c.timeline), c.on)
		switch {
		case c.want == "" && err == nil:
		case c.want == "" || err == nil || !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: %v, want %q", c.timeline, err, c.want)
		}
	}
}
