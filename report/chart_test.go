package report

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/results/measure"
)

func line(ys ...float64) []chartLine {
	points := make([]point, len(ys))
	for i, y := range ys {
		points[i] = point{float64(i), y}
	}
	return []chartLine{{points: points}}
}

func TestChooseScale(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []chartLine
		log   bool
	}{
		{"narrow range", line(0.02, 0.05), false},
		{"three decades", line(0.01, 3), true},
		{"nothing", line(), false},
		{"gaps only", line(math.NaN(), math.NaN()), false},
		{"zeros", line(0, 0), false},
		{"zero and one", line(0, 1), false},
	} {
		if y := chooseScale(measure.Seconds, true, nil, c.lines); y.log != c.log || len(y.marks) < 2 {
			t.Errorf("%s: %+v", c.name, y)
		}
	}
	if y := chooseScale(measure.Seconds, true, []float64{0.5}, line(0.001)); y.max < 0.5 {
		t.Errorf("the objective is not on the axis: %+v", y)
	}
}

// Every value lies on the axis that was chosen for it, and marks ascend on it.
func TestScaleHoldsItsValues(t *testing.T) {
	units := []measure.Unit{measure.Seconds, measure.Records, measure.Ratio, measure.Bytes, measure.PerSec}
	rapid.Check(t, func(t *rapid.T) {
		ys := rapid.SliceOfN(rapid.Float64Range(1e-6, 1e7), 1, 20).Draw(t, "ys")
		unit := rapid.SampledFrom(units).Draw(t, "unit")
		y := chooseScale(unit, rapid.Bool().Draw(t, "log"), nil, line(ys...))
		for _, v := range ys {
			if v < y.min*0.999 || v > y.max*1.001 {
				t.Fatalf("%v is not in %v..%v", v, y.min, y.max)
			}
		}
		for i := 1; i < len(y.marks); i++ {
			if y.marks[i].at <= y.marks[i-1].at {
				t.Fatalf("marks do not ascend: %v", y.marks)
			}
		}
		if n := len(y.marks); n < 2 || n > 40 {
			t.Fatalf("%d marks", n)
		}
	})
}

func TestAxisLabels(t *testing.T) {
	for want, got := range map[string]string{
		"0 s": axisLabel(0, measure.Seconds), "500 µs": axisLabel(5e-4, measure.Seconds), "10 ms": axisLabel(0.01, measure.Seconds),
		"1 s": axisLabel(1, measure.Seconds), "1.5 min": axisLabel(90, measure.Seconds), "5 min": axisLabel(300, measure.Seconds),
		"2 h": axisLabel(7200, measure.Seconds), "2.5 %": axisLabel(0.025, measure.Ratio), "20 k": axisLabel(20000, measure.PerSec),
		"64 KiB": axisLabel(65536, measure.Bytes), "1.5 M": axisLabel(1.5e6, measure.Records),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTimeMarks(t *testing.T) {
	for _, c := range []struct {
		end         float64
		first, last string
	}{{60, "0 s", "60 s"}, {90, "0:00", "1:30"}, {600, "0:00", "10:00"}, {3 * 3600, "0:00:00", "3:00:00"}, {0.5, "0 s", "0 s"}} {
		marks := timeMarks(c.end, 12)
		if len(marks) > 13 || marks[0].label != c.first || marks[len(marks)-1].label != c.last {
			t.Errorf("%v: %v", c.end, marks)
		}
	}
}

// Thinning keeps the highest point and the order, and no more than the limit.
func TestThin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ys := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 500).Draw(t, "ys")
		limit := rapid.IntRange(1, 600).Draw(t, "limit")
		points := line(ys...)[0].points
		got := thin(points, limit)
		if len(got) > max(limit, 1) && len(got) != len(points) {
			t.Fatalf("%d points of at most %d", len(got), limit)
		}
		if highest(got) != highest(points) {
			t.Fatalf("the peak %v became %v", highest(points), highest(got))
		}
		for i := 1; i < len(got); i++ {
			if got[i].x <= got[i-1].x {
				t.Fatal("out of order")
			}
		}
	})
}

