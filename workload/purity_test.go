package workload_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/workload"
)

// drawn is what is drawn for an event, whatever its time and its key.
type drawn struct {
	item, random string
	kind         uint8
	tombstone    bool
	size         int
	delay        time.Duration
}

// drawnOf returns it for every event and copy of the first source that is in the
// run.
func drawnOf(t *rapid.T, spec workload.Spec) map[[2]uint64]drawn {
	w, err := workload.Compile(spec)
	if err != nil {
		t.Fatalf("compiling: %v", err)
	}
	got := map[[2]uint64]drawn{}
	for _, ev := range all(w.Stream(0)) {
		got[[2]uint64{ev.N, uint64(ev.Copy)}] = drawn{
			item:      string(w.AppendAttribute(nil, &ev, "item")),
			random:    string(w.AppendAttribute(nil, &ev, "random")),
			kind:      ev.Type,
			tombstone: ev.Flags&workload.FlagTombstone != 0,
			size:      len(w.AppendValue(nil, &ev)),
			delay:     ev.Due - ev.Action,
		}
	}
	return got
}

// small is campaign with two seconds of load, no reconnect and values that are
// large enough for their size to be the drawn one.
func small(seed uint64) workload.Spec {
	spec := campaign()
	spec.Seed, spec.Duration = seed, 2*time.Second
	spec.Population.Items.Count = 100
	spec.Sources[0].Rate = 150
	spec.Sources[0].Deletes = 0.1
	spec.Sources[0].Bursts, spec.Sources[0].Reconnects = nil, nil
	spec.Sources[0].Size = workload.Dist{Kind: workload.LogNormal, Median: 1000, Sigma: 0.1}
	return spec
}

func TestChangesRedrawNothingElse(t *testing.T) {
	changes := map[string]func(*workload.Spec){
		"the key":         func(s *workload.Spec) { s.Sources[0].Key.Attributes = []string{"tenant", "item"} },
		"the rate":        func(s *workload.Spec) { s.Sources[0].Rate *= 1.7 },
		"the arrivals":    func(s *workload.Spec) { s.Sources[0].Arrivals = workload.Even{} },
		"the partitions":  func(s *workload.Spec) { s.Sources[0].Partitions = 5 },
		"another source":  func(s *workload.Spec) { s.Sources[1].Rate, s.Sources[1].Name = 9, "other" },
		"one source less": func(s *workload.Spec) { s.Sources = s.Sources[:1] },
		"the timeline": func(s *workload.Spec) {
			s.Sources[0].Bursts = []workload.Burst{{Begin: time.Second / 2, To: 3, Hold: time.Second}}
		},
		"the duplicates": func(s *workload.Spec) { s.Sources[0].Duplicates = 0.3 },
		"the duration":   func(s *workload.Spec) { s.Duration = 3 * time.Second },
		"the active set": func(s *workload.Spec) { s.Population.Active = 17 },
		"the decisions":  func(s *workload.Spec) { s.Decisions = nil },
	}
	names := slices.Sorted(maps.Keys(changes))
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		name := rapid.SampledFrom(names).Draw(t, "change")
		before := drawnOf(t, small(seed))
		spec := small(seed)
		changes[name](&spec)
		both := 0
		for id, d := range drawnOf(t, spec) {
			if b, ok := before[id]; ok {
				both++
				if b != d {
					t.Fatalf("with %s changed, event %d copy %d was %+v and is %+v", name, id[0], id[1], b, d)
				}
			}
		}
		if both < 100 {
			t.Fatalf("only %d events in both", both)
		}
	})
}

func TestTheKeyMovesRecordsNotTraffic(t *testing.T) {
	one, two := small(3), small(3)
	two.Sources[0].Key.Attributes = []string{"session"}
	a, b := all(compile(t, one).Stream(0)), all(compile(t, two).Stream(0))
	moved := 0
	for i := range a {
		if a[i].Partition != b[i].Partition {
			moved++
		}
		a[i].Partition, a[i].Seq, b[i].Partition, b[i].Seq = 0, 0, 0, 0
		if a[i] != b[i] {
			t.Fatalf("%+v became %+v", a[i], b[i])
		}
	}
	if moved == 0 {
		t.Error("no record changed its partition")
	}
}

// fingerprint hashes (source, n, copy, due, key, size, payload) of a workload,
// sources one after the other, history first.
func fingerprint(t testing.TB, spec workload.Spec) string {
	w := compile(t, spec)
	h := sha256.New()
	var key, value, head []byte
	for i := range spec.Sources {
		for _, s := range []*workload.Stream{w.History(i), w.Stream(i)} {
			var ev workload.Event
			for s.Next(&ev) {
				key, value = w.AppendKey(key[:0], &ev), w.AppendValue(value[:0], &ev)
				head = binary.LittleEndian.AppendUint16(head[:0], ev.Source)
				head = binary.LittleEndian.AppendUint64(head, ev.N)
				head = append(head, ev.Copy, byte(ev.Flags))
				head = binary.LittleEndian.AppendUint64(head, uint64(ev.Due))
				head = binary.LittleEndian.AppendUint64(head, uint64(len(value)))
				h.Write(slices.Concat(head, key, value))
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// golden is the fingerprint of campaign(). If it changes, so does every scenario's
// traffic: the results of runs before and after are not comparable, which the
// changelog must say.
const golden = "534ea68602ccf5691dd2a5469ed0d3d52badc39b4b75ce11bf663a876a293cae"

func TestGoldenFingerprint(t *testing.T) {
	if got := fingerprint(t, campaign()); got != golden {
		t.Errorf("fingerprint %s, want %s", got, golden)
	}
	other := campaign()
	other.Seed++
	if fingerprint(t, other) == golden {
		t.Error("another seed gives the same traffic")
	}
	other = campaign()
	other.Sources[1].Deletes += 0.001
	if fingerprint(t, other) == golden {
		t.Error("another share of deletions gives the same traffic")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got := fingerprint(t, campaign()); got != golden {
		t.Errorf("fingerprint %s with one processor, want %s", got, golden)
	}
}

func ExampleWorkload_Stream() {
	w, err := workload.Compile(workload.Spec{
		Duration:   3 * time.Millisecond,
		Population: workload.Population{Users: 1000, Active: 10},
		Sources: []workload.Source{{
			Name: "clicks", Topic: "raw.clicks", Partitions: 4,
			Rate: 1000, Arrivals: workload.Even{}, Size: workload.Dist{Median: 100},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var ev workload.Event
	for s := w.Stream(0); s.Next(&ev); {
		fmt.Printf("event %d due at %v, key %s, partition %d\n", ev.N, ev.Due, w.AppendKey(nil, &ev), ev.Partition)
	}
	// Output:
	// event 0 due at 500µs, key u385, partition 2
	// event 1 due at 1.5ms, key u682, partition 0
	// event 2 due at 2.5ms, key u108, partition 2
}
