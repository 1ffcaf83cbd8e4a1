package external

import (
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/target"
)

// requirement is a request that a run cannot do without.
type requirement struct {
	key   kmsg.Key
	least int16 // version
	since string
	why   string
	asked func(target.Uses) bool
}

// requirements are what runs need of the protocol, by what they use.
func requirements() []requirement {
	always := func(target.Uses) bool { return true }
	return []requirement{
		{kmsg.Produce, 3, "0.11", "records with headers", always},
		{kmsg.Fetch, 4, "0.11", "records with headers", always},
		{kmsg.CreateTopics, 1, "0.10.2", "topics of the run's own", always},
		{kmsg.DeleteTopics, 0, "0.10.1", "to remove them", always},
		{kmsg.OffsetCommit, 2, "0.9", "consumer groups", always},
		{kmsg.InitProducerID, 0, "0.11", "idempotent producers (client: idempotent)", func(u target.Uses) bool { return u.Idempotent }},
		{kmsg.EndTxn, 0, "0.11", "commit: transaction", func(u target.Uses) bool { return u.Transactions }},
		{kmsg.TxnOffsetCommit, 3, "2.5", "commit: transaction", func(u target.Uses) bool { return u.Transactions }},
		{kmsg.OffsetFetch, 7, "2.5", "commit: transaction", func(u target.Uses) bool { return u.Transactions }},
		{kmsg.JoinGroup, 5, "2.3", "static members", func(u target.Uses) bool { return u.StaticMembers && !u.ConsumerGroups }},
		{kmsg.ConsumerGroupHeartbeat, 0, "4.0", "group protocol: consumer", func(u target.Uses) bool { return u.ConsumerGroups }},
		{kmsg.Produce, 7, "2.1", "compression: zstd", func(u target.Uses) bool { return u.Zstd }},
	}
}

// checkAPIs is an error that names what a broker does not speak and the run needs.
func (c *cluster) checkAPIs(uses target.Uses) error {
	var missing []error
	for _, r := range requirements() {
		if !r.asked(uses) {
			continue
		}
		for _, b := range c.brokers {
			if highest, ok := b.apis[int16(r.key)]; !ok || highest < r.least {
				missing = append(missing, r.missing(c, b))
				break
			}
		}
	}
	return errors.Join(missing...)
}

// missing says in one line what is missing and who has it.
func (r requirement) missing(c *cluster, b broker) error {
	what := r.key.Name()
	if _, ok := b.apis[int16(r.key)]; ok {
		what += fmt.Sprintf(" version %d", r.least)
	}
	who := "the brokers speak"
	if len(c.brokers) > 1 && b.id != c.brokers[0].id {
		who = fmt.Sprintf("broker %d speaks", b.id)
	}
	return fmt.Errorf("%s no %s (Kafka %s and later), which the scenario needs for %s; this is %s",
		who, what, r.since, r.why, b.apis.version())
}
