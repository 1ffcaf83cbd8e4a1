package scenarios

import (
	"math"
	"testing"

	"github.com/freshet-bench/freshet/workload"
)

// A record of a chain counts in every topic that it gets to, by all that the stages
// on the way drop; a history counts with the log's overhead of each of its records.
func TestFootprint(t *testing.T) {
	s := load(t, `
name: footprint
duration: 100s
warmup: 10s
topics:
  raw:  {partitions: 6, history: {size: 840KB, span: 7d}}
  half: {partitions: 6}
  some: {partitions: 6}
sources:
  clicks: {topic: raw, rate: 100/s, arrivals: even, size: 840B, duplicates: 10%}
stages:
  halve: {reads: raw, writes: half, emits: 50%, objective: 500ms}
  tenth: {reads: half, writes: some, emits: 10%, objective: 500ms}
`)
	spec, err := s.Spec()
	if err != nil {
		t.Fatal(err)
	}
	work, err := workload.Compile(spec)
	if err != nil {
		t.Fatal(err)
	}
	const records = 11_000*(1+0.5+0.05) + 1000
	got := s.Footprint(spec, work)
	if math.Abs(got.Records-records) > 0.01*records || math.Abs(got.Bytes-1000*records) > 0.01*1000*records {
		t.Errorf("%+v, want %v records of 1000 B", got, records)
	}
}
