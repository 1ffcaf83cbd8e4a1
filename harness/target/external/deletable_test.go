package external_test

import (
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/target/external"
)

// A broker that has not heard yet of a topic that was just made does not tell what is
// allowed on it: it is asked again, or the run would find out at its end.
func TestWhatIsAllowedIsAskedUntilTheTopicIsKnown(t *testing.T) {
	c := fake(t, kfake.NumBrokers(1))
	host, text, err := net.SplitHostPort(c.ListenAddrs()[0])
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	tgt := open(t, external.Options{Bootstrap: c.ListenAddrs()})
	if err := tgt.Start(t.Context(), chain()); err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	c.ControlKey(int16(kmsg.Metadata), func(r kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		req := r.(*kmsg.MetadataRequest)
		if !req.IncludeTopicAuthorizedOperations {
			return nil, nil, false
		}
		times := asked.Add(1)
		topic := kmsg.NewMetadataResponseTopic()
		topic.Topic = req.Topics[0].Topic
		topic.AuthorizedOperations = 1<<kmsg.ACLOperationWrite | 1<<kmsg.ACLOperationDescribe
		if times < 3 {
			topic.ErrorCode = kerr.UnknownTopicOrPartition.Code
		}
		broker := kmsg.NewMetadataResponseBroker()
		broker.Host, broker.Port = host, int32(port)
		resp := req.ResponseKind().(*kmsg.MetadataResponse)
		resp.Topics, resp.Brokers = append(resp.Topics, topic), append(resp.Brokers, broker)
		return resp, nil, true
	})
	err = tgt.Prepare(t.Context(), chain().Topics)
	if want := "lacks permissions (ACLs): Delete on topics; topic " + prefix + "raw.clicks had to be made"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	if n := asked.Load(); n != 3 {
		t.Errorf("asked %d times", n)
	}
	if err := tgt.Close(); err != nil {
		t.Error(err)
	}
}
