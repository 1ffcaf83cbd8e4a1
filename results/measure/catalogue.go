package measure

import "slices"

// Lookup returns the measure of a name.
func Lookup(name string) (Measure, bool) {
	for _, m := range Catalogue() {
		if m.Name == name {
			return m, true
		}
	}
	return Measure{}, false
}

// Catalogue returns every measure, in the order in which documents show them.
func Catalogue() []Measure {
	return slices.Concat(ages(), sourceMeasures(), decisionMeasures(), gauges(), settledStates(), logFaults(), stageFaults(), functions(), costFunctions())
}

// planned are the measures and functions of the language that are not built yet.
func planned() []string {
	return []string{"purge-time"}
}

func names(function bool) []string {
	var list []string
	for _, m := range Catalogue() {
		if m.Function == function {
			list = append(list, m.Name)
		}
	}
	return list
}

// sampleStats are the statistics of a measure that has a value per event.
func sampleStats() []string { return []string{"p", "max", "mean", "count", "rate"} }

func ages() []Measure {
	of := []Scope{OfStage, OfClass}
	return []Measure{
		{
			Name: "age", Unit: Seconds, Kind: Sample, Scopes: of, Stats: sampleStats(),
			Definition: "Signal age: from when the user acted to when the event was available at the stage: its output acknowledged by the next topic, readable in the serving store, or its work done.",
			Reading:    "How old a signal is when it can first be used. It includes the device's own delay, and is never measured from the send, so a stall does not hide in it.",
		},
		{
			Name: "platform-age", Unit: Seconds, Kind: Sample, Scopes: of, Stats: sampleStats(),
			Definition: "From when the generator owed the event to the target to when it was available at the stage.",
			Reading:    "The platform's part of the signal age. Use it where devices are late.",
		},
		{
			Name: "erase-age", Unit: Seconds, Kind: Sample, Scopes: of, Stats: sampleStats(),
			Definition: "From when a deletion was due to when it took effect at the stage or its store.",
			Reading:    "How long a user who asked to be forgotten is still used.",
		},
	}
}

func sourceMeasures() []Measure {
	of := []Scope{OfSource, OfClass}
	return []Measure{
		{
			Name: "ack-age", Unit: Seconds, Kind: Sample, Scopes: of, Stats: sampleStats(),
			Definition: "From when an event was due to when the target acknowledged it.",
			Reading:    "What the write path costs, waiting for credit or a leader included.",
		},
		{
			Name: "generator-slip", Unit: Seconds, Kind: Sample, Scopes: of, Stats: sampleStats(),
			Definition: "The generator's own part of the time from due to sent.",
			Reading:    "A fault of the measuring machine, not of the target. Above its bound, verdicts are unknown.",
		},
		{
			Name: "target-slip", Unit: Seconds, Kind: Sample, Scopes: of, Stats: sampleStats(),
			Definition: "The part of the time from due to sent that was spent waiting for credit or a leader.",
			Reading:    "Back pressure of the target. It is inside the age.",
		},
		{
			Name: "sent", Unit: Records, Kind: Sample, Scopes: of, Stats: []string{"count", "rate"}, Default: "count",
			Definition: "Events that the client accepted.",
			Reading:    "What was offered to the target.",
		},
		{
			Name: "acked", Unit: Records, Kind: Sample, Scopes: of, Stats: []string{"count", "rate"}, Default: "count",
			Definition: "Events that the target acknowledged.",
			Reading:    "What the target took on; compare it with sent.",
		},
	}
}

