package client_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/scenarios"
)

func TestFreezeHoldsAndThawReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t, target.EmbeddedOptions{})
		f := client.New(c, nil)
		gate := client.NewGate()
		cl := newClient(t, f, clicksRole, gate, client.ProducerOpts(scenarios.Client{Idempotent: true})...)
		produce(t, cl, 1)
		gate.Freeze()
		gate.Freeze()
		frozen := time.Now()
		acked := make(chan time.Duration, 1)
		cl.Produce(t.Context(), &kgo.Record{Topic: topic}, func(_ *kgo.Record, err error) {
			if err != nil {
				t.Error(err)
			}
			acked <- time.Since(frozen)
		})
		passed := make(chan time.Duration, 1)
		go func() {
			if err := gate.Pass(t.Context()); err != nil {
				t.Error(err)
			}
			passed <- time.Since(frozen)
		}()
		time.Sleep(7 * time.Second)
		gate.Thaw()
		gate.Thaw()
		if got := <-acked; got != 7*time.Second {
			t.Errorf("acknowledged after %v, thawed after 7s", got)
		}
		if got := <-passed; got != 7*time.Second {
			t.Errorf("worker went on after %v, thawed after 7s", got)
		}
	})
}

func TestKillFailsWhatIsOutstanding(t *testing.T) {
	for name, freeze := range map[string]bool{"running": false, "frozen": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { killOutstanding(t, freeze) })
		})
	}
}

func killOutstanding(t *testing.T, freeze bool) {
	c := start(t, target.EmbeddedOptions{})
	f := client.New(c, nil)
	gate := client.NewGate()
	cl, err := f.New(clicksRole, gate, client.ProducerOpts(scenarios.Client{Idempotent: true})...)
	if err != nil {
		t.Fatal(err)
	}
	produce(t, cl, 1)
	release, err := c.Stall(t.Context(), c.BrokerIDs())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if freeze {
		gate.Freeze()
	}
	failed := make(chan error, 1)
	cl.Produce(t.Context(), &kgo.Record{Topic: topic}, func(_ *kgo.Record, err error) { failed <- err })
	time.Sleep(time.Second)
	killed := time.Now()
	gate.Kill()
	gate.Kill()
	<-gate.Killed()
	if err := gate.Pass(t.Context()); !errors.Is(err, client.ErrKilled) {
		t.Errorf("the worker of a killed client goes on: %v", err)
	}
	<-client.CloseDead(cl)
	if err := <-failed; err == nil {
		t.Error("a record was acknowledged through a killed gate")
	}
	if took := time.Since(killed); took > 100*time.Millisecond {
		t.Errorf("closing took %v", took)
	}
}

func TestKillOfAFrozenWorkerWakesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := client.NewGate()
		gate.Freeze()
		woken := make(chan error)
		go func() { woken <- gate.Pass(t.Context()) }()
		synctest.Wait()
		gate.Kill()
		if err := <-woken; !errors.Is(err, client.ErrKilled) {
			t.Errorf("woken with %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		frozen := client.NewGate()
		frozen.Freeze()
		if err := frozen.Pass(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("with a cancelled context: %v", err)
		}
	})
}

func TestNilGateLetsEverythingPass(t *testing.T) {
	var gate *client.Gate
	gate.Freeze()
	gate.Kill()
	gate.Thaw()
	if err := gate.Pass(t.Context()); err != nil {
		t.Error(err)
	}
	select {
	case <-gate.Killed():
		t.Error("killed")
	default:
	}
}
