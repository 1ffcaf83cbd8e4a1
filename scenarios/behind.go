package scenarios

import (
	"fmt"
	"time"
)

// behindAtLeast is how far behind a slow stage must be at the end to be worth a
// warning: less is within what the schedule varies.
const behindAtLeast = time.Second

// warnSlow warns of a stage that does not get over being slowed before load ends.
// That it falls behind meanwhile is what the entry is for.
func (f *forecast) warnSlow(e *Entry) []string {
	begin, end, _ := f.scenario.EntryWindow(e.Name)
	if begin < 0 {
		return nil // it comes after something whose end is not known
	}
	behind := f.behind(f.scenario.stageNamed(e.Slow.Stage), e.Slow.Work.mean(), begin, end)
	if behind < behindAtLeast {
		return nil
	}
	return []string{fmt.Sprintf("%s leaves stage %s about %s behind when load ends", e.Name, e.Slow.Stage, spoken(behind.Round(time.Second)))}
}

// behind is how long the busiest partition of a stage works on at the end of load,
// if a record takes slow seconds of work from begin to end and as long as ever
// otherwise: a queue that is filled at the schedule's rates, evenly over partitions,
// and emptied at 1/work.
func (f *forecast) behind(stage *Stage, slow float64, begin, end time.Duration) time.Duration {
	usual := stage.Work.mean()
	atEnd := usual
	if end >= f.scenario.Duration {
		atEnd = slow
	}
	worst := 0.0
	for _, topic := range stage.Reads {
		partitions, queue := float64(f.scenario.topicNamed(topic).Partitions), 0.0
		for t := time.Duration(0); t < f.scenario.Duration; t += f.step() {
			work := usual
			if t >= begin && t < end {
				work = slow
			}
			queue += f.rateAt(topic, t) / partitions * f.step().Seconds()
			if work > 0 {
				queue -= f.step().Seconds() / work
			} else {
				queue = 0
			}
			queue = max(queue, 0)
		}
		worst = max(worst, queue*atEnd)
	}
	return time.Duration(min(worst, f.scenario.Duration.Seconds()) * float64(time.Second))
}
