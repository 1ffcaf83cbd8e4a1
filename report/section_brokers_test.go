package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// onContainers is the fake run on three brokers, of which the second is down from
// 58 s to 66 s; the third's metrics could not be scraped.
func onContainers(t testing.TB) run {
	t.Helper()
	r := fakeRun(t)
	r.rec.Run.Target.Kind, r.rec.Run.Target.Name, r.rec.Run.Target.SharedCores = "containers", "containers", 8
	for at := time.Duration(0); at <= 92*sec; at += 2 * sec {
		for i, broker := range []string{"1", "2", "3"} {
			if broker == "2" && at >= 58*sec && at < 66*sec {
				continue
			}
			r.rec.Usage = append(r.rec.Usage, fakeUsage(broker, i, at))
			if broker != "3" && at%(10*sec) == 0 {
				r.rec.Usage = append(r.rec.Usage, fakeScrape(broker, at))
			}
		}
	}
	r.rec.Usage = append(r.rec.Usage, results.UsageLine{Broker: "3", From: results.UsageScrape, Missing: "127.0.0.1:9404: it answers <404>"})
	r.out.Usage = results.Judge(r.rec).Usage
	return r
}

func fakeUsage(broker string, i int, at time.Duration) results.UsageLine {
	life, s := int64(1), at.Seconds()
	if broker == "2" && at >= 66*sec {
		life, s = 2, s-65
	}
	return results.UsageLine{At: at, Broker: broker, From: results.UsageCgroup, Life: life, Values: map[string]float64{
		results.UsedCPU: s * (0.3 + 0.1*float64(i)) * (1 + 0.002*s), results.UsedMemory: float64(400+50*i)*(1<<20) + s*(1<<20),
		results.UsedNetIn: s * 1.5e6, results.UsedNetOut: s * 2.5e6,
		results.UsedDiskRead: 0, results.UsedDiskWritten: s * 1e6,
	}}
}

func fakeScrape(broker string, at time.Duration) results.UsageLine {
	behind, idle := 0.0, 0.93
	if at >= 58*sec && at < 70*sec && broker == "1" {
		behind, idle = 12, 0.41
	}
	return results.UsageLine{At: at, Broker: broker, From: results.UsageScrape, Values: map[string]float64{
		results.UsedHandlerIdle: idle, results.UsedQueue: 0, results.UsedUnderRepl: behind,
	}}
}

func TestBrokersSection(t *testing.T) {
	r := onContainers(t)
	page := render(t, r)
	if err := checkPage(page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`href="#brokers"`, `id="brokers"`, "all brokers", "broker 2, b", "during kill", "CPU, cores", "Request handlers idle",
		"Under-replicated partitions", "41 · 41 %", "broker 3: not measured by scrape (127.0.0.1:9404: it answers &lt;404&gt;)",
		"the kernel&#39;s accounts of each container", "scraped over HTTP", "More of what was measured", "Disk written",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, never := range []string{`id="used-request_queue`, `id="used-offline`} {
		if bytes.Contains(page, []byte(never)) {
			t.Errorf("the page has %q, of which there is nothing to see", never)
		}
	}
	var text bytes.Buffer
	if err := WriteText(&text, r.rec, r.out, TextOptions{Width: 80}); err != nil {
		t.Fatal(err)
	}
	flat := strings.Join(strings.Fields(text.String()), " ")
	for _, want := range []string{"Brokers CPU ", " cores mean, ", " max · memory 1.5", " · net in ", "up to 12 under-replicated partitions"} {
		if !strings.Contains(flat, want) {
			t.Errorf("the summary does not say %q:\n%s", want, text.String())
		}
	}
	var doc bytes.Buffer
	if err := WriteJSON(&doc, r.rec, r.out); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(doc.Bytes(), []byte(`"handler_idle"`)) || !bytes.Contains(doc.Bytes(), []byte(`"under_replicated"`)) {
		t.Error("the JSON does not have what the brokers used")
	}
}

// The embedded target has no brokers apart from this process: nothing is said. Of
// others it is said that nothing was measured.
func TestBrokersThatWereNotMeasured(t *testing.T) {
	r := fakeRun(t)
	if page := render(t, r); bytes.Contains(page, []byte("brokers-h")) || bytes.Contains(page, []byte("#brokers")) {
		t.Error("the embedded target's page has a section on brokers")
	}
	r.rec.Run.Target.Kind = "external"
	page := render(t, r)
	if err := checkPage(page); err != nil {
		t.Error(err)
	}
	if !bytes.Contains(page, []byte("What the brokers used was not measured.")) {
		t.Error("the page does not say that nothing was measured")
	}
	r.rec.Usage = []results.UsageLine{{Broker: "b1", From: results.UsageScrape, Missing: "refused"}}
	r.out.Usage = results.Judge(r.rec).Usage
	if page := render(t, r); !bytes.Contains(page, []byte("b1: not measured by scrape (refused)")) {
		t.Error("the page does not say why nothing was measured")
	}
}

func TestALineBreaksWhereTheBrokerWasDown(t *testing.T) {
	q := results.UsageQuantities()[0]
	points, worst := linePoints(q, []results.UsagePoint{{Begin: 0, End: 2 * sec, Value: 1}, {Begin: 2 * sec, End: 4 * sec, Value: 3}, {Begin: 9 * sec, End: 11 * sec, Value: 2}})
	if got := pieces(points); len(got) != 2 || len(got[0]) != 2 || len(got[1]) != 1 {
		t.Errorf("pieces %v", got)
	}
	if worst != (point{3, 3}) {
		t.Errorf("worst %v", worst)
	}
	q.Low = true
	if _, worst := linePoints(q, []results.UsagePoint{{Begin: 0, End: 2 * sec, Value: 0.9}, {Begin: 2 * sec, End: 4 * sec, Value: 0.2}}); worst.y != 0.2 {
		t.Errorf("the lowest is %v", worst)
	}
	low := thinLow([]point{{0, 5}, {1, 1}, {2, 4}, {3, 6}}, 2)
	if low[0].y != 1 || low[1].y != 4 {
		t.Errorf("thinned to %v", low)
	}
}
