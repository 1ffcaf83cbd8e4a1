package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// matrix is the traffic of one part of the run by path and zones, as a heat table.
type matrix struct {
	Part    string
	Caption string
	Brokers []string // zones of the columns
	Paths   []matrixPath
	Open    bool
}

// matrixPath is one path's rows.
type matrixPath struct {
	Name, Crossing string
	Rows           []matrixRow
}

// matrixRow is the clients of one zone.
type matrixRow struct {
	Zone, Total string
	Cells       []matrixCell
}

// matrixCell is bytes and how they are painted: Heat is 0 for none to heatSteps for
// the most of the table.
type matrixCell struct {
	Text    string
	Heat    int
	Crosses bool
}

const heatSteps = 9

// matrixReading says how to read a matrix.
const matrixReading = "bytes between clients in the zone of the row and brokers in the zone of the column, both ways; ⇄ crosses zones; the stronger the colour, the more"

// noBytes stands where nothing went, or nothing is known.
const noBytes = "–"

// noZone stands for clients, brokers and followers without a zone.
const noZone = "no zone"

// matrices are a table for each part, the run's open; none if nothing has a zone.
func (v *view) matrices() []matrix {
	var out []matrix
	for _, p := range v.out.TrafficParts {
		if _, placed := p.Crossing(""); placed {
			m := newMatrix(p, mostBytes(p))
			m.Open = p.Name == partOverall
			out = append(out, m)
		}
	}
	if i := slices.IndexFunc(out, func(m matrix) bool { return m.Open }); i > 0 {
		out[0], out[i] = out[i], out[0]
	}
	return out
}

// mostBytes is the largest cell of parts, which is painted strongest.
func mostBytes(parts ...results.TrafficPart) int64 {
	most := int64(1)
	for _, p := range parts {
		for _, c := range p.Cells {
			most = max(most, c.Bytes())
		}
	}
	return most
}

func newMatrix(p results.TrafficPart, most int64) matrix {
	brokers := zonesOf(p.Cells, func(c results.TrafficCell) string { return c.BrokerZone })
	m := matrix{Part: p.Name, Caption: "Zones, " + p.Name + ": " + matrixReading}
	for _, z := range brokers {
		m.Brokers = append(m.Brokers, or(z, noZone))
	}
	for _, path := range pathsOf(p) {
		mp := matrixPath{Name: path, Crossing: crossing(p, path)}
		own := slices.DeleteFunc(slices.Clone(p.Cells), func(c results.TrafficCell) bool { return c.Path != path })
		for _, zone := range zonesOf(own, func(c results.TrafficCell) string { return c.Zone }) {
			mp.Rows = append(mp.Rows, newMatrixRow(own, zone, brokers, most))
		}
		m.Paths = append(m.Paths, mp)
	}
	return m
}

func newMatrixRow(cells []results.TrafficCell, zone string, brokers []string, most int64) matrixRow {
	r := matrixRow{Zone: or(zone, noZone)}
	var total int64
	for _, b := range brokers {
		var n, heat int64
		var crosses bool
		for _, c := range cells {
			if c.Zone == zone && c.BrokerZone == b {
				n += c.Bytes()
				if crosses = c.Crosses(); c.Placed() {
					heat = n
				}
			}
		}
		total += n
		r.Cells = append(r.Cells, newMatrixCell(n, float64(heat)/float64(most), crosses))
	}
	r.Total = bytesOf(total)
	return r
}

// newMatrixCell paints bytes by their share of the most; what has no zone is not
// painted.
func newMatrixCell(n int64, share float64, crosses bool) matrixCell {
	if n == 0 {
		return matrixCell{Text: noBytes}
	}
	return matrixCell{Text: bytesOf(n), Heat: int(math.Ceil(heatSteps * share)), Crosses: crosses}
}

// pathsOf are the paths of a part, in the order of its cells.
func pathsOf(p results.TrafficPart) []string {
	var out []string
	for _, c := range p.Cells {
		if !slices.Contains(out, c.Path) {
			out = append(out, c.Path)
		}
	}
	return out
}

