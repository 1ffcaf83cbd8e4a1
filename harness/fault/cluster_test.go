package fault_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/replicas"
)

// growing is a cluster that can be replaced, moved and resized.
type growing struct {
	cluster
	held    replicas.Assignment
	members []replicas.Broker
}

var (
	_ target.BrokerReplacer = (*growing)(nil)
	_ target.BrokerScaler   = (*growing)(nil)
)

func newGrowing() *growing {
	g := &growing{held: replicas.Assignment{}}
	for id := range int32(3) {
		g.members = append(g.members, replicas.Broker{ID: id + 1})
	}
	for p := range int32(4) {
		g.held[replicas.Partition{Topic: "run.clicks", Number: p}] = []int32{p%3 + 1, (p+1)%3 + 1}
	}
	return g
}

func (g *growing) BrokerIDs() []int32 {
	var ids []int32
	for _, m := range g.members {
		ids = append(ids, m.ID)
	}
	return ids
}

func (g *growing) Members() []replicas.Broker { return slices.Clone(g.members) }

func (g *growing) Replace(_ context.Context, ids []int32) error { return g.note(verb("replace", ids)) }

func (g *growing) Replicas(context.Context, ...string) (replicas.Assignment, error) {
	return g.held, nil
}

func (g *growing) Move(_ context.Context, changes replicas.Assignment) error {
	for p, on := range changes {
		g.held[p] = on
	}
	return g.note(fmt.Sprintf("move %d", len(changes)))
}

func (g *growing) AddBrokers(_ context.Context, n int) ([]int32, error) {
	var ids []int32
	for range n {
		id := int32(len(g.members) + 1)
		g.members = append(g.members, replicas.Broker{ID: id})
		ids = append(ids, id)
	}
	return ids, g.note(fmt.Sprintf("add %d", n))
}

func (g *growing) Last(n int) ([]int32, error) {
	if len(g.members)-n < 3 {
		return nil, errors.New("the others are controllers, which stay")
	}
	return []int32{g.members[len(g.members)-1].ID}, nil
}

func (g *growing) RemoveBrokers(_ context.Context, ids []int32) error {
	for p, on := range g.held {
		for _, id := range ids {
			if slices.Contains(on, id) {
				return fmt.Errorf("broker %d still holds %s", id, p)
			}
		}
	}
	g.members = g.members[:len(g.members)-len(ids)]
	return g.note(verb("remove", ids))
}

// carryOut begins a verb, runs it to its end and returns its notes.
func carryOut(t *testing.T, v fault.Verb, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	effect, err := v.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if effect.Until == "" || effect.Moves == nil {
		t.Errorf("ends by %q, moves %v", effect.Until, effect.Moves)
	}
	if err := effect.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	notes := []string{effect.Note}
	if effect.Settle != nil {
		note, err := effect.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, note)
	}
	return notes
}

func TestReplaceEmptiesTheBrokerAndWaits(t *testing.T) {
	g := newGrowing()
	v, err := fault.NewReplace(g, which("leader of clicks/5"))
	notes := carryOut(t, v, err)
	if want := []string{"replace 2", "in sync"}; !slices.Equal(g.did, want) {
		t.Errorf("did %q, want %q", g.did, want)
	}
	if notes[0] != "broker 2 removed with its disk" || !strings.HasPrefix(notes[1], "an empty broker 2 answers after ") {
		t.Errorf("notes %q", notes)
	}
}

func TestMoveTakesReplicasOrOnlyLeadership(t *testing.T) {
	g := newGrowing()
	v, err := fault.NewMove(g, fault.Move{Topic: "run.clicks", To: 3, LeadersOnly: true})
	if notes := carryOut(t, v, err); notes[0] != "to broker 3: leadership of 1 of 4 partitions, 0 replicas copied" {
		t.Errorf("note %q", notes[0])
	}
	v, err = fault.NewMove(g, fault.Move{Topic: "run.clicks", To: 3})
	if notes := carryOut(t, v, err); notes[0] != "to broker 3: leadership of 2 of 4 partitions, 2 replicas copied" {
		t.Errorf("note %q", notes[0])
	}
	for p, on := range g.held {
		if on[0] != 3 {
			t.Errorf("%s is led by %d", p, on[0])
		}
	}
	v, err = fault.NewMove(g, fault.Move{Topic: "run.clicks", To: 4})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Begin(t.Context()); err == nil || !strings.Contains(err.Error(), `there is no broker "4"`) {
		t.Errorf("error: %v", err)
	}
}

func TestScaleOutAndInAgain(t *testing.T) {
	g := newGrowing()
	v, err := fault.NewScale(g, 1, false)
	carryOut(t, v, err)
	v, err = fault.NewScale(g, 1, true)
	carryOut(t, v, err)
	if want := []string{"add 1", "add 1", "move 1"}; !slices.Equal(g.did, want) {
		t.Errorf("did %q, want %q", g.did, want)
	}
	v, err = fault.NewScale(g, -1, false)
	notes := carryOut(t, v, err)
	if !slices.Equal(g.BrokerIDs(), []int32{1, 2, 3, 4}) || notes[0] != "broker 5 to go: the last that came" {
		t.Errorf("left %v, notes %q", g.BrokerIDs(), notes)
	}
	carryOut(t, v, err)
	if _, err := v.Begin(t.Context()); err == nil {
		t.Error("a controller was to go")
	}
}

func TestTheEmbeddedTargetHasNoOtherBrokers(t *testing.T) {
	embedded := target.Embedded(target.EmbeddedOptions{})
	for want, make := range map[string]func() error{
		"the embedded target cannot replace a broker":      func() error { _, err := fault.NewReplace(embedded, which("1")); return err },
		"the embedded target cannot move replicas":         func() error { _, err := fault.NewMove(embedded, fault.Move{}); return err },
		"the embedded target cannot add or remove brokers": func() error { _, err := fault.NewScale(embedded, 1, false); return err },
	} {
		if err := make(); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
