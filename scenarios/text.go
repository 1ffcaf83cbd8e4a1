package scenarios

import (
	"strconv"
	"strings"
	"time"
)

// The texts of a resolved scenario: exact, so that reading them gives the same
// value again, and as short as people write them.

// durationText is the shortest exact text of a duration: 8d, 1h30m, 90s, 1.5ms.
func durationText(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d == 0:
		return "0s"
	case d%day == 0:
		return strconv.FormatInt(int64(d/day), 10) + "d"
	case d%time.Second == 0 && d <= 5*time.Minute && d%time.Minute != 0:
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	}
	text := strings.Replace(d.String(), "µ", "u", 1)
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// bytesText is the shortest exact text of a size.
func bytesText(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	i := 0
	for n != 0 && n%1024 == 0 && i < len(units)-1 {
		n /= 1024
		i++
	}
	return strconv.FormatInt(n, 10) + units[i]
}

func numberText(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func rateText(v float64) string { return numberText(v) + "/s" }

// shareText writes a percentage where that gives the same ratio again.
func shareText(v float64) string {
	percent := numberText(v * 100)
	if back, err := strconv.ParseFloat(percent, 64); err == nil && back/100 == v && len(percent) < 8 {
		return percent + "%"
	}
	return numberText(v)
}
