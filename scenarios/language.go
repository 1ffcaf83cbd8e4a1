package scenarios

import (
	"time"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/workload"
)

// Bounds of the language: beyond them a scenario is a slip of the pen.
const (
	maxRate       = workload.MaxRate // events per second
	maxUsers      = 1_000_000_000
	maxPartitions = 10_000
	maxMembers    = 200
	maxTeams      = 100
	maxDuration   = 7 * 24 * time.Hour
	maxSpan       = 366 * 24 * time.Hour
	maxRecord     = workload.MaxSize // bytes of a record's value
	maxHistory    = 1 << 44          // bytes
	maxThings     = workload.MaxThings
	maxFactor     = 1000
	// maxTransaction is Kafka's default of transaction.max.timeout.ms.
	maxTransaction = 15 * time.Minute
)

// language is the whole language: the codec of a scenario. The parser, the
// resolved form and the JSON Schema all come from these tables.
func language() codec[Scenario] { return object(scenarioFields) }

func scenarioFields() []field[Scenario] {
	return []field[Scenario]{
		needed(at("name", func(s *Scenario) *string { return &s.Name }, name("a name, as campaign-burst"), "The scenario's name.")),
		at("about", func(s *Scenario) *string { return &s.About }, text(1000), "The question that the scenario answers."),
		needed(at("duration", func(s *Scenario) *time.Duration { return &s.Duration }, duration(time.Second, maxDuration), "How long load runs, warmup included.")),
		at("warmup", func(s *Scenario) *time.Duration { return &s.Warmup }, duration(0, maxDuration), "The start of the run that no steady or overall measure counts."),
		at("drain", func(s *Scenario) *time.Duration { return &s.Drain }, duration(0, time.Hour), "How long the run waits at most, after load, for what is still on its way."),
		at("seed", func(s *Scenario) *uint64 { return &s.Seed }, seedValue(), "The root of every draw: one seed, one traffic."),
		at("zones", func(s *Scenario) *[]string { return &s.Zones }, atMost(maxZones, "zones", listOf(zero[string], name("the name of a zone"))), "The zones that sources, stages and brokers stand in."),
		when(at("fetch-from", func(s *Scenario) *string { return &s.FetchFrom }, fetchFrom(), "Which replica consumers in zones fetch from: the closest, or always the leader; the closest if absent. A stage may say otherwise."),
			func(s *Scenario) bool { return len(s.Zones) > 0 }),
		at("population", func(s *Scenario) *Population { return &s.Population }, object(populationFields), "Who acts."),
		needed(at("topics", func(s *Scenario) *[]Topic { return &s.Topics }, topics(), "The topics, by name.")),
		needed(at("sources", func(s *Scenario) *[]Source { return &s.Sources }, sources(), "What generates events, by name.")),
		at("stages", func(s *Scenario) *[]Stage { return &s.Stages }, stages(), "What processes events, by name: a consumer group each."),
		at("decisions", func(s *Scenario) *[]Decision { return &s.Decisions }, decisions(), "The page views that ask a serving stage, by name."),
		at("timeline", func(s *Scenario) *[]Entry { return &s.Timeline }, timeline(), "What happens during the run."),
		at("expect", func(s *Scenario) *[]Expect { return &s.Expect }, expectations(), "What must hold."),
		at("cost", func(s *Scenario) **cost.Setting { return &s.Cost }, optional(zero[cost.Setting], object(costFields)), "How the stream's cost is modelled."),
		at(presetsKey, func(*Scenario) *struct{} { return new(struct{}) }, presets(), "Changes that are made together when they are asked for by name (--preset): paths, as --set has them, and values."),
		at(varyKey, func(*Scenario) *struct{} { return new(struct{}) }, vary(), "What is varied: paths, as --set has them, and the values that each takes; every combination is a variant, and a run."),
		at(variantsKey, func(*Scenario) *struct{} { return new(struct{}) }, variants(), "What is varied together: names, and what each sets, as a preset does; every variant is a run."),
		unbuilt[Scenario]("access", ""),
		unbuilt[Scenario]("classes", ""),
		unbuilt[Scenario]("mirror", ""),
	}
}

