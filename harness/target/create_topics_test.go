package target_test

import (
	"context"
	"errors"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/target"
)

// An answer to the creation of a topic is lost, and the client asks again: the topic
// is then there already, and is still the run's own.
func TestATopicWhoseCreationIsAskedForTwice(t *testing.T) {
	var cluster *kfake.Cluster
	tgt := start(t, target.EmbeddedOptions{Control: func(c *kfake.Cluster) { cluster = c }}, target.Needs{})
	adm, behind := kadm.NewClient(connect(t, tgt)), kadm.NewClient(connect(t, tgt))
	// A client asks again only over a connection that has worked before.
	if err := target.CreateTopics(t.Context(), adm, []target.Topic{{Name: "first", Partitions: 1, Replication: 1}}); err != nil {
		t.Fatal(err)
	}
	asked := 0
	cluster.ControlKey(int16(kmsg.CreateTopics), func(kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if asked++; asked > 1 {
			return nil, nil, false
		}
		cluster.SleepControl(func() {
			if _, err := behind.CreateTopic(context.WithoutCancel(t.Context()), 2, 1, nil, "clicks"); err != nil {
				t.Error(err)
			}
		})
		return nil, errors.New("the connection breaks before the answer"), true
	})
	topic := []target.Topic{{Name: "clicks", Partitions: 2, Replication: 1}}
	if err := target.CreateTopics(t.Context(), adm, topic); err != nil || asked < 3 {
		t.Errorf("%v after %d requests", err, asked)
	}
	later := kadm.NewClient(connect(t, tgt)) // the first one remembers for a while what there was
	if err := target.CreateTopics(t.Context(), later, topic); !errors.Is(err, kerr.TopicAlreadyExists) {
		t.Errorf("a topic that was there before: %v", err)
	}
}
