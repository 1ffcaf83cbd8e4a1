package client_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/twmb/franz-go/pkg/kgo"
)

var clicksRole = client.Role{Kind: client.KindSource, Name: "clicks", Class: "serving", Zone: "b"}

func TestMeterCountsEveryByte(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t, target.EmbeddedOptions{})
		m := client.NewMeter()
		f := client.New(c, m)
		cl := newClient(t, f, clicksRole, nil, client.ProducerOpts(scenarios.Client{Idempotent: true})...)
		produce(t, cl, 10)
		synctest.Wait()
		lines := m.Lines(time.Second)
		var sum results.TrafficLine
		produced := make(map[int32]int64)
		for _, l := range lines {
			sum.Sent += l.Sent
			sum.Received += l.Received
			if l.API == "Produce" {
				produced[l.Broker] += l.Requests
			}
			if want := map[int32]string{0: "a", 1: "b", 2: "c"}[l.Broker]; l.BrokerZone != want || want == "" {
				t.Errorf("broker %d in zone %q, want %q", l.Broker, l.BrokerZone, want)
			}
			if l.At != time.Second || l.Role != "source/clicks" || l.Class != "serving" || l.Zone != "b" {
				t.Errorf("line %+v", l)
			}
		}
		if sum.Sent != c.sent.Load() || sum.Received != c.received.Load() {
			t.Errorf("metered %d sent, %d received; on the wire %d, %d", sum.Sent, sum.Received, c.sent.Load(), c.received.Load())
		}
		if produced[0] != 20 || produced[1] != 20 || produced[2] != 20 {
			t.Errorf("produce requests by broker: %v, want 20 each", produced)
		}
		if again := m.Lines(2 * time.Second); len(again) != 0 {
			t.Errorf("without traffic: %+v", again)
		}
	})
}

func TestMeterLeavesOutTheAudit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t, target.EmbeddedOptions{})
		m := client.NewMeter()
		f := client.New(c, m)
		for _, kind := range []string{client.KindAudit, client.KindHistory} {
			cl := newClient(t, f, client.Role{Kind: kind}, nil, kgo.RecordPartitioner(kgo.ManualPartitioner()))
			produce(t, cl, 1)
		}
		if lines := m.Lines(0); len(lines) != 0 {
			t.Errorf("metered: %+v", lines)
		}
		if err := newClient(t, f, client.Role{Kind: client.KindControl}, nil).Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if lines := m.Lines(0); len(lines) == 0 || lines[0].Role != "control" {
			t.Errorf("control: %+v", lines)
		}
	})
}