func costFields() []field[cost.Setting] {
	set := func(f field[cost.Setting], value func(*cost.Setting) string) field[cost.Setting] {
		return when(f, func(s *cost.Setting) bool { return value(s) != "" })
	}
	return []field[cost.Setting]{
		set(at("model", func(s *cost.Setting) *string { return &s.Model }, oneOf("model", modelNames(), nil), "The model of the bill; shared-nothing if absent."), func(s *cost.Setting) string { return s.Model }),
		set(at("provider", func(s *cost.Setting) *string { return &s.Provider }, oneOf("provider", providerNames(), nil), "Whose prices; the model's own provider, or aws, if absent."), func(s *cost.Setting) string { return s.Provider }),
		set(at("region", func(s *cost.Setting) *string { return &s.Region }, name("a region of the price list, as us-east-1"), "Where; the provider's usual region if absent."), func(s *cost.Setting) string { return s.Region }),
		set(at("at", func(s *cost.Setting) *string { return &s.At }, text(1000), "Inputs of the model in place of the run's, as rate=1GiB/s,retention=7d."), func(s *cost.Setting) string { return s.At }),
	}
}

func populationFields() []field[Population] {
	return []field[Population]{
		at("users", func(p *Population) *uint64 { return &p.Users }, count[uint64](1, maxUsers), "The number of distinct users."),
		at("active", func(p *Population) *Population { return p }, object(activeFields), "The users who are active at a time."),
		at("tenants", func(p *Population) *Skew { return &p.Tenants }, object(skewFields), "The tenants that users belong to."),
		at("items", func(p *Population) *Skew { return &p.Items }, object(skewFields), "The items that users act on."),
	}
}

func activeFields() []field[Population] {
	return []field[Population]{
		at("of", func(p *Population) *string { return &p.ActiveOf }, name("a source"), "The source whose base rate, times gap, is the number of active users."),
		at("gap", func(p *Population) *time.Duration { return &p.Gap }, duration(time.Millisecond, 24*time.Hour), "The mean time between two events of one active user."),
		at("session", func(p *Population) *time.Duration { return &p.Session }, duration(time.Second, maxSpan), "How long a user stays active."),
	}
}

func skewFields() []field[Skew] {
	return []field[Skew]{
		needed(at("count", func(s *Skew) *uint64 { return &s.Count }, count[uint64](1, maxThings), "How many there are.")),
		at("skew", func(s *Skew) *float64 { return &s.Zipf }, zipf(), "How unevenly they are used: even, or zipf and an exponent."),
	}
}

func topicFields() []field[Topic] {
	return []field[Topic]{
		at("partitions", func(t *Topic) *int32 { return &t.Partitions }, count[int32](1, maxPartitions), "The number of partitions."),
		at("replication", func(t *Topic) *int16 { return &t.Replication }, count[int16](1, 9), "The number of replicas."),
		when(at("min-isr", func(t *Topic) *int16 { return &t.MinISR }, count[int16](1, 9), "The replicas that must have a record before acks: all acknowledges it; one less than replication if absent."),
			func(t *Topic) bool { return t.MinISR > 0 }),
		at("retention", func(t *Topic) *time.Duration { return &t.Retention }, retention(), "How long records are kept: a duration or unlimited."),
		at("cleanup", func(t *Topic) *bool { return &t.Compact }, cleanup(), "What becomes of old records: delete, or compact to the last of each key."),
		when(at("history", func(t *Topic) *History { return &t.History }, history(), "What the topic holds before the run."),
			func(t *Topic) bool { return t.History.Bytes > 0 }),
	}
}

func historyFields() []field[History] {
	return []field[History]{
		needed(at("size", func(h *History) *int64 { return &h.Bytes }, size(1, maxHistory), "Bytes of uncompressed record values, over all partitions.")),
		at("span", func(h *History) *time.Duration { return &h.Span }, duration(time.Second, maxSpan), "The time over which they are spread, up to t = 0."),
	}
}