// zonesOf are the zones of cells in order, what has none last.
func zonesOf(cells []results.TrafficCell, of func(results.TrafficCell) string) []string {
	var out []string
	for _, c := range cells {
		if z := of(c); !slices.Contains(out, z) {
			out = append(out, z)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		switch {
		case a == "":
			return 1
		case b == "":
			return -1
		}
		return cmp.Compare(a, b)
	})
	return out
}

// crossing is the share of a part's bytes that cross zones, of the paths that begin
// with prefix.
func crossing(p results.TrafficPart, prefix string) string {
	share, ok := p.Crossing(prefix)
	if !ok {
		return noBytes
	}
	return quantity(share, measure.Ratio)
}

// phaseRow is the traffic of one part of the run: bytes per event by path.
type phaseRow struct {
	Part, Length, Bytes, PerEvent, Produce, Consume, Replay, Control string
	Amplification, Crossing                                          string
	Measured, Derived, DerivedCrossing                               string
}

func newPhaseRow(p results.TrafficPart) phaseRow {
	per := func(prefix string) string {
		n, ok := p.PerEvent(prefix)
		if !ok || p.Bytes(prefix) == 0 {
			return noBytes
		}
		return quantity(n, measure.Bytes)
	}
	r := phaseRow{
		Part: p.Name, Length: span(p.Length), Bytes: bytesOf(p.Bytes("")), PerEvent: per(""),
		Produce: per(results.PathProduce), Consume: per(results.PathConsume), Replay: per(results.PathReplay),
		Control: per(results.PathControl), Amplification: noBytes, Crossing: crossing(p, ""),
		Measured: noBytes, Derived: noBytes, DerivedCrossing: noBytes,
	}
	if n, ok := p.Amplification(); ok {
		r.Amplification = quantity(n, measure.Factor)
	}
	r.fillReplication(p)
	return r
}

func (r *phaseRow) fillReplication(p results.TrafficPart) {
	x := p.Replication
	if x == nil {
		return
	}
	if x.MeasuredOver > 0 {
		r.Measured = quantity(x.Measured, measure.BytesSec)
	}
	if bytes, crossing := x.Derived(); bytes > 0 && p.Length > 0 {
		r.Derived = quantity(float64(bytes)/p.Length.Seconds(), measure.BytesSec)
		r.DerivedCrossing = quantity(float64(crossing)/float64(bytes), measure.Ratio)
	}
}

// phaseRows are a row for each part; replicated is true if any tells of replication.
func (v *view) phaseRows() (rows []phaseRow, replicated bool) {
	for _, p := range v.out.TrafficParts {
		r := newPhaseRow(p)
		replicated = replicated || r.Measured != noBytes || r.Derived != noBytes
		rows = append(rows, r)
	}
	return rows, replicated
}

// trafficLine is the traffic in a sentence for terminals; "" if the record does not
// tell. It speaks of the steady state, or of the whole run if there is none.
func (v *view) trafficLine() string {
	var p *results.TrafficPart
	for i := range v.out.TrafficParts {
		if x := &v.out.TrafficParts[i]; p == nil && x.Events > 0 {
			p = x
		}
	}
	if p == nil {
		return ""
	}
	r := newPhaseRow(*p)
	text := []string{r.PerEvent + " an event on the wire, " + r.Amplification + " what was produced (" + p.Name + ")"}
	if r.Crossing != noBytes {
		text = append(text, r.Crossing+" of the bytes cross zones, replication apart")
	}
	switch {
	case r.Measured != noBytes:
		text = append(text, "replication "+r.Measured+", measured at container interfaces")
	case r.Derived != noBytes && v.rec.Run.Target.Kind == kindEmbedded:
		text = append(text, "followers, which this target has none of, would copy "+r.Derived)
	case r.Derived != noBytes:
		text = append(text, "replication "+r.Derived+", derived")
	}
	return strings.Join(text, "; ")
}
