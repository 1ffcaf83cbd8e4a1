package external

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
)

// runName is how the name of what a run makes begins: Prefix, when the run began
// (UTC) and a random word, then a dot.
var runName = regexp.MustCompile(`^` + Prefix + `(\d{8}-\d{6}-[0-9a-z]+)\.`)

// runTime is how the beginning of a run is written in names.
const runTime = "20060102-150405"

// remains is what a run has on a cluster.
type remains struct {
	run    string // as in names, without Prefix
	began  time.Time
	topics []string
	groups []string
}

// findRemains lists what runs have on a cluster, sorted by their beginning.
func findRemains(ctx context.Context, adm *kadm.Client) ([]*remains, error) {
	topics, err := adm.ListTopics(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the topics: %w", err)
	}
	groups, err := adm.ListGroups(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the groups: %w", err)
	}
	byRun := map[string]*remains{}
	of := func(name string) *remains {
		match := runName.FindStringSubmatch(name)
		if match == nil {
			return nil
		}
		began, err := time.Parse(runTime, match[1][:len(runTime)])
		if err != nil {
			return nil
		}
		if byRun[match[1]] == nil {
			byRun[match[1]] = &remains{run: match[1], began: began}
		}
		return byRun[match[1]]
	}
	for _, name := range topics.Names() {
		if r := of(name); r != nil {
			r.topics = append(r.topics, name)
		}
	}
	for _, name := range groups.Groups() {
		if r := of(name); r != nil {
			r.groups = append(r.groups, name)
		}
	}
	return slices.SortedFunc(maps.Values(byRun), func(a, b *remains) int { return strings.Compare(a.run, b.run) }), nil
}

// tellOthers names what other runs have on the cluster: it is in nobody's way, but
// somebody should know.
func (t *Target) tellOthers(ctx context.Context) {
	all, err := findRemains(ctx, t.admin)
	if err != nil {
		t.opts.Progress(fmt.Sprintf("warning: whether other runs left something on the cluster is not known: %s", err))
		return
	}
	var runs []string
	for _, r := range all {
		if len(r.topics) > 0 && Prefix+r.run+"." != t.needs.Prefix {
			runs = append(runs, r.run)
		}
	}
	if len(runs) == 0 {
		return
	}
	shown := runs[:min(len(runs), 3)]
	more := ""
	if len(runs) > len(shown) {
		more = fmt.Sprintf(" and %d more", len(runs)-len(shown))
	}
	t.opts.Progress(fmt.Sprintf("warning: the cluster has topics of other runs, under way or left behind: %s%s; freshet clean %s removes what was left",
		strings.Join(shown, ", "), more, t.flag()))
}

// flag names the cluster on a command line: by its profile, or its addresses.
func (t *Target) flag() string {
	if t.opts.Name != Kind {
		return "--target " + t.opts.Name
	}
	return "--bootstrap " + strings.Join(t.opts.Bootstrap, ",")
}
