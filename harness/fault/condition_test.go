//go:build unix

package fault_test

import (
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target"
)

// The conditions that need no command, asked of a cluster in this process.
func TestConditions(t *testing.T) {
	tgt := target.Embedded(target.EmbeddedOptions{InMemory: true})
	if err := tgt.Start(t.Context(), target.Needs{Brokers: 3}); err != nil {
		t.Fatal(err)
	}
	defer tgt.Close()
	cl, err := kgo.NewClient(kgo.SeedBrokers(tgt.Bootstrap()...), kgo.Dialer(tgt.Dial))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	if err := tgt.Prepare(t.Context(), []target.Topic{{Name: "clicks", Partitions: 3, Replication: 3}}); err != nil {
		t.Fatal(err)
	}
	for condition, want := range map[string]string{
		hook.InSync: "", "brokers = 3": "", "brokers = 4": ": the cluster has 3 brokers)", hook.NoReassignments: "",
	} {
		c, ok := hook.ParseCondition(condition)
		if !ok {
			t.Fatal(condition)
		}
		verb := fault.Hooked{
			Verb: "scale", Admin: kadm.NewClient(cl), Tell: func(string) {},
			Hook: hook.Hook{Run: sh("true"), Until: hook.Until{Condition: c}, Timeout: time.Minute, Every: 10 * time.Millisecond, Dir: t.TempDir()},
		}
		if want != "" {
			verb.Hook.Timeout = 3 * time.Second
		}
		effect, err := verb.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = effect.Run(t.Context())
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", condition, err, want)
		}
	}
}
