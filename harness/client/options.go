package client

import (
	"cmp"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/scenarios"
)

// What a client gets where the scenario is silent.
const (
	defaultInFlight  = 10_000
	defaultFetchWait = 500 * time.Millisecond
	// fetchBytes bounds one answer to a fetch. The library's 50 MiB a broker, for
	// every member of every stage and team, would be gigabytes in a replay.
	fetchBytes          = 4 << 20
	fetchPartitionBytes = 1 << 20
)

// InFlight is the credit of records that a source keeps ahead of its
// acknowledgements.
func InFlight(c scenarios.Client) int { return cmp.Or(c.InFlight, defaultInFlight) }

// ProducerOpts is how a source or a stage's output writes. Linger and compression
// are always explicit: the library's defaults are 10 ms and snappy. Records carry
// their partition (ManualPartitioner), so that the same seed fills the same
// partitions. The client's buffer is larger than the credit, so that TryProduce
// refuses only if the credit is not kept. Words that the scenario language does not
// have, which its parser refuses, count as left out: acks all, no compression.
func ProducerOpts(c scenarios.Client) []kgo.Opt {
	// A record leaves the buffer just after its promise has run and given the
	// credit back; the slack covers that moment.
	credit := InFlight(c)
	opts := []kgo.Opt{
		kgo.RequiredAcks(requiredAcks(c.Acks)),
		kgo.ProducerLinger(c.Linger),
		kgo.ProducerBatchCompression(compression(c.Compression)),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.MaxBufferedRecords(credit + credit/10 + 64),
	}
	if !c.Idempotent {
		opts = append(opts, kgo.DisableIdempotentWrite())
	}
	if c.BatchBytes > 0 {
		opts = append(opts, kgo.ProducerBatchMaxBytes(c.BatchBytes))
	}
	return opts
}

// ConsumerOpts is how a stage, team or audit fetches: an answer as soon as there
// is a byte, an empty one after FetchWait (500 ms by default: it bounds how long a
// fetch parks at a broker, not how old a record gets), and at most 4 MiB each.
func ConsumerOpts(c scenarios.Client) []kgo.Opt {
	return []kgo.Opt{
		kgo.FetchMaxWait(cmp.Or(c.FetchWait, defaultFetchWait)),
		kgo.FetchMinBytes(1),
		kgo.FetchMaxBytes(fetchBytes),
		kgo.FetchMaxPartitionBytes(fetchPartitionBytes),
	}
}

// Isolation is whether a consumer is given only what transactions have committed.
func Isolation(committed bool) kgo.Opt {
	if committed {
		return kgo.FetchIsolationLevel(kgo.ReadCommitted())
	}
	return kgo.FetchIsolationLevel(kgo.ReadUncommitted())
}

// FetchFrom is which replica a consumer in a zone fetches from. One that reads from
// leaders does not say where it stands; what it reads is counted in its zone all
// the same.
func FetchFrom(where string) []kgo.Opt {
	if where == scenarios.FetchLeader {
		return []kgo.Opt{kgo.Rack("")}
	}
	return nil
}

func requiredAcks(word string) kgo.Acks {
	switch word {
	case "0":
		return kgo.NoAck()
	case "1":
		return kgo.LeaderAck()
	}
	return kgo.AllISRAcks()
}

func compression(word string) kgo.CompressionCodec {
	switch word {
	case "gzip":
		return kgo.GzipCompression()
	case "snappy":
		return kgo.SnappyCompression()
	case "lz4":
		return kgo.Lz4Compression()
	case "zstd":
		return kgo.ZstdCompression()
	}
	return kgo.NoCompression()
}
