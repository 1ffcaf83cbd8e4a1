package results

import (
	"fmt"
	"slices"

	"github.com/freshet-bench/freshet/results/measure"
)

// Imbalance is the acknowledged events of the fullest partition divided by the mean
// of all partitions: 1 is even. ok is false of a place whose partitions are not
// known, or that got no event.
func (s Settled) Imbalance() (factor float64, ok bool) {
	total := sumOf(s.Partitions)
	if total == 0 {
		return 0, false
	}
	return float64(slices.Max(s.Partitions)) * float64(len(s.Partitions)) / float64(total), true
}

func sumOf(counts []int64) (total int64) {
	for _, n := range counts {
		total += n
	}
	return total
}

// byPartition counts the acknowledged events of a topic that sources write, by its
// partitions; partitions that were added during the run are among them.
func byPartition(topic PlanTopic, lines []LedgerLine) []int64 {
	counts := make([]int64, min(max(topic.Partitions, 0), maxPartitions))
	for _, l := range lines {
		if l.Topic != topic.Name || l.Stage != "" || l.State != StateAcked || l.Partition < 0 || l.Partition >= maxPartitions {
			continue
		}
		for int(l.Partition) >= len(counts) {
			counts = append(counts, 0)
		}
		counts[l.Partition] += l.Intervals.Count()
	}
	return counts
}

// maxPartitions bounds what a damaged line of the ledger can name.
const maxPartitions = 1 << 16

// imbalanceCheck judges how unevenly the partitions of a topic were filled.
type imbalanceCheck struct{ expectation }

var _ Checker = imbalanceCheck{}

// Check compares the imbalance of the topic.
func (c imbalanceCheck) Check(a *Analysis) Check {
	const whole = "whole run"
	counts := a.settled.places[place{topic: c.Subject}].Partitions
	total := sumOf(counts)
	switch {
	case a.ledgerDamage != "":
		return c.check(whole, []finding{unknown(c.Subject, total, "%s", a.ledgerDamage)})
	case total == 0:
		return c.check(whole, []finding{unknown(c.Subject, 0, "no event of a source was acknowledged")})
	case total < c.samples:
		return c.check(whole, []finding{unknown(c.Subject, total, "%s acknowledged, %s are asked for",
			counted(total, "event was", "events were"), number(c.samples))})
	}
	value, _ := a.settled.places[place{topic: c.Subject}].Imbalance()
	f := c.judge(finding{subject: c.Subject, samples: total, value: value})
	fullest := slices.Index(counts, slices.Max(counts))
	f.shown = fmt.Sprintf("%s, partition %d has %s of %s", measure.FormatQuantity(value, measure.Factor), fullest, number(counts[fullest]), number(total))
	return c.check(whole, []finding{f})
}
