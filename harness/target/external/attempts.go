package external

import (
	"context"

	"github.com/twmb/franz-go/pkg/kmsg"
)

func tryProduce(ctx context.Context, to kmsg.Requestor, topic string) (int16, error) {
	p := kmsg.NewProduceRequestTopicPartition()
	p.Records = []byte{}
	rt := kmsg.NewProduceRequestTopic()
	rt.Topic, rt.Partitions = topic, append(rt.Partitions, p)
	req := kmsg.NewPtrProduceRequest()
	req.Acks, req.TimeoutMillis, req.Topics = 1, 1000, append(req.Topics, rt)
	resp, err := req.RequestWith(ctx, to)
	if err != nil || len(resp.Topics) == 0 || len(resp.Topics[0].Partitions) == 0 {
		return 0, err
	}
	return resp.Topics[0].Partitions[0].ErrorCode, nil
}

func tryFetch(ctx context.Context, to kmsg.Requestor, topic string) (int16, error) {
	p := kmsg.NewFetchRequestTopicPartition()
	p.PartitionMaxBytes = 1
	rt := kmsg.NewFetchRequestTopic()
	rt.Topic, rt.Partitions = topic, append(rt.Partitions, p)
	req := kmsg.NewPtrFetchRequest()
	req.ReplicaID, req.MaxBytes, req.SessionEpoch, req.Topics = -1, 1, -1, append(req.Topics, rt)
	resp, err := req.RequestWith(ctx, to)
	switch {
	case err != nil:
		return 0, err
	case len(resp.Topics) == 0 || len(resp.Topics[0].Partitions) == 0:
		return resp.ErrorCode, nil
	}
	return resp.Topics[0].Partitions[0].ErrorCode, nil
}

func tryDeleteTopic(ctx context.Context, to kmsg.Requestor, topic string) (int16, error) {
	named := kmsg.NewDeleteTopicsRequestTopic()
	named.Topic = &topic
	req := kmsg.NewPtrDeleteTopicsRequest()
	req.TimeoutMillis, req.TopicNames, req.Topics = 1000, []string{topic}, append(req.Topics, named)
	resp, err := req.RequestWith(ctx, to)
	if err != nil || len(resp.Topics) == 0 {
		return 0, err
	}
	return resp.Topics[0].ErrorCode, nil
}

func tryHeartbeat(ctx context.Context, to kmsg.Requestor, group string) (int16, error) {
	req := kmsg.NewPtrHeartbeatRequest()
	req.Group, req.MemberID = group, "nobody"
	resp, err := req.RequestWith(ctx, to)
	if err != nil {
		return 0, err
	}
	return resp.ErrorCode, nil
}

func tryDeleteGroup(ctx context.Context, to kmsg.Requestor, group string) (int16, error) {
	req := kmsg.NewPtrDeleteGroupsRequest()
	req.Groups = []string{group}
	resp, err := req.RequestWith(ctx, to)
	if err != nil || len(resp.Groups) == 0 {
		return 0, err
	}
	return resp.Groups[0].ErrorCode, nil
}

// tryEndTransaction ends a transaction that nobody began.
func tryEndTransaction(ctx context.Context, to kmsg.Requestor, id string) (int16, error) {
	req := kmsg.NewPtrEndTxnRequest()
	req.TransactionalID, req.ProducerID = id, 1
	resp, err := req.RequestWith(ctx, to)
	if err != nil {
		return 0, err
	}
	return resp.ErrorCode, nil
}

// tryProducerID asks for the id of an idempotent producer, as each of them does.
func tryProducerID(ctx context.Context, to kmsg.Requestor, _ string) (int16, error) {
	resp, err := kmsg.NewPtrInitProducerIDRequest().RequestWith(ctx, to)
	if err != nil {
		return 0, err
	}
	return resp.ErrorCode, nil
}
