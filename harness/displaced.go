package harness

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// displacedFor is how long after an entry a member may still learn that its group
// went on without it: a request that was held up comes back only when it times out.
const displacedFor = 30 * time.Second

// noteCommit notes that a commit was refused. Where the member has no place in its
// group any more, or not yet, and an entry of the timeline is why, that belongs to
// the entry and nobody is warned: the client joins again, and what was not committed
// is read once more.
func (r *run) noteCommit(stage string, err error) {
	if !displaced(err) {
		r.note(fmt.Sprintf("stage %s: a commit failed: %v", stage, plainly(err)))
		return
	}
	for _, e := range r.entries {
		if e.lately(r.clock.Now()) && displaces(r.sc, e.spec, stage) {
			r.noteOf(e.spec.Name, fmt.Sprintf("stage %s: its group went on without a member, whose commits were refused until it had joined again", stage))
			return
		}
	}
	r.note(fmt.Sprintf("stage %s: a commit failed: %v", stage, plainly(err)))
}

// noteOf tells something about an entry, once.
func (r *run) noteOf(entry, text string) {
	r.mu.Lock()
	key := entry + ": " + text
	before := r.told[key]
	r.told[key] = true
	r.mu.Unlock()
	if !before {
		r.event(results.Event{Kind: results.Info, Entry: entry, Text: text})
	}
}

// lately reports whether an entry is in effect, or was a short while ago.
func (e *entry) lately(now time.Duration) bool {
	left := time.Duration(e.left.Load())
	return e.begun.Load() && (left == 0 || now < left+displacedFor)
}

// displaced reports whether a group refuses a member because it is not, or not in
// this generation, one of its members.
func displaced(err error) bool {
	for _, code := range []error{
		kerr.UnknownMemberID, kerr.IllegalGeneration, kerr.RebalanceInProgress, kerr.FencedInstanceID,
		kerr.StaleMemberEpoch, kerr.FencedMemberEpoch,
	} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

// displaces reports whether an entry can cost members of a stage their places in its
// group: it kills, stops or freezes them, comes between them and the brokers, or has
// brokers away.
func displaces(sc *scenarios.Scenario, e *scenarios.Entry, stage string) bool {
	if e.Members != nil {
		return e.Members.Stage == stage
	}
	if e.Cut != nil || e.Delay != nil || e.Limit != nil {
		return slices.Contains(shaped(sc, e), stage)
	}
	return delays(e)
}