func sourceFields() []field[Source] {
	return []field[Source]{
		needed(at("topic", func(s *Source) *string { return &s.Topic }, name("a topic"), "The topic that it writes.")),
		at("class", func(s *Source) *string { return &s.Class }, class(), "What its traffic is for."),
		when(at("key", func(s *Source) *[]string { return &s.Key }, key(), "The attributes that make the record key, joined by +, or random."),
			func(s *Source) bool { return s.Keys == nil }),
		at("rate", func(s *Source) *float64 { return &s.Rate }, rate(), "Events per second, before bursts; needed unless arrivals bring a rate."),
		at("arrivals", func(s *Source) *Arrivals { return &s.Arrivals }, arrivals(), "How events are spread over time."),
		at("keys", func(s *Source) **KeyTrace { return &s.Keys }, optional(freshKeyTrace, object(keyTraceFields)), "A file that keys and event types come from."),
		at("size", func(s *Source) *Dist { return &s.Size }, dist(measure.Bytes, false, maxRecord), "The size of a record's value."),
		at("schema", func(s *Source) *string { return &s.Schema }, oneOf("schema", workload.Schemas(), nil), "What a record's value looks like: a shape of JSON and its version, or bytes."),
		at("compressible", func(s *Source) *float64 { return &s.Compressibility }, share(false), "The share of the value's filler that repeats."),
		when(at("late", func(s *Source) *Source { return s }, object(lateFields), "Devices that deliver late."),
			func(s *Source) bool { return s.LateShare > 0 }),
		at("duplicates", func(s *Source) *float64 { return &s.Duplicates }, share(false), "The share of events that a device sends twice."),
		at("deletes", func(s *Source) *float64 { return &s.Deletes }, share(false), "The share of events that erase their key."),
		at("client", func(s *Source) *Client { return &s.Client }, object(producerFields), "The producer's settings."),
		at("zone", func(s *Source) *string { return &s.Zone }, name("a zone"), "The zone that all of it stands in; its users are spread over all zones if absent."),
	}
}

func lateFields() []field[Source] {
	return []field[Source]{
		at("share", func(s *Source) *float64 { return &s.LateShare }, share(false), "The share of events that are late."),
		at("by", func(s *Source) *Dist { return &s.LateBy }, dist(measure.Seconds, false, maxDuration.Seconds()), "How late they are."),
	}
}

func keyTraceFields() []field[KeyTrace] {
	return []field[KeyTrace]{
		needed(at("trace", func(k *KeyTrace) *string { return &k.File }, name("a file"), "A JSONL file of sessions and their events.")),
		needed(at("key", func(k *KeyTrace) *string { return &k.Key }, name("a field of the file"), "The field that is the record key.")),
		at("type", func(k *KeyTrace) *string { return &k.Type }, name("a field of the file"), "The field that is the event type."),
		at("loop", func(k *KeyTrace) *bool { return &k.Loop }, yesNo(), "Start again at the file's end."),
	}
}

func producerFields() []field[Client] {
	return []field[Client]{
		at("acks", func(c *Client) *string { return &c.Acks }, oneOf("acks", []string{"all", "1", "0"}, nil), "The acknowledgements that a write waits for."),
		at("idempotent", func(c *Client) *bool { return &c.Idempotent }, yesNo(), "Whether the producer is idempotent; with acks: all it is."),
		at("linger", func(c *Client) *time.Duration { return &c.Linger }, duration(0, time.Minute), "How long a batch waits for more records."),
		at("compression", func(c *Client) *string { return &c.Compression }, oneOf("compression", []string{"none", "gzip", "snappy", "lz4", "zstd"}, nil), "How batches are compressed."),
		at("batch", func(c *Client) *int32 { return &c.BatchBytes }, batchBytes(), "The most bytes of a batch."),
		at("in-flight", func(c *Client) *int { return &c.InFlight }, count[int](1, 10_000_000), "The records that the client accepts ahead of acknowledgements."),
	}
}

// clientFields are those of a stage, which produces and consumes.
func clientFields() []field[Client] {
	return append(producerFields(),
		at("fetch-wait", func(c *Client) *time.Duration { return &c.FetchWait }, duration(time.Millisecond, time.Minute), "How long a fetch waits for data at most."))
}

