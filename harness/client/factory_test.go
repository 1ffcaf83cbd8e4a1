package client_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
)

func TestClientsAreNamedAndPlaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := groupCluster(t)
		cl := newClient(t, f, client.Role{Kind: client.KindStage, Name: "ranking", Zone: "b"}, nil,
			kgo.ConsumerGroup("ranking"), kgo.ConsumeTopics(topic))
		settle(t, c, 1)
		if got := c.kfake.GroupInfo("ranking").Members[0].ClientID; got != "freshet-stage/ranking" {
			t.Errorf("client id %q", got)
		}
		check(t, cl, "rack", kgo.Rack, "b")
		check(t, cl, "metadata", kgo.MetadataMinAge, 250*time.Millisecond)
		check(t, cl, "connections that end at once", kgo.AlwaysRetryEOF, true)
	})
}

func TestOptionsOfTheCallerWin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := client.New(start(t, target.EmbeddedOptions{}), nil)
		cl := newClient(t, f, clicksRole, nil, kgo.MetadataMinAge(time.Second))
		check(t, cl, "metadata", kgo.MetadataMinAge, time.Second)
	})
}

func TestBadOptionsNameTheRole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := client.New(start(t, target.EmbeddedOptions{}), nil)
		_, err := f.New(clicksRole, nil, kgo.RequiredAcks(kgo.NoAck())) // needs idempotence off
		if err == nil || !strings.HasPrefix(err.Error(), "client source/clicks: ") {
			t.Errorf("error: %v", err)
		}
	})
}
