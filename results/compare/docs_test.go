package compare

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

// TestDocsNameTheTestedMeasures holds the table of docs/compare.md against the
// catalogue.
func TestDocsNameTheTestedMeasures(t *testing.T) {
	page, err := os.ReadFile("../../docs/compare.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## Which measures are tested")
	section, _, _ = strings.Cut(section, "All others are shown")
	var documented []string
	for _, found := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(section, -1) {
		documented = append(documented, found[1])
	}
	plan := madePlan("test", 60*sec)
	plan.Expect = append(plan.Expect, results.PlanExpect{Text: "topics[raw].imbalance < 2x"}) // tested only then
	var tested []string
	for _, r := range catalogue(plan, []results.PlanEntry{{Name: "replay", Verb: "replay"}}, nil) {
		name := r.Name
		if r.Stat != "" {
			name += "." + r.Stat
		}
		if r.Tested && !slices.Contains(tested, name) {
			tested = append(tested, name)
		}
	}
	slices.Sort(tested)
	slices.Sort(documented)
	if !slices.Equal(tested, documented) {
		t.Errorf("the docs name %q, and tested are %q", documented, tested)
	}
}

// TestTestsOfAPage holds which rows of a plan are tested: with a burst, at most
// 16, five of which are the same in runs that go well: six runs a side suffice.
func TestTestsOfAPage(t *testing.T) {
	var ids []string
	for _, r := range catalogue(madePlan("test", 60*sec), []results.PlanEntry{{Name: "burst", Verb: "burst"}}, nil) {
		if r.Tested && !r.quiet {
			ids = append(ids, r.ID)
		}
	}
	want := []string{
		"ranking.platform-age.p50", "ranking.platform-age.p99", "ranking.platform-age.p99 during burst",
		"analytics.platform-age.p99", "analytics.platform-age.p99 during burst",
		"clicks.ack-age.p99 overall", "page-view.missed overall", "recovery(burst, ranking)",
		"lost", "duplicates", "enrich.out-of-order", "ranking.out-of-order", "analytics.out-of-order",
	}
	if !slices.Equal(ids, want) {
		t.Errorf("%q", ids)
	}
}
