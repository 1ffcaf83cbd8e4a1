package metrics

import (
	"slices"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// definition is what a measure is, in the words of the catalogue of measures.
func definition(name string) string {
	m, _ := measure.Lookup(name)
	return m.Definition
}

func sourceCounters() []reading[results.SourceWindow] {
	type w = results.SourceWindow
	return []reading[w]{
		{"freshet_source_due_events_total", "Events that the source owed the target.", func(s w) float64 { return float64(s.Due) }},
		{"freshet_source_sent_events_total", definition("sent"), func(s w) float64 { return float64(s.Sent) }},
		{"freshet_source_acked_events_total", definition("acked"), func(s w) float64 { return float64(s.Acked) }},
		{"freshet_source_failed_events_total", "Events that the target rejected or whose outcome the producer never learned.", func(s w) float64 { return float64(s.Failed) }},
		{"freshet_source_sent_bytes_total", "Keys and values of the events that the client accepted, before compression.", func(s w) float64 { return float64(s.Bytes) }},
	}
}

func sourceGauges() []reading[results.SourceWindow] {
	type w = results.SourceWindow
	return []reading[w]{
		{"freshet_source_unsent_events", "Events that are due and not yet sent.", func(s w) float64 { return float64(s.Unsent) }},
		{"freshet_source_in_flight_events", "Events that are sent and not yet acknowledged.", func(s w) float64 { return float64(s.InFlight) }},
		{"freshet_source_generator_slip_p999_seconds", "The generator's own part of the time from due to sent: p99.9 of the last second.", func(s w) float64 { return s.GeneratorP999.Seconds() }},
		{"freshet_source_generator_slip_max_seconds", "The generator's own part of the time from due to sent: maximum of the last second.", func(s w) float64 { return s.GeneratorMax.Seconds() }},
		{"freshet_source_target_slip_p999_seconds", "The part of the time from due to sent that was spent waiting for credit or a leader: p99.9 of the last second.", func(s w) float64 { return s.TargetP999.Seconds() }},
		{"freshet_source_target_slip_max_seconds", "The part of the time from due to sent that was spent waiting for credit or a leader: maximum of the last second.", func(s w) float64 { return s.TargetMax.Seconds() }},
	}
}

func stageCounters() []reading[results.StageWindow] {
	type w = results.StageWindow
	return []reading[w]{
		{"freshet_stage_seen_records_total", "Records that the stage polled, every copy.", func(s w) float64 { return float64(s.Seen) }},
		{"freshet_stage_available_events_total", "Events that became available at the stage: each counts once.", func(s w) float64 { return float64(s.Available) }},
		{"freshet_stage_redelivered_records_total", definition("redelivered"), func(s w) float64 { return float64(s.Redelivered) }},
		{"freshet_stage_reprocessed_events_total", definition("reprocessed"), func(s w) float64 { return float64(s.Reprocessed) }},
		{"freshet_stage_out_of_order_events_total", definition("out-of-order"), func(s w) float64 { return float64(s.OutOfOrder) }},
		{"freshet_stage_injected_disorder_events_total", definition("injected-disorder"), func(s w) float64 { return float64(s.Disorder) }},
		{"freshet_stage_damaged_records_total", definition("damaged"), func(s w) float64 { return float64(s.Damaged) }},
		{"freshet_stage_negative_ages_total", "Ages below 0, counted as 0: clock skew.", func(s w) float64 { return float64(s.Negative) }},
		{"freshet_stage_over_range_ages_total", "Ages above 2 hours, counted there.", func(s w) float64 { return float64(s.OverRange) }},
		{"freshet_stage_stale_writes_total", definition("stale-writes"), func(s w) float64 { return float64(s.StaleWrites) }},
		{"freshet_stage_resurrected_keys_total", definition("resurrected"), func(s w) float64 { return float64(s.Resurrected) }},
		{"freshet_stage_erased_keys_total", "Deletions that took effect at the stage's store.", func(s w) float64 { return float64(s.Erased) }},
	}
}

func stageGauges() []reading[results.StageWindow] {
	type w = results.StageWindow
	return []reading[w]{
		{"freshet_stage_oldest_unseen_seconds", definition("oldest-unseen") + " The highest sample of the last second.", func(s w) float64 {
			if len(s.Oldest) == 0 {
				return 0
			}
			return slices.Max(s.Oldest).Seconds()
		}},
		{"freshet_stage_lag_seconds", definition("lag"), func(s w) float64 { return s.Lag.Seconds() }},
		{"freshet_stage_backlog_records", definition("backlog"), func(s w) float64 { return float64(s.Backlog) }},
		{"freshet_stage_members", "Members of the stage's group that have partitions.", func(s w) float64 { return float64(s.Members) }},
	}
}

func decisionCounters() []reading[results.DecisionWindow] {
	type w = results.DecisionWindow
	return []reading[w]{
		{"freshet_decision_asked_total", definition("asked"), func(d w) float64 { return float64(d.Asked) }},
		{"freshet_decision_with_event_total", "Decisions that had an event due in their window: what a share of missed or unanswered is of.", func(d w) float64 { return float64(d.WithEvent) }},
		{"freshet_decision_missed_total", "Decisions whose staleness was above the tolerance or that got no answer, of those with an event.", func(d w) float64 { return float64(d.Missed) }},
		{"freshet_decision_unanswered_total", "Decisions that got no answer, of those with an event. They count as missed too.", func(d w) float64 { return float64(d.Unanswered) }},
	}
}

func decisionGauges() []reading[results.DecisionWindow] {
	return []reading[results.DecisionWindow]{
		{"freshet_decision_late_p999_seconds", "How late the generator asked: p99.9 of the last second.", func(d results.DecisionWindow) float64 { return d.LateP999.Seconds() }},
	}
}

// teams is what the teams of a replay, or the members of a rebuild, did together.
type teams []results.TeamWindow

func (t teams) sum(value func(results.TeamWindow) int64) float64 {
	var n int64
	for _, one := range t {
		n += value(one)
	}
	return float64(n)
}

func replayCounters() []reading[teams] {
	return []reading[teams]{
		{"freshet_replay_read_records_total", "Records that the teams of a replay, or the members of a rebuild, have read.", func(t teams) float64 { return t.sum(func(w results.TeamWindow) int64 { return w.Read }) }},
		{"freshet_replay_read_bytes_total", "Bytes of those records.", func(t teams) float64 { return t.sum(func(w results.TeamWindow) int64 { return w.Bytes }) }},
	}
}

func replayGauges() []reading[teams] {
	return []reading[teams]{
		{"freshet_replay_remaining_records", "Records that the teams of a replay, or the members of a rebuild, have yet to read.", func(t teams) float64 { return t.sum(func(w results.TeamWindow) int64 { return w.Remaining }) }},
	}
}