func decisionMeasures() []Measure {
	of := []Scope{OfDecision}
	return []Measure{
		{
			Name: "staleness", Unit: Seconds, Kind: Sample, Scopes: of, Stats: sampleStats(),
			Definition: "At a decision, the time since the user's oldest due, unsettled event that the serving store does not show yet was due; 0 if there is none.",
			Reading:    "How far behind the user the store was when it was asked.",
		},
		{
			Name: "latency", Unit: Seconds, Kind: Sample, Scopes: of, Stats: sampleStats(),
			Definition: "From a decision's question to its answer.",
			Reading:    "How fast the serving store answers.",
		},
		{
			Name: "missed", Unit: Ratio, Kind: Sample, Scopes: of, Stats: []string{"count", "rate"},
			Definition: "The share of decisions whose staleness was above the tolerance or that got no answer, of those that had an event due in their window.",
			Reading:    "The missed-signal rate: how often a page was personalized without the user's last action.",
		},
		{
			Name: "unanswered", Unit: Ratio, Kind: Sample, Scopes: of, Stats: []string{"count", "rate"},
			Definition: "The share of decisions that got no answer (store down, rebuilding, or its shard unassigned), of those that had an event due in their window.",
			Reading:    "The part of missed that no freshness can cure.",
		},
		{
			Name: "asked", Unit: Records, Kind: Sample, Scopes: of, Stats: []string{"count", "rate"}, Default: "count",
			Definition: "Decisions that asked the serving store.",
			Reading:    "How many page views the shares rest on.",
		},
	}
}

func gauges() []Measure {
	of := []Scope{OfStage, OfClass}
	stats := []string{"p", "max", "mean"}
	return []Measure{
		{
			Name: "oldest-unseen", Unit: Seconds, Kind: Gauge, Scopes: of, Stats: stats, Default: "max",
			Definition: "Time since the oldest due, unsettled event that is not yet available at the stage was due, its worst partition, every 50 ms.",
			Reading:    "The gauge that never goes blind: a stage that sees nothing has no samples, but this grows by a second a second.",
		},
		{
			Name: "lag", Unit: Seconds, Kind: Gauge, Scopes: of, Stats: stats, Default: "max",
			Definition: "Time since the first event at or after the stage's next offset to process was due, its worst partition, every second.",
			Reading:    "Consumer lag in time; what is left to read is this old.",
		},
		{
			Name: "backlog", Unit: Records, Kind: Gauge, Scopes: of, Stats: stats, Default: "max",
			Definition: "End offset minus the stage's position, summed over its partitions, every second.",
			Reading:    "Consumer lag in records, as the usual tools show it.",
		},
		{
			Name: "stale-time", Unit: Seconds, Kind: Gauge, Scopes: of,
			Definition: "Time during which oldest unseen was above the stage's objective.",
			Reading:    "How long the stage was out of its objective, in all.",
		},
	}
}

func ledger(name string, of []Scope, definition, reading string) Measure {
	return Measure{Name: name, Unit: Records, Kind: Ledger, Scopes: of, Definition: definition, Reading: reading}
}

func settledStates() []Measure {
	of := []Scope{OfStage, OfTopic, OfRun}
	return []Measure{
		ledger("lost", of,
			"Events that were acknowledged and committed, are in no other state, and were read past.",
			"Must be 0. Unsent or unread events make it unknown."),
		ledger("due", of, "Events whose due time came before the end of the load.", "What there was to settle."),
		ledger("unsent", of, "Events that were due and that no client had accepted by the end.", "The target, or the generator, could not keep up."),
		ledger("rejected", of, "Events that the producer gave up on and that were definitely not written.", "Refused, and the writer was told."),
		ledger("unconfirmed", of, "Events whose outcome the producer never learned.", "Written or not: nobody knows. The audit tells how many were."),
		ledger("aborted", []Scope{OfStage, OfRun},
			"Events whose transaction at a stage with commit: transaction was aborted, and that no later one committed by the end.",
			"Processed, and taken back: nobody sees them. An event that a later transaction committed is not among them."),
		ledger("expired", of, "Events that retention removed before the group read them.", "The backlog outlived the retention."),
		ledger("superseded", of, "Events whose key has a later acknowledged version, and that compaction removed.", "Harmless by design of a compacted topic."),
		ledger("unread", of, "Acknowledged events that the stage had not reached by the drain's deadline.", "Raise drain, or the stage is too slow."),
		ledger("out-of-order", of,
			"Events that came after a later event of the same user from the same source, redelivered and reprocessed records and disorder that the scenario injected left out.",
			"Order is per user, not per record key."),
		ledger("injected-disorder", of, "Events that the scenario had a device deliver after a later action of their user.",
			"Expected; what a stage must cope with. Versions of a user's state are ordered by due, so that the earlier action came late does not count against it."),
	}
}

