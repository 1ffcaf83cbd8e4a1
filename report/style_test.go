package report

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// TestContrast holds the page's colours to WCAG AA, in light and in dark: 4.5:1
// for text, 3:1 for the lines of plots.
func TestContrast(t *testing.T) {
	style, err := pageFiles.ReadFile("page/page.css")
	if err != nil {
		t.Fatal(err)
	}
	pairs := regexp.MustCompile(`--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)`).FindAllStringSubmatch(string(style), -1)
	if len(pairs) < 25 {
		t.Fatalf("found %d colours", len(pairs))
	}
	for theme, group := range map[string]int{"light": 2, "dark": 3} {
		colour := map[string]string{}
		for _, p := range pairs {
			colour[p[1]] = p[group]
		}
		check := func(front, back string, least float64) {
			if c := contrast(t, colour[front], colour[back]); c < least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, not %.1f", theme, front, back, c, least)
			}
		}
		for _, front := range []string{"text", "muted", "link", "pass", "fail", "unknown", "remark"} {
			check(front, "page", 4.5)
		}
		for _, v := range []string{"pass", "fail", "unknown"} {
			check(v, v+"-soft", 4.5)
			check("text", v+"-soft", 4.5)
		}
		check("text", "panel", 4.5)
		check("text", "band", 4.5)
		for i := range seriesCount {
			check("series-"+strconv.Itoa(i+1), "page", 3)
			check("series-"+strconv.Itoa(i+1), "band", 3)
		}
		for _, leg := range []string{"leg-send", "leg-ack", "leg-wait", "leg-work"} {
			check(leg, "panel", 3)
		}
	}
}

// TestInksAreDefined finds an ink that the style sheet does not know.
func TestInksAreDefined(t *testing.T) {
	style, err := pageFiles.ReadFile("page/page.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range inkNames {
		if !regexp.MustCompile(`--` + name + `: `).Match(style) {
			t.Errorf("the style sheet does not define --%s", name)
		}
	}
}

// contrast is the ratio of WCAG 2.1, 1.4.3.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) != 7 {
		t.Fatalf("no colour: %q", hex)
	}
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
