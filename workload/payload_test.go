package workload_test

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// one is a workload of one source with the payload and size.
func one(t testing.TB, payload workload.Payload, size workload.Dist) *workload.Workload {
	spec := campaign()
	spec.Sources = spec.Sources[:1]
	spec.Sources[0].Payload, spec.Sources[0].Size = payload, size
	spec.Duration = time.Second
	return compile(t, spec)
}

func TestPayloadsAreJSONWithTheIdentity(t *testing.T) {
	for _, name := range workload.Schemas() {
		if name == "bytes" {
			continue
		}
		w := one(t, workload.Payload{Schema: name, Compressibility: 0.3}, workload.Dist{Median: 700})
		for _, ev := range all(w.Stream(0))[:50] {
			value := w.AppendValue([]byte("before"), &ev)[len("before"):]
			var got struct {
				Freshet struct {
					Source string        `json:"source"`
					N      uint64        `json:"n"`
					Copy   uint8         `json:"copy"`
					Action time.Duration `json:"action_ns"`
					Due    time.Duration `json:"due_ns"`
					User   uint64        `json:"user"`
				} `json:"freshet"`
				Type string `json:"type"`
			}
			if err := json.Unmarshal(value, &got); err != nil {
				t.Fatalf("%s: %v in %s", name, err, value)
			}
			f := got.Freshet
			if f.Source != "clicks" || f.N != ev.N || f.Copy != ev.Copy || f.Action != ev.Action || f.Due != ev.Due || f.User != ev.User {
				t.Fatalf("%s: identity %+v, event %+v", name, f, ev)
			}
			if got.Type != w.TypeName(0, ev.Type) || got.Type == "" {
				t.Fatalf("%s: type %q, want %q", name, got.Type, w.TypeName(0, ev.Type))
			}
			if len(value) != 700 {
				t.Fatalf("%s: %d bytes, want 700: %s", name, len(value), value)
			}
		}
	}
}

func TestEverySizeIsReachedExactly(t *testing.T) {
	for size := 380; size < 420; size++ { // around where the filler begins
		w := one(t, workload.Payload{Schema: "outcome@1"}, workload.Dist{Median: float64(size)})
		for _, ev := range all(w.Stream(0))[:20] {
			value := w.AppendValue(nil, &ev)
			if !json.Valid(value) || len(value) != size {
				t.Fatalf("%d bytes, want %d, valid %v: %s", len(value), size, json.Valid(value), value)
			}
		}
	}
}

func TestSecondVersionsDiffer(t *testing.T) {
	keys := func(schema string) map[string]any {
		w := one(t, workload.Payload{Schema: schema}, workload.Dist{Median: 700})
		ev := all(w.Stream(0))[0]
		m := map[string]any{}
		if err := json.Unmarshal(w.AppendValue(nil, &ev), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, name := range workload.Schemas() {
		first, versioned := strings.CutSuffix(name, "@1")
		if !versioned {
			continue
		}
		v1, v2 := keys(name), keys(first+"@2")
		gone, added := 0, 0
		for k := range v1 {
			if _, ok := v2[k]; !ok {
				gone++
			}
		}
		for k := range v2 {
			if _, ok := v1[k]; !ok {
				added++
			}
		}
		if gone != 1 || added != 2 {
			t.Errorf("%s@2 drops %d and adds %d fields, want one renamed and one added", first, gone, added)
		}
	}
}

func TestCompressibility(t *testing.T) {
	ratio := func(p workload.Payload) float64 {
		w := one(t, p, workload.Dist{Median: 4000})
		var packed bytes.Buffer
		z, err := flate.NewWriter(&packed, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, ev := range all(w.Stream(0))[:200] {
			value := w.AppendValue(nil, &ev)
			total += len(value)
			if _, err := z.Write(value); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return float64(packed.Len()) / float64(total)
	}
	for _, c := range []struct {
		payload   workload.Payload
		low, high float64
	}{
		{workload.Payload{Schema: "bytes"}, 0.99, 1.01},
		{workload.Payload{Schema: "bytes", Compressibility: 0.6}, 0.39, 0.45},
		{workload.Payload{Schema: "bytes", Compressibility: 1}, 0, 0.03},
		{workload.Payload{Schema: "click@1", Compressibility: 0}, 0.70, 0.80},
		{workload.Payload{Schema: "click@1", Compressibility: 1}, 0, 0.08},
	} {
		if got := ratio(c.payload); got < c.low || got > c.high {
			t.Errorf("%+v: compressed to %.3f, want %.2f to %.2f", c.payload, got, c.low, c.high)
		}
	}
}

func TestTombstonesHaveNoValue(t *testing.T) {
	w := compile(t, campaign())
	erased, events := 0, all(w.Stream(1))
	for _, ev := range events {
		value := w.AppendValue(nil, &ev)
		tombstone := ev.Flags&workload.FlagTombstone != 0
		if tombstone != (len(value) == 0) {
			t.Fatalf("%+v has a value of %d bytes", ev, len(value))
		}
		if tombstone {
			erased++
		}
	}
	if share := float64(erased) / float64(len(events)); share < 0.23 || share > 0.37 {
		t.Errorf("%.2f of the events delete, want about 0.3", share)
	}
}

func TestMeanSize(t *testing.T) {
	w := one(t, workload.Payload{Schema: "bytes"}, workload.Dist{Kind: workload.Exponential, Median: 1000})
	if got := w.MeanSize(0); got < 930 || got > 1070 {
		t.Errorf("mean size %v, want about 1000", got)
	}
}
