package client_test

import (
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/scenarios"
)

func TestProducerOpts(t *testing.T) {
	for name, c := range map[string]struct {
		settings scenarios.Client
		acks     kgo.Acks
		linger   time.Duration
		codec    kgo.CompressionCodec
		notIdem  bool
		buffered int64
		batch    int32
	}{
		"all left out":    {scenarios.Client{}, kgo.AllISRAcks(), 0, kgo.NoCompression(), true, 11_064, 1_000_012},
		"idempotent":      {scenarios.Client{Idempotent: true, Acks: "all", Linger: 5 * time.Millisecond, Compression: "lz4"}, kgo.AllISRAcks(), 5 * time.Millisecond, kgo.Lz4Compression(), false, 11_064, 1_000_012},
		"leader":          {scenarios.Client{Acks: "1", Compression: "zstd", InFlight: 10, BatchBytes: 5000}, kgo.LeaderAck(), 0, kgo.ZstdCompression(), true, 75, 5000},
		"fire and forget": {scenarios.Client{Acks: "0", Compression: "gzip"}, kgo.NoAck(), 0, kgo.GzipCompression(), true, 11_064, 1_000_012},
		"snappy":          {scenarios.Client{Compression: "snappy"}, kgo.AllISRAcks(), 0, kgo.SnappyCompression(), true, 11_064, 1_000_012},
	} {
		t.Run(name, func(t *testing.T) {
			cl, err := kgo.NewClient(client.ProducerOpts(c.settings)...)
			if err != nil {
				t.Fatal(err)
			}
			defer cl.Close()
			check(t, cl, "acks", kgo.RequiredAcks, c.acks)
			check(t, cl, "linger", kgo.ProducerLinger, c.linger)
			check(t, cl, "idempotence off", kgo.DisableIdempotentWrite, c.notIdem)
			check(t, cl, "buffer", kgo.MaxBufferedRecords, c.buffered)
			if got := cl.OptValue(kgo.ProducerBatchCompression).([]kgo.CompressionCodec); len(got) != 1 || got[0] != c.codec {
				t.Errorf("compression: %v, want %v", got, c.codec)
			}
		})
	}
}

func TestConsumerOpts(t *testing.T) {
	for wait, want := range map[time.Duration]time.Duration{0: 500 * time.Millisecond, 50 * time.Millisecond: 50 * time.Millisecond} {
		cl, err := kgo.NewClient(client.ConsumerOpts(scenarios.Client{FetchWait: wait})...)
		if err != nil {
			t.Fatal(err)
		}
		check(t, cl, "fetch wait", kgo.FetchMaxWait, want)
		check(t, cl, "fetch bytes", kgo.FetchMaxBytes, int32(4<<20))
		cl.Close()
	}
}

func check[T comparable](t *testing.T, cl *kgo.Client, what string, opt any, want T) {
	t.Helper()
	if got, ok := cl.OptValue(opt).(T); !ok || got != want {
		t.Errorf("%s: %v, want %v", what, cl.OptValue(opt), want)
	}
}
