package measure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// FormatQuantity writes a value for people, with three significant digits where
// that reads well: 312 ms, 1.25 s, 2 min 5 s, 4.2 k/s, 90,211, 0.12 %, 3.1 MiB,
// 20x, 9,000. v is in the base unit of u. NaN is "none", infinity "unlimited".
func FormatQuantity(v float64, u Unit) string {
	switch {
	case math.IsNaN(v):
		return "none"
	case math.IsInf(v, 0):
		return "unlimited"
	case v < 0:
		return "-" + FormatQuantity(-v, u)
	}
	switch u {
	case Seconds:
		return formatSeconds(v)
	case Bytes:
		return formatBytes(v)
	case BytesSec:
		return formatBytes(v) + "/s"
	case PerSec:
		return formatThousands(v) + "/s"
	case Ratio:
		return significant(v*100) + " %"
	case Factor:
		return significant(v) + "x"
	case Records:
		return formatCount(v)
	case Money:
		return formatMoney(v)
	default:
		return formatThousands(v)
	}
}

// FormatDuration is FormatQuantity of a duration.
func FormatDuration(d time.Duration) string { return FormatQuantity(d.Seconds(), Seconds) }

func formatSeconds(v float64) string {
	switch {
	case v == 0:
		return "0 s"
	case v < 0.9995e-6:
		return significant(v*1e9) + " ns"
	case v < 0.9995e-3:
		return significant(v*1e6) + " µs"
	case v < 0.9995:
		return significant(v*1e3) + " ms"
	case v < 59.95:
		return significant(v) + " s"
	case v < 3599.5:
		return twoUnits(math.Round(v), 60, "min", "s")
	case v < 86400-30:
		return twoUnits(math.Round(v/60), 60, "h", "min")
	default:
		return twoUnits(math.Round(v/3600), 24, "d", "h")
	}
}

// twoUnits writes v small units, of which per make a large one.
func twoUnits(v, per float64, large, small string) string {
	whole, rest := math.Floor(v/per), math.Mod(v, per)
	if rest == 0 {
		return fmt.Sprintf("%s %s", formatCount(whole), large)
	}
	return fmt.Sprintf("%s %s %.0f %s", formatCount(whole), large, rest, small)
}

func formatBytes(v float64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}
	i := 0
	for v >= 1023.5 && i < len(units)-1 {
		v /= 1024
		i++
	}
	if i == 0 {
		return significant(math.Round(v)) + " B"
	}
	return significant(v) + " " + units[i]
}

func formatThousands(v float64) string {
	switch {
	case v < 999.5:
		return significant(v)
	case v < 999.5e3:
		return significant(v/1e3) + " k"
	case v < 999.5e6:
		return significant(v/1e6) + " M"
	default:
		return significant(v/1e9) + " G"
	}
}

// formatCount writes a whole number exactly, with commas between thousands: a
// count of lost events must not be rounded away.
func formatCount(v float64) string {
	if v >= 1e15 {
		return significant(v)
	}
	digits := strconv.FormatFloat(math.Round(v), 'f', 0, 64)
	var b strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// formatMoney writes an amount to the unit of the currency, a small one to its
// hundredth.
func formatMoney(v float64) string {
	switch {
	case v >= 99.995:
		return formatCount(v)
	case v > 0 && v < 0.005:
		return "under 0.01"
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// significant writes v >= 0 with three significant digits and no trailing zeros.
func significant(v float64) string {
	if v >= 999.5 || v == 0 {
		return strconv.FormatFloat(math.Round(v), 'f', 0, 64)
	}
	if v < 1e-6 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	decimals := max(0, 2-int(math.Floor(math.Log10(v))))
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// InPoints writes the difference of two quantities, as FormatQuantity has formatted it,
// in points where they are shares: a share of a share would be read as a percentage.
func InPoints(text string, u Unit) string {
	if u != Ratio {
		return text
	}
	return strings.TrimSuffix(text, " %") + " points"
}
