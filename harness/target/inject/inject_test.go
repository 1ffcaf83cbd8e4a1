package inject_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/goleak"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/inject"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// producers are the ways to write: the wire looks different with each.
var producers = map[string][]kgo.Opt{
	"idempotent":      {kgo.ProducerBatchCompression(kgo.NoCompression())},
	"not idempotent":  {kgo.DisableIdempotentWrite()},
	"compressed":      {kgo.ProducerBatchCompression(kgo.ZstdCompression())},
	"leader acks":     {kgo.DisableIdempotentWrite(), kgo.RequiredAcks(kgo.LeaderAck())},
	"no acks":         {kgo.DisableIdempotentWrite(), kgo.RequiredAcks(kgo.NoAck())},
	"by topic's name": {kgo.MaxVersions(oldVersions())},
}

// cases damage a stream of batches 1, 2, ... of three records each: "2a 2b 2c".
var cases = []struct {
	name                string
	plan                func(*inject.Injector) (*inject.Injection, error)
	want                string // the batches as they are in the log
	affected, overtaken string
}{
	{"nothing", nil, "1 2 3 4 5", "", ""},
	{"drop", func(in *inject.Injector) (*inject.Injection, error) { return in.Drop(place(3)) }, "1 2 4 5", "3", ""},
	{"repeat", func(in *inject.Injector) (*inject.Injection, error) { return in.Repeat(place(2)) }, "1 2 2 3 4 5", "2", ""},
	{"reorder", func(in *inject.Injector) (*inject.Injection, error) { return in.Reorder(place(3)) }, "1 2 4 3 5", "3", "4"},
	{"the one before the last", func(in *inject.Injector) (*inject.Injection, error) { return in.Reorder(place(4)) }, "1 2 3 5 4", "4", "5"},
	{"drop after drop", func(in *inject.Injector) (*inject.Injection, error) {
		if _, err := in.Drop(place(3)); err != nil {
			return nil, err
		}
		return in.Drop(place(4))
	}, "1 2 5", "4", ""},
	{"repeat after reorder", func(in *inject.Injector) (*inject.Injection, error) {
		if _, err := in.Repeat(place(3)); err != nil {
			return nil, err
		}
		return in.Reorder(place(2))
	}, "1 3 2 3 4 5", "2", "3"},
}

func place(batch int) inject.Place { return inject.Place{Topic: "clicks", Partition: 1, Batch: batch} }

func TestTheLogIsDamagedAsPlanned(t *testing.T) {
	for how, opts := range producers {
		for _, c := range cases {
			t.Run(how+"/"+c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var in *inject.Injector
					tgt := start(t, func(c *kfake.Cluster) { in = inject.New(c) })
					var done *inject.Injection
					if c.plan != nil {
						var err error
						if done, err = c.plan(in); err != nil {
							t.Fatal(err)
						}
					}
					produce(t, tgt, opts)
					synctest.Wait() // without acks, the last ones are still on the wire
					if got, want := readAll(t, tgt, 1), expand(c.want); !slices.Equal(got, want) {
						t.Errorf("partition 1 holds %v, want %v", got, want)
					}
					if got, want := readAll(t, tgt, 0), expand("1 2 3 4 5"); !slices.Equal(got, want) {
						t.Errorf("the other partition holds %v, want %v", got, want)
					}
					if done != nil {
						checkAffected(t, done, c.affected, c.overtaken)
					}
				})
			})
		}
	}
}

func checkAffected(t *testing.T, i *inject.Injection, records, overtook string) {
	t.Helper()
	got, err := i.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if v := values(got.Records); !slices.Equal(v, expand(records)) {
		t.Errorf("affected %v, want %v", v, expand(records))
	}
	if v := values(got.Overtook); !slices.Equal(v, expand(overtook)) {
		t.Errorf("overtook %v, want %v", v, expand(overtook))
	}
	if r := got.Records[0]; r.Topic != "run-1.clicks" || r.Partition != 1 || len(r.Headers) != 1 {
		t.Errorf("record: %+v", r)
	}
}

func TestPlacesThatCannotBe(t *testing.T) {
	in := inject.New(start(t, nil).clusterForTest)
	if _, err := in.Drop(place(1)); err == nil || err.Error() != "batch 1 of clicks/1: expected 2 or later" {
		t.Errorf("drop of the first batch: %v", err)
	}
	if _, err := in.Repeat(place(0)); err == nil {
		t.Error("batch 0 was accepted")
	}
	never, err := in.Drop(place(7))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := never.Wait(ctx); err == nil || !strings.Contains(err.Error(), "batch 7 of clicks/1 was not reached") {
		t.Errorf("waiting for a batch that never comes: %v", err)
	}
}

// produce writes five batches of three records to each of two partitions.
func produce(t *testing.T, tgt target.Target, opts []kgo.Opt) {
	t.Helper()
	cl := connect(t, tgt, append([]kgo.Opt{kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ManualFlushing()}, opts...)...)
	for batch := range 5 {
		for p := range int32(2) {
			for _, v := range expand(strconv.Itoa(batch + 1)) {
				r := &kgo.Record{Topic: "run-1.clicks", Partition: p, Value: []byte(v), Headers: []kgo.RecordHeader{{Key: "h", Value: []byte(v)}}}
				cl.Produce(t.Context(), r, func(_ *kgo.Record, err error) {
					if err != nil {
						t.Errorf("record %s was not acknowledged: %v", v, err)
					}
				})
			}
		}
		if err := cl.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // a drain that has not ended yet would take the next records one by one
	}
}

// expand is the records of batches: "2" is 2a 2b 2c.
func expand(batches string) []string {
	var out []string
	for b := range strings.FieldsSeq(batches) {
		out = append(out, b+"a", b+"b", b+"c")
	}
	return out
}

func values(records []*kgo.Record) []string {
	var out []string
	for _, r := range records {
		out = append(out, string(r.Value))
	}
	return out
}
