package external

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/freshet-bench/freshet/harness/target"
)

// attempt is a request that needs one permission and, made for a topic or a group
// that is not there, does nothing. Brokers judge permissions before anything else.
type attempt struct {
	operation, resource string
	key                 kmsg.Key
	// try returns the code that the broker answered with.
	try func(ctx context.Context, to kmsg.Requestor, name string) (int16, error)
	// controlled is a request that the controller answers.
	controlled bool
	// tidies is a request of a run that removes what it made.
	tidies bool
	// when tells whether the run needs it; nil = always.
	when func(target.Uses) bool
}

func attempts() []attempt {
	return []attempt{
		{operation: "Write", resource: "topics", key: kmsg.Produce, try: tryProduce},
		{operation: "Read", resource: "topics", key: kmsg.Fetch, try: tryFetch},
		{operation: "Delete", resource: "topics", key: kmsg.DeleteTopics, try: tryDeleteTopic, controlled: true, tidies: true},
		{operation: "Read", resource: "groups", key: kmsg.Heartbeat, try: tryHeartbeat},
		{operation: "Delete", resource: "groups", key: kmsg.DeleteGroups, try: tryDeleteGroup, tidies: true},
		{operation: "Write", resource: "transactional ids", key: kmsg.EndTxn, try: tryEndTransaction, when: func(u target.Uses) bool { return u.Transactions }},
		{operation: "IdempotentWrite", resource: "the cluster", key: kmsg.InitProducerID, try: tryProducerID, when: func(u target.Uses) bool { return u.Idempotent }},
	}
}

// denials are the codes by which brokers refuse for want of a permission.
func denials() []int16 {
	return []int16{
		kerr.TopicAuthorizationFailed.Code, kerr.GroupAuthorizationFailed.Code, kerr.ClusterAuthorizationFailed.Code,
		kerr.TransactionalIDAuthorizationFailed.Code,
	}
}

// denied reports whether a permission was missing.
func denied(err error) bool {
	var code *kerr.Error
	return errors.As(err, &code) && slices.Contains(denials(), code.Code)
}

// checkPermissions finds out what the user may not do, by requests that change
// nothing, and has the cluster look at the topics without making them.
func (t *Target) checkPermissions(ctx context.Context, seed string) error {
	lacking, err := t.tryAll(ctx, seed)
	if err != nil {
		return err
	}
	for _, topic := range t.needs.Topics {
		err := target.ValidateTopic(ctx, t.admin, topic)
		if denied(err) {
			lacking = slices.Insert(lacking, 0, "Create on topics")
			break
		}
		if err != nil {
			return err
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	return fmt.Errorf("%s lacks permissions (ACLs): %s; the run needs them for names that begin with %s", t.who(), strings.Join(lacking, ", "), Prefix)
}

// who is what messages about permissions call us.
func (t *Target) who() string {
	if t.opts.Security.User == "" {
		return "this client"
	}
	return fmt.Sprintf("the user %q", t.opts.Security.User)
}

// checkDeletable is an error if a topic that was just made may not be removed again.
// Of one that does not exist brokers tell only those who may not even describe it.
func (t *Target) checkDeletable(ctx context.Context, topic string) error {
	allowed, known, err := t.allowedOn(ctx, topic)
	switch {
	case err != nil:
		return fmt.Errorf("look whether topic %s can be removed: %w", topic, bare(err))
	case !known || allowed&(1<<kmsg.ACLOperationDelete) != 0:
		return nil
	}
	return fmt.Errorf("%s lacks permissions (ACLs): Delete on topics; topic %s had to be made to see it, is empty and is left for somebody else to remove", t.who(), topic)
}

// allowedOn is what a topic that was just made may be used for, a bit for each
// operation; known is false if brokers do not tell. It waits until the broker that is
// asked has heard of the topic, which is a moment after another made it.
func (t *Target) allowedOn(ctx context.Context, topic string) (operations int32, known bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, preparedWithin)
	defer cancel()
	named := kmsg.NewMetadataRequestTopic()
	named.Topic = &topic
	req := kmsg.NewPtrMetadataRequest()
	req.IncludeTopicAuthorizedOperations, req.Topics = true, append(req.Topics, named)
	for {
		resp, err := req.RequestWith(ctx, t.kafka)
		if err != nil {
			return 0, false, err
		}
		if len(resp.Topics) != 1 {
			return 0, false, nil
		}
		const unknown = math.MinInt32 // brokers before Kafka 2.3 do not tell
		switch answer := resp.Topics[0]; {
		case answer.ErrorCode == 0:
			return answer.AuthorizedOperations, answer.AuthorizedOperations != unknown, nil
		case !kerr.IsRetriable(kerr.ErrorForCode(answer.ErrorCode)):
			return 0, false, nil
		}
		if !pause(ctx, poll) {
			return 0, false, fmt.Errorf("no broker knows it %s after it was made: %w", preparedWithin, context.Cause(ctx))
		}
	}
}

// tryAll makes the attempts and returns the permissions that lack.
func (t *Target) tryAll(ctx context.Context, seed string) (lacking []string, err error) {
	// Later versions of these requests name topics by an id, which one that is not
	// there does not have.
	pinned := kversion.Stable()
	pinned.SetMaxKeyVersion(keyProduce, 12)
	pinned.SetMaxKeyVersion(keyFetch, 12)
	cl, err := t.newClient([]string{seed}, kgo.MaxVersions(pinned))
	if err != nil {
		return nil, err
	}
	defer cl.Close()
	for _, a := range attempts() {
		_, spoken := t.cluster.brokers[0].apis[int16(a.key)]
		if !spoken || a.tidies && t.opts.Keep || a.when != nil && !a.when(t.needs.Uses) {
			continue
		}
		var to kmsg.Requestor = cl.SeedBrokers()[0]
		if a.controlled {
			to = cl
		}
		code, err := a.try(ctx, to, t.needs.Prefix+"preflight")
		if err != nil {
			return nil, fmt.Errorf("look whether %s on %s is allowed: %w", a.operation, a.resource, bare(err))
		}
		if slices.Contains(denials(), code) {
			lacking = append(lacking, a.operation+" on "+a.resource)
		}
	}
	return withoutImplied(lacking), nil
}

// withoutImplied leaves out IdempotentWrite where Write on topics lacks too: that
// brings it with it (Kafka 3.0 and later).
func withoutImplied(lacking []string) []string {
	if slices.Contains(lacking, "Write on topics") {
		return slices.DeleteFunc(lacking, func(l string) bool { return l == "IdempotentWrite on the cluster" })
	}
	return lacking
}
