package harness

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/target"
)

// protocolConsumer is the group protocol whose session timeout the brokers set.
const protocolConsumer = "consumer"

// setSession sets the session timeout of a stage's group where it is the brokers'
// to set. Brokers that do not take it go by their own, and the run by that: it is
// noted.
func (r *run) setSession(ctx context.Context, s *stage) {
	session := s.spec.Group.Session
	if s.spec.Group.Protocol != protocolConsumer || session == 0 {
		return
	}
	err := r.alterGroup(ctx, s.group, map[string]time.Duration{
		"consumer.session.timeout.ms":    session,
		"consumer.heartbeat.interval.ms": target.Heartbeat(session),
	})
	if err != nil && ctx.Err() == nil {
		r.note(fmt.Sprintf("stage %s: its session of %s could not be set, so the brokers' own counts: %v", s.spec.Name, session, err))
	}
}

// alterGroup changes settings of a group.
func (r *run) alterGroup(ctx context.Context, group string, settings map[string]time.Duration) error {
	resource := kmsg.NewIncrementalAlterConfigsRequestResource()
	resource.ResourceType = kmsg.ConfigResourceTypeGroupConfig
	resource.ResourceName = group
	for name, d := range settings {
		setting := kmsg.NewIncrementalAlterConfigsRequestResourceConfig()
		setting.Name, setting.Value = name, kmsg.StringPtr(strconv.FormatInt(d.Milliseconds(), 10))
		resource.Configs = append(resource.Configs, setting)
	}
	req := kmsg.NewPtrIncrementalAlterConfigsRequest()
	req.Resources = append(req.Resources, resource)
	resp, err := req.RequestWith(ctx, r.control)
	if err != nil {
		return err
	}
	for _, answered := range resp.Resources {
		if err := kerr.ErrorForCode(answered.ErrorCode); err != nil {
			if answered.ErrorMessage != nil && *answered.ErrorMessage != "" {
				return fmt.Errorf("%w: %s", err, *answered.ErrorMessage)
			}
			return err
		}
	}
	return nil
}