func TestPieces(t *testing.T) {
	nan := math.NaN()
	got := pieces(line(nan, 1, 2, nan, nan, 3, math.Inf(1))[0].points)
	if len(got) != 2 || len(got[0]) != 2 || len(got[1]) != 1 || got[1][0].x != 5 {
		t.Errorf("%v", got)
	}
	if pieces(nil) != nil {
		t.Error("pieces of nothing")
	}
}

// Names of up to maxRows bands never run into each other.
func TestBandNamesDoNotOverlap(t *testing.T) {
	style := label(inkText, anchorStart, narrowSize.text)
	width := narrowSize.width - narrowSize.left - rightSpace
	rapid.Check(t, func(t *rapid.T) {
		var bands []band
		from := 0.0
		for range rapid.IntRange(1, maxRows).Draw(t, "bands") {
			from += rapid.Float64Range(0, 15).Draw(t, "gap")
			bands = append(bands, band{from: from, to: min(from+5, 100), name: rapid.StringMatching(`[a-z]{1,30}`).Draw(t, "name")})
		}
		plan := bandRows(bands, 100, narrowSize)
		var end [maxRows]float64
		for i, b := range bands {
			x := b.from/100*width - plan.shift[i]
			if x < end[plan.row[i]] {
				t.Fatalf("%q begins at %.0f, the name before ends at %.0f: %+v", plan.label[i], x, end[plan.row[i]], plan)
			}
			end[plan.row[i]] = x + style.Width(plan.label[i]).Points()
		}
	})
}

func TestBandRows(t *testing.T) {
	bands := []band{{0, 10, "warmup", true, false}, {11, 20, "burst", false, false}, {12, 14, "a kill with a long name", false, false}, {95, 100, "drain", true, false}}
	plan := bandRows(bands, 100, narrowSize)
	if plan.count < 2 || plan.row[1] == plan.row[2] {
		t.Errorf("%+v", plan)
	}
	if plan.label[3] != "drain" || plan.shift[3] <= 0 {
		t.Errorf("the name at the right edge: %+v", plan)
	}
	if empty := bandRows(nil, 100, wideSize); empty.count != 0 {
		t.Errorf("no bands need %d rows", empty.count)
	}
}

// A drawn chart has no colours of its own, and its text is aligned by the browser.
func TestChartSVG(t *testing.T) {
	c := chart{
		id: "x", title: `a "title" <&>`, desc: "words", xMax: 10, xUnit: "time", lines: line(1, math.NaN(), 2, 3),
		xMarks: func(n int) []axisMark { return timeMarks(10, n) }, references: []reference{{2, "objective <2>"}},
		bands: []band{{2, 4, "kill <x>", false, true}},
	}
	c.y = chooseScale(measure.Seconds, true, nil, c.lines)
	f, err := c.render(wideSize)
	if err != nil {
		t.Fatal(err)
	}
	for _, svg := range []string{string(f.Wide), string(f.Narrow)} {
		if sentinelPattern.MatchString(svg) || literals.MatchString(svg) || strings.Contains(svg, "Liberation") {
			t.Errorf("a sentinel, a literal colour or a font is left:\n%s", svg)
		}
		for _, want := range []string{"var(--band)", "var(--objective)", `text-anchor="end"`, "kill &lt;x&gt;", "a &#34;title&#34; &lt;&amp;&gt;", `role="img"`} {
			if !strings.Contains(svg, want) {
				t.Errorf("no %s in\n%s", want, svg)
			}
		}
		if _, err := elements([]byte(svg)); err != nil {
			t.Error(err)
		}
	}
}

// A line of the summary is never wider than asked, unless one word is.
func TestWrapAndFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-zé]{1,9} ?){0,30}`).Draw(t, "text")
		width := rapid.IntRange(5, 40).Draw(t, "width")
		lines := fold(text, width)
		for _, l := range lines {
			if utf8.RuneCountInString(l) > width {
				t.Fatalf("%q is wider than %d", l, width)
			}
		}
		if strings.Join(strings.Fields(text), "") != strings.ReplaceAll(strings.Join(lines, ""), " ", "") {
			t.Fatalf("letters of %q are lost in %q", text, lines)
		}
	})
}
