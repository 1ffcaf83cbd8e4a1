package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

// inZones is the fake run with its traffic by part and zones: of what is produced
// two thirds cross, what is consumed stays where it is.
func inZones(t testing.TB) run {
	t.Helper()
	r := fakeRun(t)
	part := results.TrafficPart{Name: partSteady, Length: 40 * sec, Events: 90_000, Payload: 90_000 * 512}
	for i, zone := range []string{"a", "b", "c"} {
		for j, broker := range []string{"a", "b", "c"} {
			part.Cells = append(part.Cells, results.TrafficCell{Path: results.PathProduce, Zone: zone, BrokerZone: broker, Sent: 6 << 20})
			if i == j {
				part.Cells = append(part.Cells, results.TrafficCell{Path: "consume, serving", Zone: zone, BrokerZone: broker, Sent: 1 << 10, Received: 18 << 20})
			}
		}
	}
	part.Cells = append(part.Cells, results.TrafficCell{Path: results.PathControl, BrokerZone: "a", Sent: 2 << 10, Received: 9 << 10})
	part.Replication = &results.Replication{
		Measured: 3.1e6, MeasuredOver: 38 * sec,
		Cells: []results.ReplicationCell{{From: "a", To: "b", Bytes: 54 << 20}, {From: "a", To: "c", Bytes: 54 << 20}},
	}
	overall := part
	overall.Name, overall.Replication = partOverall, nil
	r.out.TrafficParts = []results.TrafficPart{part, overall}
	return r
}

func TestTrafficLineSaysWhatCrosses(t *testing.T) {
	r := inZones(t)
	got := newView(r.rec, r.out).trafficLine()
	want := "1.23 KiB an event on the wire, 2.46x what was produced (steady); 33.3 % of the bytes cross zones, replication apart; replication 2.96 MiB/s, measured at container interfaces"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	r.out.TrafficParts[0].Replication.MeasuredOver = 0
	if got := newView(r.rec, r.out).trafficLine(); !strings.HasSuffix(got, "; followers, which this target has none of, would copy 2.7 MiB/s") {
		t.Errorf("on the embedded target: %s", got)
	}
	r.rec.Run.Target.Kind = "external"
	if got := newView(r.rec, r.out).trafficLine(); !strings.HasSuffix(got, "; replication 2.7 MiB/s, derived") {
		t.Errorf("on another: %s", got)
	}
	r.out.TrafficParts = nil
	if got := newView(r.rec, r.out).trafficLine(); got != "" {
		t.Errorf("without traffic by part: %s", got)
	}
}

func TestMatrixMarksWhatCrosses(t *testing.T) {
	r := inZones(t)
	all := newView(r.rec, r.out).matrices()
	if len(all) != 2 || all[0].Part != partOverall || !all[0].Open || all[1].Open {
		t.Fatalf("matrices: %+v", all)
	}
	m := all[0]
	if got := strings.Join(m.Brokers, " "); got != "a b c" {
		t.Errorf("columns %s", got)
	}
	if len(m.Paths) != 3 || m.Paths[0].Name != results.PathProduce || m.Paths[1].Name != "consume, serving" || m.Paths[2].Rows[0].Zone != noZone {
		t.Fatalf("paths: %+v", m.Paths)
	}
	if m.Paths[0].Crossing != "66.7 %" || m.Paths[1].Crossing != "0 %" || m.Paths[2].Crossing != noBytes {
		t.Errorf("crossing: %s, %s, %s", m.Paths[0].Crossing, m.Paths[1].Crossing, m.Paths[2].Crossing)
	}
	for i, row := range m.Paths[0].Rows {
		for j, c := range row.Cells {
			if c.Crosses != (i != j) || c.Heat != 3 {
				t.Errorf("produce, row %d, column %d: %+v", i, j, c)
			}
		}
	}
	if c := m.Paths[1].Rows[0].Cells[0]; c.Heat != heatSteps || c.Crosses {
		t.Errorf("the most of the table: %+v", c)
	}
}

func TestPageShowsTheMatrix(t *testing.T) {
	r := inZones(t)
	var page bytes.Buffer
	if err := WriteHTML(&page, r.rec, r.out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<summary>Zones, steady</summary>", `<td class="n h3 crosses">6 MiB`, `<small>66.7 % crosses</small>`, "Measured, container interfaces", "Brokers in b", "2.96 MiB/s", "2.7 MiB/s"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

func TestPageWithoutZonesHasNoMatrix(t *testing.T) {
	r := inZones(t)
	for i := range r.out.TrafficParts {
		p := &r.out.TrafficParts[i]
		p.Cells = []results.TrafficCell{{Path: results.PathProduce, Sent: 46_080_000}}
	}
	v := newView(r.rec, r.out)
	if m := v.matrices(); len(m) != 0 {
		t.Errorf("%+v", m)
	}
	if got := v.trafficLine(); strings.Contains(got, "cross") || !strings.HasPrefix(got, "512 B an event on the wire, 1x what was produced") {
		t.Error(got)
	}
}
