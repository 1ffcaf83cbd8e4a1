package results_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// A record is written while a run goes on, read back, and judged.
func Example() {
	dir, err := os.MkdirTemp("", "freshet-example")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()

	if err := write(filepath.Join(dir, "run")); err != nil {
		panic(err)
	}
	rec, err := results.Open(filepath.Join(dir, "run"))
	if err != nil {
		panic(err)
	}
	out := results.Judge(rec)
	for _, c := range out.Checks {
		if c.Verdict == results.Unknown {
			fmt.Printf("%s: unknown, %s\n", c.Text, c.Reason)
			continue
		}
		fmt.Printf("%s: %s, %s\n", c.Text, c.Verdict, c.Shown)
	}
	fmt.Println(out.Status, out.Verdict)
	// Output:
	// ranking.platform-age.p99 < 500ms: pass, 20 ms
	// ranking.erase-age.max < 1s: unknown, no sample in steady
	// completed unknown
}

func write(dir string) error {
	plan := results.Plan{
		Name: "example", Duration: 10 * time.Second, Warmup: time.Second,
		Stages: []results.PlanStage{{Name: "ranking", Class: "serving", Objective: 500 * time.Millisecond, Depth: 1}},
		Expect: []results.PlanExpect{{Text: "ranking.platform-age.p99 < 500ms"}, {Text: "ranking.erase-age.max < 1s"}},
	}
	w, err := results.Create(dir, results.Run{ID: "example"}, plan, nil)
	if err != nil {
		return err
	}
	ages := w.Ages().Series(results.TagPlatform + "ranking")
	for at := time.Duration(0); at < plan.Duration; at += time.Second {
		for i := range time.Duration(100) {
			ages.Record(at+i*10*time.Millisecond, 20*time.Millisecond)
		}
		window := results.Window{At: at, Length: time.Second, Phase: results.PhaseLoad}
		if err := w.Window(window); err != nil {
			return err
		}
		if err := w.Flush(at + time.Second); err != nil {
			return err
		}
	}
	for _, phase := range []string{results.PhaseDrain, results.PhaseDone} {
		if err := w.Event(results.Event{At: plan.Duration, Kind: results.Phase, Text: phase}); err != nil {
			return err
		}
	}
	return w.Close()
}
