package measure_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/results/measure"
)

func TestParseQuantity(t *testing.T) {
	for text, want := range map[string]struct {
		value float64
		unit  measure.Unit
	}{
		"500ms": {0.5, measure.Seconds}, "1m30s": {90, measure.Seconds}, "8d": {691200, measure.Seconds}, "1.5us": {1.5e-6, measure.Seconds},
		"512B": {512, measure.Bytes}, "2GiB": {2 << 30, measure.Bytes}, "1.5MB": {1.5e6, measure.Bytes}, "10MiB/s": {10 << 20, measure.BytesSec},
		"2000/s": {2000, measure.PerSec}, "1e3/s": {1000, measure.PerSec}, "0.1%": {0.001, measure.Ratio}, "20x": {20, measure.Factor},
		"1_000_000": {1e6, measure.None}, "0": {0, measure.None}, "0s": {0, measure.Seconds},
	} {
		value, unit, err := measure.ParseQuantity(text)
		if err != nil || math.Abs(value-want.value) > 1e-12*want.value || unit != want.unit {
			t.Errorf("ParseQuantity(%q) = %v %q, %v; want %v %q", text, value, unit, err, want.value, want.unit)
		}
	}
}

func TestParseQuantityRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"": "not a quantity", "ms": "not a quantity", "-1s": "not a quantity", "NaN": "not a quantity", "0x10": "unknown unit",
		"5 ms": "unknown unit", "5mss": `did you mean "ms"`, "10^12/s": "unknown unit", "1e999": "out of range", "5KIB": "did you mean",
		"1m30": "not a duration", "999999999999d": "too long", "1_": "", "3s4": "not a duration",
	} {
		value, unit, err := measure.ParseQuantity(text)
		if says == "" {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("ParseQuantity(%q) = %v %q, %v; want an error with %q", text, value, unit, err, says)
		}
	}
}

func TestTypedParsersRefuseOtherUnits(t *testing.T) {
	if _, err := measure.ParseDuration("5B"); err == nil {
		t.Error("a size is taken for a duration")
	}
	if _, err := measure.ParseDuration("5"); err == nil {
		t.Error("a plain number is taken for a duration")
	}
	if _, err := measure.ParseBytes("5s"); err == nil {
		t.Error("a duration is taken for a size")
	}
	if _, err := measure.ParseBytes("99999999999TiB"); err == nil {
		t.Error("a size beyond 2^63 is taken")
	}
	if _, err := measure.ParseRate("5"); err == nil {
		t.Error("a plain number is taken for a rate")
	}
	if v, err := measure.ParseRatio("0.25"); err != nil || v != 0.25 {
		t.Errorf("ParseRatio(0.25) = %v, %v", v, err)
	}
	if v, err := measure.ParseFactor("3"); err != nil || v != 3 {
		t.Errorf("ParseFactor(3) = %v, %v", v, err)
	}
}

func TestParseDurationReadsWhatGoWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, 1<<53).Draw(t, "ns"))
		got, err := measure.ParseDuration(d.String())
		if err != nil || got != d {
			t.Fatalf("ParseDuration(%q) = %v, %v", d.String(), got, err)
		}
	})
}

func TestFormatQuantity(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  measure.Unit
		want  string
	}{
		{0, measure.Seconds, "0 s"}, {1.5e-7, measure.Seconds, "150 ns"}, {0.000312, measure.Seconds, "312 µs"}, {0.312, measure.Seconds, "312 ms"},
		{0.03124, measure.Seconds, "31.2 ms"}, {0.99951, measure.Seconds, "1 s"}, {1.25, measure.Seconds, "1.25 s"}, {59.96, measure.Seconds, "1 min"},
		{125, measure.Seconds, "2 min 5 s"}, {7500, measure.Seconds, "2 h 5 min"}, {7 * 86400, measure.Seconds, "7 d"}, {86399, measure.Seconds, "1 d"},
		{-0.5, measure.Seconds, "-500 ms"}, {math.NaN(), measure.Seconds, "none"}, {math.Inf(1), measure.Seconds, "unlimited"},
		{4200, measure.PerSec, "4.2 k/s"}, {500, measure.PerSec, "500/s"}, {4200, measure.None, "4.2 k"}, {1e6, measure.None, "1 M"},
		{90211, measure.Records, "90,211"}, {0, measure.Money, "0.00"}, {0.001, measure.Money, "under 0.01"}, {23.547, measure.Money, "23.55"}, {8999.6, measure.Money, "9,000"}, {0, measure.Records, "0"}, {1234567, measure.Records, "1,234,567"}, {999, measure.Records, "999"},
		{0.0012, measure.Ratio, "0.12 %"}, {1, measure.Ratio, "100 %"}, {0.00000001, measure.Ratio, "0.000001 %"}, {20, measure.Factor, "20x"},
		{3.1 * (1 << 20), measure.Bytes, "3.1 MiB"}, {512, measure.Bytes, "512 B"}, {1023.9, measure.Bytes, "1 KiB"}, {1 << 20, measure.BytesSec, "1 MiB/s"},
	} {
		if got := measure.FormatQuantity(c.value, c.unit); got != c.want {
			t.Errorf("FormatQuantity(%v, %q) = %q, want %q", c.value, c.unit, got, c.want)
		}
	}
}

// What is shown is within the rounding of three digits of what is.
func TestFormatQuantityKeepsThreeDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(1e-6, 50).Draw(t, "seconds")
		text := strings.ReplaceAll(measure.FormatQuantity(v, measure.Seconds), " ", "")
		back, _, err := measure.ParseQuantity(text)
		if err != nil || math.Abs(back-v) > 0.006*v {
			t.Fatalf("%v is shown as %s, %v", v, text, err)
		}
	})
}

func TestNearest(t *testing.T) {
	words := []string{"ranking", "features", "rate", "p50"}
	for word, want := range map[string]string{"rankin": "ranking", "rnaking": "ranking", "feature": "features", "rat": "rate", "xyz": "", "ranking": "", "": "", strings.Repeat("x", 5000): ""} {
		if got := measure.Nearest(word, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func FuzzParseQuantity(f *testing.F) {
	for _, seed := range []string{"500ms", "1e9d", "2GiB", "0.1%", "1__0x", "1.", "9999999999999999999s", "µs"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, _, err := measure.ParseQuantity(text)
		if err == nil && !(value >= 0 && !math.IsInf(value, 0)) {
			t.Fatalf("ParseQuantity(%q) = %v", text, value)
		}
	})
}
