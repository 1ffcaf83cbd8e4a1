package workload_test

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

func BenchmarkStreamNext(b *testing.B) {
	spec := campaign()
	spec.Duration = 10 * time.Hour
	w := compile(b, spec)
	s := w.Stream(0)
	var ev workload.Event
	b.ReportAllocs()
	for b.Loop() {
		if !s.Next(&ev) {
			b.Fatal("the stream has ended")
		}
	}
}

func BenchmarkAppendValue(b *testing.B) {
	w := compile(b, campaign())
	var ev workload.Event
	w.Stream(0).Next(&ev)
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		ev.N++
		buf = w.AppendValue(buf[:0], &ev)
	}
	b.SetBytes(int64(len(buf)))
}

func BenchmarkAppendKey(b *testing.B) {
	w := compile(b, campaign())
	var ev workload.Event
	w.Stream(0).Next(&ev)
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		ev.N++
		buf = w.AppendKey(buf[:0], &ev)
	}
}

func BenchmarkEnvelopeAppend(b *testing.B) {
	e := workload.Envelope{Run: 1, Event: workload.Event{N: 7}, Hops: []workload.Hop{{Stage: 1}}}
	value := make([]byte, 512)
	buf := make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		buf = e.Append(buf[:0], value)
	}
}

func BenchmarkEnvelopeDecode(b *testing.B) {
	e := workload.Envelope{Run: 1, Event: workload.Event{N: 7}, Hops: []workload.Hop{{Stage: 1}}}
	value := make([]byte, 512)
	header := e.Append(nil, value)
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Decode(header, value); err != nil {
			b.Fatal(err)
		}
	}
}
