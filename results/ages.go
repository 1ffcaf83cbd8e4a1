package results

import "time"

// Tags of the histogram log: a kind, a slash and the name of a stage, source or
// decision. Every value is a duration; the sample's slot is by its event's due
// time, for decisions by the time of the page view.
const (
	TagAge        = "age/"            // stage: available - action
	TagPlatform   = "platform-age/"   // stage: available - due
	TagErase      = "erase-age/"      // stage: effect of a deletion - due
	TagAck        = "ack-age/"        // source: acked - due
	TagGenerator  = "generator-slip/" // source: schedule slip, the generator's part
	TagTargetSlip = "target-slip/"    // source: schedule slip, the target's part
	TagLatency    = "latency/"        // decision: time to the answer, answered only
	TagStaleness  = "staleness/"      // decision with an event in its window, answered
	TagMissed     = "missed/"         // decision with an event: staleness (or the tolerance if unanswered) of the missed ones, unanswered included
	TagUnanswered = "unanswered/"     // decision with an event and no answer; value 0 counts it
	TagAsked      = "asked/"          // every decision; value 0 counts it
)

// HighestAge is the upper end of the histograms; what is above is recorded there
// and counted as over range.
const HighestAge = 2 * time.Hour

// Slot is the histogram of one tag over [Start, Start+Length) of due time: a
// second of the run, or a part of one where a timeline entry cut it.
type Slot struct {
	Start  time.Duration
	Length time.Duration
}
