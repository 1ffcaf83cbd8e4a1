package external

import (
	"fmt"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
)

// summary says where the run goes, what it will make and what it will write, a
// line each.
func (t *Target) summary() []string {
	lines := []string{t.where()}
	if len(t.needs.Topics) == 0 {
		return lines
	}
	partitions := 0
	var names []string
	for _, topic := range t.needs.Topics {
		partitions += int(topic.Partitions)
		names = append(names, fmt.Sprintf("%s %d x %d", strings.TrimPrefix(topic.Name, t.needs.Prefix), topic.Partitions, topic.Replication))
	}
	lines = append(lines, fmt.Sprintf("will make   %s with %s (%s), and %s, all named %s*",
		counted(len(t.needs.Topics), "topic"), counted(partitions, "partition"), strings.Join(names, ", "),
		counted(len(t.needs.Groups), "group"), t.needs.Prefix))
	lines = append(lines, fmt.Sprintf("will write  about %s, %s before compression and replication",
		records(t.needs.Records), measure.FormatQuantity(float64(t.needs.DiskBytes), measure.Bytes)))
	if t.opts.Keep {
		return append(lines, "afterwards  topics and groups stay (--keep)")
	}
	if !t.cluster.deletesGroups() {
		return append(lines, "afterwards  topics are removed; groups stay until their offsets expire: these brokers cannot delete groups (Kafka 1.1 and later can)")
	}
	return append(lines, "afterwards  topics and groups are removed")
}

// where is the cluster, its brokers and who we are there.
func (t *Target) where() string {
	c := &t.cluster
	var brokers []string
	const most = 6
	for i, b := range c.brokers {
		if i == most {
			brokers = append(brokers, fmt.Sprintf("%d more", len(c.brokers)-most))
			break
		}
		text := fmt.Sprintf("%d at %s", b.id, b.addr)
		if b.rack != "" {
			text += " in " + b.rack
		}
		brokers = append(brokers, text)
	}
	id := ""
	if c.id != "" {
		id = " " + c.id
	}
	return fmt.Sprintf("cluster%s  %s, %s (%s), %s", id, c.version, counted(len(c.brokers), "broker"), strings.Join(brokers, ", "), t.as())
}

// as is who we are and how connections are protected.
func (t *Target) as() string {
	sec := t.opts.Security
	switch {
	case sec.SASL == nil:
		return sec.Protocol()
	case sec.User == "":
		return fmt.Sprintf("%s with %s", sec.Protocol(), sec.Mechanism())
	}
	return fmt.Sprintf("%s with %s as %s", sec.Protocol(), sec.Mechanism(), sec.User)
}

func records(n int64) string {
	if n == 1 {
		return "1 record"
	}
	return measure.FormatQuantity(float64(n), measure.None) + " records"
}
