package target

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

// CreateTopics creates topics with the settings that follow from them. It is for
// targets: whoever loads one calls its Prepare.
func CreateTopics(ctx context.Context, adm *kadm.Client, topics []Topic) error {
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = t.Name
	}
	before, err := adm.ListTopics(ctx, names...)
	if err != nil {
		return fmt.Errorf("look for topics before creating them: %w", err)
	}
	for _, t := range topics {
		resp, err := adm.CreateTopic(ctx, t.Partitions, t.Replication, topicConfigs(t), t.Name)
		// The client asks again when an answer was lost. What was not there before is
		// then there by the first request.
		if errors.Is(err, kerr.TopicAlreadyExists) && !before.Has(t.Name) {
			continue
		}
		if err != nil {
			return fmt.Errorf("create topic %s (%d partitions, replication %d): %w%s", t.Name, t.Partitions, t.Replication, err, because(resp))
		}
	}
	return nil
}

// because is what a cluster says beyond the error's name.
func because(resp kadm.CreateTopicResponse) string {
	if resp.ErrMessage == "" {
		return ""
	}
	return ": " + resp.ErrMessage
}

// ValidateTopic has the cluster look at a topic as CreateTopics does, without making
// it: settings, replicas, policies, permissions.
func ValidateTopic(ctx context.Context, adm *kadm.Client, t Topic) error {
	resp, err := adm.ValidateCreateTopics(ctx, t.Partitions, t.Replication, topicConfigs(t), t.Name)
	if err == nil {
		err = resp[t.Name].Err
	}
	if err != nil {
		if why := resp[t.Name].ErrMessage; why != "" {
			err = fmt.Errorf("%w: %s", err, why)
		}
		return fmt.Errorf("the cluster would not create topic %s (%d partitions, replication %d): %w", t.Name, t.Partitions, t.Replication, err)
	}
	return nil
}

// topicConfigs is a topic's settings as Kafka names them.
func topicConfigs(t Topic) map[string]*string {
	policy, retention := "delete", "-1"
	if t.Compact {
		policy = "compact"
	}
	if t.Retention > 0 {
		retention = strconv.FormatInt(t.Retention.Milliseconds(), 10)
	}
	configs := map[string]string{"cleanup.policy": policy, "retention.ms": retention}
	if t.MinISR > 0 {
		configs["min.insync.replicas"] = strconv.Itoa(int(t.MinISR))
	}
	maps.Copy(configs, t.Configs)
	out := make(map[string]*string, len(configs))
	for k, v := range configs {
		out[k] = &v
	}
	return out
}
