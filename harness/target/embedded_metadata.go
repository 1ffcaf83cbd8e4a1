package target

import (
	"maps"
	"net"
	"slices"
	"strconv"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	metadataKey     = int16(kmsg.Metadata)
	createTopicsKey = int16(kmsg.CreateTopics)
)

// topicNames is the topics that were ever created: kfake tells about a topic only
// to who knows its name.
type topicNames struct {
	mu    sync.Mutex
	names map[string]struct{}
}

func newTopicNames() *topicNames { return &topicNames{names: make(map[string]struct{})} }

// observe notes the topics of a CreateTopics request and lets kfake answer it.
func (t *topicNames) observe(req kmsg.Request) (kmsg.Response, error, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, topic := range req.(*kmsg.CreateTopicsRequest).Topics {
		t.names[topic.Topic] = struct{}{}
	}
	return nil, nil, false
}

func (t *topicNames) all() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.names))
}

// answerMetadata answers in kfake's place, because kfake gives every broker the
// rack "krack" and a client's zone would match none. It says the same otherwise.
func (e *EmbeddedTarget) answerMetadata(kreq kmsg.Request) (kmsg.Response, error, bool) {
	e.cluster.KeepControl()
	req := kreq.(*kmsg.MetadataRequest)
	resp := req.ResponseKind().(*kmsg.MetadataResponse)
	resp.ClusterID = kmsg.StringPtr(clusterID)
	resp.ControllerID = e.controller()
	for _, b := range e.brokers {
		resp.Brokers = append(resp.Brokers, metadataBroker(b.ID, b.Addr, b.Zone))
	}
	if req.Topics == nil {
		for _, name := range e.topics.all() {
			if e.cluster.TopicInfo(name) != nil {
				resp.Topics = append(resp.Topics, e.metadataTopic(name))
			}
		}
		return resp, nil, true
	}
	for _, t := range req.Topics {
		resp.Topics = append(resp.Topics, e.requestedTopic(t))
	}
	return resp, nil, true
}

// requestedTopic answers for a topic asked for by name or, from version 10, by id.
func (e *EmbeddedTarget) requestedTopic(t kmsg.MetadataRequestTopic) kmsg.MetadataResponseTopic {
	if t.TopicID == [16]byte{} {
		if t.Topic == nil {
			return kmsg.NewMetadataResponseTopic()
		}
		return e.metadataTopic(*t.Topic)
	}
	info := e.cluster.TopicIDInfo(t.TopicID)
	if info == nil {
		mt := kmsg.NewMetadataResponseTopic()
		mt.TopicID, mt.ErrorCode = t.TopicID, kerr.UnknownTopicID.Code
		return mt
	}
	return e.metadataTopic(info.Topic)
}

// metadataTopic describes a topic by name.
func (e *EmbeddedTarget) metadataTopic(name string) kmsg.MetadataResponseTopic {
	mt := kmsg.NewMetadataResponseTopic()
	mt.Topic = kmsg.StringPtr(name)
	info := e.cluster.TopicInfo(name)
	if info == nil {
		mt.ErrorCode = kerr.UnknownTopicOrPartition.Code
		return mt
	}
	mt.TopicID = info.TopicID
	for _, p := range e.cluster.PartitionInfos(name) {
		mt.Partitions = append(mt.Partitions, e.metadataPartition(p, info.NumReplicas))
	}
	return mt
}

// metadataPartition places the replicas on the leader and the brokers after it.
func (e *EmbeddedTarget) metadataPartition(p *kfake.PartitionInfo, replicas int) kmsg.MetadataResponseTopicPartition {
	mp := kmsg.NewMetadataResponseTopicPartition()
	mp.Partition, mp.Leader, mp.LeaderEpoch = p.Partition, p.Leader, p.Epoch
	n := int32(len(e.brokers))
	for i := range min(int32(replicas), n) {
		mp.Replicas = append(mp.Replicas, (p.Leader+i)%n)
	}
	mp.ISR = mp.Replicas
	return mp
}

func metadataBroker(id int32, addr, zone string) kmsg.MetadataResponseBroker {
	b := kmsg.NewMetadataResponseBroker()
	host, port, _ := net.SplitHostPort(addr) // kfake's own address
	number, _ := strconv.Atoi(port)
	b.NodeID, b.Host, b.Port = id, host, int32(number)
	if zone != "" {
		b.Rack = kmsg.StringPtr(zone)
	}
	return b
}