func logFaults() []Measure {
	of := []Scope{OfTopic, OfRun}
	return []Measure{
		ledger("duplicates", of, "Log duplicates: second and further offsets of one event in a source's topic.", "Must be 0 with an idempotent producer. Output topics of stages have reprocessed events instead."),
		ledger("acknowledged", of, "Events that the target acknowledged.", "What the audit must find."),
		ledger("audited", of, "Events that the audit found when it read the topics after the drain.", "Equal to acknowledged if nothing went missing."),
		ledger("aborted-records", of, "Records of aborted transactions that the audit found in the log, by the markers there: what a read_uncommitted consumer is given and a read_committed one is not.",
			"Work done in vain, and room taken in the log; their events are produced again. Expected when a member of a stage with commit: transaction dies or loses its partitions."),
		{
			Name: "imbalance", Unit: Factor, Kind: Ledger, Scopes: []Scope{OfTopic},
			Definition: "Partition imbalance of a topic that sources write: the acknowledged events of its fullest partition, divided by the mean of all its partitions.",
			Reading:    "1x is even. The consumer of the fullest partition has that many times its share of the work, whoever else is idle; a better key, and no further member, makes it less.",
		},
		ledger("foreign", of, "Records without Freshet's envelope.", "Somebody else wrote to the topic."),
		ledger("damaged", of, "Records whose envelope or checksum does not hold.", "Must be 0."),
	}
}

func stageFaults() []Measure {
	of := []Scope{OfStage, OfRun}
	return []Measure{
		ledger("redelivered", of, "Offsets that a stage was handed again.", "Work done twice; expected after a kill or a rebalance."),
		ledger("reprocessed", of, "Events that became available at a stage again, and so are in its output topic, if it has one, more than once.", "Expected with commit: after, when a member dies; an error with commit: transaction, where the committed view is to have each event once."),
		ledger("aborted-reads", []Scope{OfStage, OfTopic, OfRun}, "Records of aborted transactions that a read_committed consumer was given: a stage, or the audit.",
			"Must be 0: the target broke the isolation that it promises."),
		ledger("stale-writes", of, "Writes by which a store took an older version of a user over a newer.", "Must be 0 with apply: newest."),
		ledger("diverged", of, "Keys whose final value in the store differs from the schedule's last version, by due.", "The store is wrong, however fresh."),
		ledger("resurrected", of, "Erased keys that came back.", "A replay or a redelivery undid a deletion."),
	}
}

func functions() []Measure {
	return []Measure{
		{
			Name: "recovery", Unit: Seconds, Kind: Derived, Scopes: []Scope{OfStage}, Function: true,
			Definition: "recovery(entry[.end][, stage]): from the entry's begin (or end) to the first moment after its first violation from which the stage's oldest unseen stays within its objective (99 % of the samples in every 10 s) up to the next entry or the end of the run; 0 without a violation. Without a stage, the worst serving stage.",
			Reading:    "How long until things are well, and stay well. Censored if they are not by then.",
		},
		{
			Name: "backfill", Unit: Seconds, Kind: Derived, Scopes: []Scope{OfRun}, Function: true,
			Definition: "backfill(entry[, team N]): from a replay's begin to the moment when the team has read up to the end offsets frozen at its start. Without a team, the slowest.",
			Reading:    "How long a team waits for its replay.",
		},
		{
			Name: "isolation", Unit: Factor, Kind: Derived, Scopes: []Scope{OfStage}, Function: true,
			Definition: "isolation(entry[, stage]): the stage's p99 platform age during the entry divided by that of at least 30 s of quiet before it. Without a stage, the worst serving stage.",
			Reading:    "1x means that live traffic did not notice.",
		},
	}
}