func stageFields() []field[Stage] {
	return []field[Stage]{
		at("class", func(s *Stage) *string { return &s.Class }, class(), "What the stage is for."),
		needed(at("reads", func(s *Stage) *[]string { return &s.Reads }, atMost(maxNamed, "topics", listOf(zero[string], name("a topic"))), "The topic or topics that it reads.")),
		at("writes", func(s *Stage) *string { return &s.Writes }, name("a topic"), "The topic that it writes, one record for one."),
		at("serves", func(s *Stage) *string { return &s.Serves }, oneOf("serves", []string{"user"}, nil), "The entity whose latest state it serves to decisions."),
		at("members", func(s *Stage) *int { return &s.Members }, count[int](1, maxMembers), "The members of its consumer group."),
		at("work", func(s *Stage) *Dist { return &s.Work }, dist(measure.Seconds, true, 3600), "The work on a record, of a virtual server for each input partition."),
		when(at("emits", func(s *Stage) *float64 { return &s.Emits }, share(true), "The share of its input that it writes on."), writes),
		at("objective", func(s *Stage) *time.Duration { return &s.Objective }, duration(time.Millisecond, maxDuration), "The age that its signals should stay below."),
		at("commit", func(s *Stage) *string { return &s.Commit }, oneOf("commit", []string{"before", "after", CommitTransaction}, nil), "Whether offsets are committed before the output, after it, or with it in one transaction."),
		when(at("transaction", func(s *Stage) *Transaction { return &s.Transaction }, object(transactionFields), "The transactions of a stage with commit: transaction."), transacts),
		when(at("isolation", func(s *Stage) *string { return &s.Isolation }, oneOf("isolation", []string{ReadCommitted, ReadUncommitted}, nil), "Whether it reads what transactions have not committed; read-committed if a topic that it reads is written with transactions."),
			func(s *Stage) bool { return s.Isolation != "" }),
		when(at("apply", func(s *Stage) *string { return &s.Apply }, oneOf("apply", []string{"newest", "arrival"}, nil), "Which version a store keeps: the newest, or the last to arrive."), serves),
		at("key", func(s *Stage) *string { return &s.Key }, stageKey(), "The attributes that make the key of its output; as the input's if absent."),
		at("group", func(s *Stage) *Group { return &s.Group }, object(groupFields), "Its consumer group."),
		at("client", func(s *Stage) *Client { return &s.Client }, object(clientFields), "The settings of its consumer and its producer."),
		at("zone", func(s *Stage) *string { return &s.Zone }, name("a zone"), "The zone that it stands in; its members are spread over all zones if absent."),
		when(at("fetch-from", func(s *Stage) *string { return &s.FetchFrom }, fetchFrom(), "Which replica its members fetch from: the closest, or always the leader; as the scenario says if absent."),
			func(s *Stage) bool { return s.FetchFrom != "" }),
		at("store", func(*Stage) *string { return new(string) }, oneOf("store", []string{"local"}, []string{"redis"}), "Where a serving stage keeps its state: in its members."),
		unbuilt[Stage]("external", ""),
		unbuilt[Stage]("match", ""),
		unbuilt[Stage]("on-bad", ""),
		unbuilt[Stage]("poison", ""),
	}
}

func fetchFrom() codec[string] { return oneOf("fetch-from", []string{FetchClosest, FetchLeader}, nil) }

func writes(s *Stage) bool { return s.Writes != "" }

func serves(s *Stage) bool { return s.Serves != "" }

func transacts(s *Stage) bool { return s.Commit == CommitTransaction }

func transactionFields() []field[Transaction] {
	return []field[Transaction]{
		at("every", func(t *Transaction) *time.Duration { return &t.Every }, duration(time.Millisecond, time.Minute), "How long a transaction goes on before it is committed."),
		at("timeout", func(t *Transaction) *time.Duration { return &t.Timeout }, duration(time.Second, maxTransaction), "How long it may be open before the broker aborts it."),
	}
}

func groupFields() []field[Group] {
	return []field[Group]{
		at("protocol", func(g *Group) *string { return &g.Protocol }, oneOf("protocol", []string{"classic", "consumer"}, nil), "The group protocol: classic, or consumer (KIP-848)."),
		at("static", func(g *Group) *bool { return &g.Static }, yesNo(), "Whether members keep their identity over a restart."),
		at("session", func(g *Group) *time.Duration { return &g.Session }, duration(time.Second, time.Hour), "How long a silent member keeps its partitions."),
	}
}

func decisionFields() []field[Decision] {
	return []field[Decision]{
		needed(at("asks", func(d *Decision) *string { return &d.Asks }, name("a serving stage"), "The serving stage that is asked.")),
		needed(at("after", func(d *Decision) *string { return &d.After }, name("a source"), "The source whose events lead to decisions.")),
		at("share", func(d *Decision) *float64 { return &d.Share }, share(true), "The share of those events that do."),
		at("think", func(d *Decision) *Dist { return &d.Think }, dist(measure.Seconds, true, maxDuration.Seconds()), "The time from the action to the decision."),
		needed(at("tolerance", func(d *Decision) *time.Duration { return &d.Tolerance }, duration(0, maxDuration), "The staleness above which a decision has missed a signal.")),
		at("window", func(d *Decision) *time.Duration { return &d.Window }, duration(time.Millisecond, maxSpan), "How long an event counts for the missed-signal rate; the user's session if absent."),
	}
}
