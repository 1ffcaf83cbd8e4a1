package report

import (
	"fmt"
	"image/color"
	"regexp"
	"strconv"
)

// ink is a colour of a plot, by its role on the page. gonum writes literal
// colours, so a plot is drawn in sentinel colours that name the role, and
// finishSVG turns them into the page's CSS variables: the same SVG then serves
// light, dark and print.
type ink uint8

// The roles. The series' inks follow seriesFirst, those of their areas areaFirst.
const (
	inkText ink = iota
	inkMuted
	inkGrid
	inkAxis
	inkBand
	inkBandEdge
	inkHatch
	inkObjective
	seriesFirst
	areaFirst = seriesFirst + seriesCount
)

// seriesCount is the number of distinct series colours; further series repeat
// them with another dash.
const seriesCount = 6

// inkNames are the CSS variables, by ink.
var inkNames = [...]string{
	inkText: "text", inkMuted: "muted", inkGrid: "grid", inkAxis: "axis", inkBand: "band",
	inkBandEdge: "band-edge", inkHatch: "hatch", inkObjective: "objective",
	seriesFirst: "series-1", "series-2", "series-3", "series-4", "series-5", "series-6",
	areaFirst: "area-1", "area-2", "area-3", "area-4", "area-5", "area-6",
}

// seriesInk is the colour of the i-th series.
func seriesInk(i int) ink { return seriesFirst + ink(i%seriesCount) }

// areaInk is what fills the area of the i-th series: its colour, thin enough for
// others to be seen through it.
func areaInk(i int) ink { return areaFirst + ink(i%seriesCount) }

// css is the ink as a CSS value.
func (k ink) css() string { return "var(--" + inkNames[k] + ")" }

// anchor says which point of a text its position is. The page's font differs
// from the one that gonum measures with, so the browser must align the text.
type anchor uint8

const (
	anchorStart anchor = iota
	anchorMiddle
	anchorEnd
)

// sentinelRed marks a colour as a sentinel: #A7 <ink> <anchor>.
const sentinelRed = 0xA7

// sentinel is the literal colour that stands for an ink, and for a text also
// for its anchor.
func (k ink) sentinel(a anchor) color.Color {
	return color.NRGBA{R: sentinelRed, G: uint8(k), B: uint8(a), A: 0xFF}
}

// line is the sentinel of an ink for lines and areas.
func (k ink) line() color.Color { return k.sentinel(anchorStart) }

var sentinelPattern = regexp.MustCompile(fmt.Sprintf(`#%02X([0-9A-F]{2})([0-9A-F]{2})`, sentinelRed))

// decodeSentinel reads a sentinel back; ok is false if it names no ink.
func decodeSentinel(inkHex, anchorHex string) (k ink, a anchor, ok bool) {
	i, err1 := strconv.ParseUint(inkHex, 16, 8)
	j, err2 := strconv.ParseUint(anchorHex, 16, 8)
	if err1 != nil || err2 != nil || int(i) >= len(inkNames) || j > uint64(anchorEnd) {
		return 0, 0, false
	}
	return ink(i), anchor(j), true
}
