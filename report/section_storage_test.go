package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

// storedRun is a fake run whose target says how it stores records.
func storedRun(t *testing.T, model string) run {
	t.Helper()
	r := fakeRun(t)
	r.rec.Run.Target.Storage = "a volume"
	local, remote, linger := int64(3<<20), int64(9<<20), 50*ms
	r.rec.Plan.Sources[0].Linger = &linger
	r.out.Storage = &results.StorageOutcome{Model: model, Replication: "copies are <kept>", Limits: []string{"not how fast a store is"}}
	if model == results.ModelTiered {
		topic := results.TopicTiers{Topic: "raw.clicks", Remote: 3000, Local: 1000, LocalBytes: &local, RemoteBytes: &remote}
		r.out.Storage.Tiers = []results.TiersAt{{At: -sec, Topics: []results.TopicTiers{topic}}, {At: 90 * sec, Topics: []results.TopicTiers{{Topic: "raw.clicks", Remote: 1}}}}
		r.out.Entries[0].Tiers = []results.TopicTiers{topic}
	}
	if model == results.ModelShared {
		r.out.Storage.Objects = []results.ObjectPart{{Name: partOverall, Length: 10 * sec, In: 1 << 20, Out: 1 << 10,
			Requests: []results.ObjectCount{{API: "putobject", Count: 40}, {API: "getobject", Count: 30}, {API: "a", Count: 3}, {API: "b", Count: 2}, {API: "c", Count: 1}}}}
		r.out.Entries[0].Moved = &results.Moved{Shared: true}
	}
	return r
}

func shown(t *testing.T, r run) (page, text string) {
	t.Helper()
	var html, plain bytes.Buffer
	if err := WriteHTML(&html, r.rec, r.out); err != nil {
		t.Fatal(err)
	}
	if err := WriteText(&plain, r.rec, r.out, TextOptions{Width: 400}); err != nil {
		t.Fatal(err)
	}
	return html.String(), plain.String()
}

func TestStorageIsShown(t *testing.T) {
	for model, want := range map[string]struct{ page, text []string }{
		results.ModelSharedNothing: {
			[]string{`id="storage"`, "Local disks (shared-nothing)", "Copies are &lt;kept&gt;.", "Not how fast a store is.", "50 ms"},
			[]string{"local disks (shared-nothing)"},
		},
		results.ModelTiered: {
			[]string{"before the load", "after the load", "75 %", "3 MiB", "9 MiB", "not measured", "When it began, 3,000 of 4,000 records of raw.clicks (75 %) were in the remote tier alone"},
			[]string{"raw.clicks before the load: 75 % of records in the remote tier alone; 3 MiB on disks, 9 MiB remote", "3,000 of 4,000 records"},
		},
		results.ModelShared: {
			[]string{"putobject 40, getobject 30, a 3, b 2, others", "7.6/s", "No replica to copy"},
			[]string{"76 requests to the object store (7.6/s), 1 MiB in, 1 KiB out", "no replica to copy"},
		},
	} {
		page, text := shown(t, storedRun(t, model))
		for _, s := range want.page {
			if !strings.Contains(page, s) && !strings.Contains(strings.ToLower(page), strings.ToLower(s)) {
				t.Errorf("%s: the page lacks %q", model, s)
			}
		}
		for _, s := range want.text {
			if !strings.Contains(text, s) {
				t.Errorf("%s: the summary lacks %q in\n%s", model, s, text)
			}
		}
	}
}

func TestStorageThatIsNotKnownIsNotShown(t *testing.T) {
	page, text := shown(t, fakeRun(t))
	if strings.Contains(page, `id="storage"`) || strings.Contains(text, "\nStorage") {
		t.Error("something is said of storage of which nothing is known")
	}
	r := storedRun(t, results.ModelShared)
	r.out.Storage.Objects = nil
	if page, _ := shown(t, r); !strings.Contains(page, "Requests to the object store and their bytes were not measured.") {
		t.Error("the page does not say that nothing was measured")
	}
}
