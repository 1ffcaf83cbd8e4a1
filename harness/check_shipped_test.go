package harness_test

import (
	"os"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/scenarios"
)

// Three brokers in containers can do what every shipped scenario asks, as its file
// is and with each of its presets.
func TestContainersCanDoWhatShippedScenariosAsk(t *testing.T) {
	kafka := containers.New(containers.Options{Brokers: 3})
	for _, info := range scenarios.Shipped() {
		for _, preset := range append([]string{""}, info.Presets...) {
			t.Run(info.Name+"/"+preset, func(t *testing.T) {
				if !info.Ready(os.Getenv) {
					t.Skip("its traces are not here")
				}
				variants, err := scenarios.LoadVariants(info.Name, scenarios.LoadOptions{Preset: preset})
				if err != nil {
					t.Fatal(err)
				}
				for _, sc := range variants {
					if err := harness.Check(sc, kafka); err != nil {
						t.Errorf("%s: %v", sc.Variant, err)
					}
				}
			})
		}
	}
}
