package workload

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// traceFile opens a file of the folder that FRESHET_TRACES names, or skips.
func traceFile(t *testing.T, name string) *os.File {
	t.Helper()
	path := filepath.Join(os.Getenv("FRESHET_TRACES"), name)
	if os.Getenv("FRESHET_TRACES") == "" {
		t.Skipf("needs %s; set FRESHET_TRACES to the folder that holds it", name)
	}
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skipf("needs %s, which is not there", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// traced is a workload of one source with the curve.
func traced(t testing.TB, c *Curve, seed uint64, end time.Duration, bursts ...Burst) *Workload {
	w, err := Compile(Spec{
		Seed: seed, Duration: end, Population: Population{Users: 1000, Active: 100, Session: time.Second},
		Sources: []Source{{Name: "s", Partitions: 2, Curve: c, Arrivals: Stratified{}, Size: Dist{Median: 10}, Bursts: bursts}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// perBin counts a source's events in each bin of its curve.
func perBin(w *Workload, c *Curve) []int {
	counts := make([]int, c.Bins())
	i := 0
	var ev Event
	for s := w.Stream(0); s.Next(&ev); {
		for ; i < c.Bins(); i++ {
			if _, end, _ := c.Bin(i); ev.Action < end {
				break
			}
		}
		counts[i]++
	}
	return counts
}

// scaled is what each bin should bring: differences of the rounded running sum.
func scaled(c *Curve) []int {
	counts := make([]int, c.Bins())
	sum := 0.0
	for i := range counts {
		_, _, n := c.Bin(i)
		counts[i] = int(math.Round(sum+n) - math.Round(sum))
		sum += n
	}
	return counts
}

func TestTraceOfTheJump(t *testing.T) {
	for _, mean := range []float64{0, 2000} {
		c, err := ReadCounts(traceFile(t, "NAB_Twitter_volume_AMZN.csv"), "amzn.csv", CurveOptions{
			From: "2015-03-11 20:27:53", To: "2015-03-11 21:27:53", Speed: 300, Mean: mean,
		})
		if err != nil {
			t.Fatal(err)
		}
		if c.Length() != 12*time.Second || c.Bins() != 12 {
			t.Fatalf("%d bins in %v, want 12 in 12s", c.Bins(), c.Length())
		}
		got, want := perBin(traced(t, c, 7, c.Length()), c), scaled(c)
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("mean %v: bin %d has %d events, the scaled trace %d", mean, i, got[i], want[i])
			}
		}
		if jump := float64(got[6]) / float64(got[5]); jump < 25 {
			t.Errorf("mean %v: the jump is %.1fx, want at least 25x: %v", mean, jump, got)
		}
		if mean == 0 && (got[5] != 60 || got[6] != 1673) {
			t.Errorf("the jump is from %d to %d, want 60 to 1673", got[5], got[6])
		}
		total := 0
		for _, n := range got {
			total += n
		}
		if mean > 0 && math.Abs(float64(total)-mean*12) > 1 {
			t.Errorf("%d events in 12 s, want %v", total, mean*12)
		}
	}
}

func TestTraceByOffset(t *testing.T) {
	c, err := ReadCounts(traceFile(t, "NAB_Twitter_volume_AMZN.csv"), "amzn.csv", CurveOptions{From: "12d23h", To: "13d", Speed: 300})
	if err != nil {
		t.Fatal(err)
	}
	if c.Length() != 12*time.Second {
		t.Errorf("an hour at 300x takes %v, want 12s", c.Length())
	}
	highest := 0.0
	for i := range c.Bins() {
		_, _, n := c.Bin(i)
		highest = max(highest, n)
	}
	if highest != 1673 {
		t.Errorf("the highest bin has %v, want 1673", highest)
	}
}

func TestTraceCountsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Curve{}
		for range rapid.IntRange(1, 20).Draw(t, "bins") {
			begin := c.length + time.Duration(rapid.Int64Range(0, 50_000_000).Draw(t, "gap"))
			c.length = begin + time.Duration(rapid.Int64Range(100_000, 300_000_000).Draw(t, "length"))
			c.bins = append(c.bins, bin{begin, c.length, rapid.Float64Range(0, 200).Draw(t, "count")})
		}
		w, err := Compile(Spec{
			Seed: rapid.Uint64().Draw(t, "seed"), Duration: c.length, Population: Population{Users: 1, Active: 1},
			Sources: []Source{{Name: "s", Partitions: 1, Curve: c, Size: Dist{Median: 1}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		got, want := perBin(w, c), scaled(c)
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("bin %d has %d events, the scaled trace %d", i, got[i], want[i])
			}
		}
	})
}

func TestTraceTimesBurst(t *testing.T) {
	c := &Curve{bins: []bin{{0, time.Second, 100}, {time.Second, 2 * time.Second, 100}, {2 * time.Second, 3 * time.Second, 100}}, length: 3 * time.Second}
	w := traced(t, c, 1, c.length, Burst{Begin: 1500 * time.Millisecond, To: 10, Hold: 500 * time.Millisecond})
	if got := perBin(w, c); got[0] != 100 || got[1] != 550 || got[2] != 100 {
		t.Errorf("%v events a second, want 100, 550 and 100", got)
	}
}

func TestTraceForms(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		counts []float64
		bin    time.Duration // length of the first
	}{
		"header":            {"timestamp,value\n2015-02-26 21:42:53,57\n2015-02-26 21:47:53,43\n", []float64{57, 43}, 5 * time.Minute},
		"no header":         {"2015-02-26T21:42:53Z,5.5\n2015-02-26T21:43:53Z,4\n", []float64{5.5, 4}, time.Minute},
		"unix seconds":      {"1659304800,1\n1659304801,2\n1659304802,3\n", []float64{1, 2, 3}, time.Second},
		"unix ms, CRLF":     {"ts,n\r\n1659304800000,1\r\n1659304800500,2\r\n", []float64{1, 2}, 500 * time.Millisecond},
		"quoted":            {"\"time\",\"n\"\n\"2015-02-26 21:42:53\",\"1\"\n\"2015-02-26 21:42:54\",\"2\"\n", []float64{1, 2}, time.Second},
		"blank lines, mark": {"\xef\xbb\xbf1659304800,1\n\n1659304801,2\n\n", []float64{1, 2}, time.Second},
		"a gap":             {"100,1\n101,2\n102,3\n110,4\n", []float64{1, 2, 3, 4}, time.Second},
		"single":            {"1659304800\n1659304801\n1659304801\n1659304803\n", []float64{1, 2, 1}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			curve, err := ReadCounts(strings.NewReader(c.text), "t.csv", CurveOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if curve.Bins() != len(c.counts) {
				t.Fatalf("%d bins, want %d", curve.Bins(), len(c.counts))
			}
			for i, want := range c.counts {
				if _, _, got := curve.Bin(i); got != want {
					t.Errorf("bin %d has %v, want %v", i, got, want)
				}
			}
			if begin, end, _ := curve.Bin(0); end-begin != c.bin {
				t.Errorf("the first bin is %v long, want %v", end-begin, c.bin)
			}
		})
	}
}

func TestTraceErrors(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		opt  CurveOptions
		want string
	}{
		"empty":        {"", CurveOptions{}, "t.csv: 0 rows; expected a CSV trace"},
		"header only":  {"timestamp,value\n", CurveOptions{}, "t.csv: 0 rows"},
		"bad count":    {"100,1\n101,x\n", CurveOptions{}, `t.csv:2:5: count "x"; expected a number`},
		"negative":     {"100,1\n101,-3\n", CurveOptions{}, `t.csv:2:5: count "-3"`},
		"not a number": {"100,1\n101,NaN\n", CurveOptions{}, `t.csv:2:5: count "NaN"`},
		"bad time":     {"ts,v\n100,1\n1o1,2\n", CurveOptions{}, `t.csv:3:1: timestamp "1o1"; expected a timestamp (`},
		"two headers":  {"ts,v\nts,v\n", CurveOptions{}, `t.csv:2:1: timestamp "ts"`},
		"back":         {"100,1\n99,1\n", CurveOptions{}, `t.csv:2:1: timestamp "99" goes back`},
		"repeats":      {"100,1\n100,1\n", CurveOptions{}, `t.csv:2:1: timestamp "100" repeats`},
		"no count":     {"100,1\n101\n", CurveOptions{}, "t.csv:2:4: no count"},
		"three":        {"100,1,2\n101,2,3\n", CurveOptions{}, `t.csv:1:5: count "1,2"`},
		"second":       {"100\n101,2\n", CurveOptions{}, "t.csv:2:5: a second column"},
		"binary":       {"\x7fELF\x02\x01\x00\x00", CurveOptions{}, "t.csv:1:5: not a text file"},
		"long line":    {strings.Repeat("1", 5000), CurveOptions{}, "t.csv:1:1: a line of more than 4096 bytes"},
		"no events":    {"100,0\n101,0\n", CurveOptions{}, "t.csv: the chosen part has no events"},
		"from":         {"100,1\n101,1\n", CurveOptions{From: "soon"}, `t.csv: from is "soon"; expected`},
		"to":           {"100,1\n101,1\n", CurveOptions{To: "-3h"}, `t.csv: to is "-3h"; expected`},
		"outside":      {"100,1\n101,1\n", CurveOptions{From: "3h"}, `t.csv: from "3h" to "" holds nothing; the trace runs from 1970-01-01 00:01:40 to`},
		"speed":        {"100,1\n101,1\n", CurveOptions{Speed: -1}, "t.csv: speed is -1x"},
		"speed NaN":    {"100,1\n101,1\n", CurveOptions{Speed: math.NaN()}, "t.csv: speed is NaNx"},
		"mean":         {"100,1\n101,1\n", CurveOptions{Mean: 1e12}, "t.csv: mean is 1e+12/s; expected more than 0, at most 10000000/s"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadCounts(strings.NewReader(c.text), "t.csv", c.opt)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("%v\nwant %s...", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("more than a line: %q", err)
			}
		})
	}
}

// zeros is an endless file of empty lines that does not tell its size.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\n'
	}
	return len(p), nil
}

func TestLargeFilesAreRefused(t *testing.T) {
	large := bytes.Repeat([]byte("100,1\n"), 50<<20/6)
	if _, err := ReadCounts(bytes.NewReader(large), "t.csv", CurveOptions{}); err == nil || !strings.Contains(err.Error(), "at most 32 MiB") {
		t.Errorf("50 MB: %v", err)
	}
	if _, err := ReadKeys(bytes.NewReader(large), "t.jsonl", KeyOptions{}); err == nil || !strings.Contains(err.Error(), "at most 32 MiB") {
		t.Errorf("50 MB of keys: %v", err)
	}
	if _, err := ReadCounts(zeros{}, "t.csv", CurveOptions{}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("endless: %v", err)
	}
}

func FuzzReadCounts(f *testing.F) {
	f.Add([]byte("timestamp,value\n2015-02-26 21:42:53,57\n2015-02-26 21:47:53,43\n"), "0d", "13d", 300.0, 0.0)
	f.Add([]byte("1659304800000\n1659304800001\n1659304800001\n"), "", "", 0.0, 2000.0)
	f.Add([]byte("100,1\n101,NaN\n"), "2015-02-26 21:42:53", "x", -1.0, math.NaN())
	f.Fuzz(func(t *testing.T, data []byte, from, to string, speed, mean float64) {
		c, err := ReadCounts(bytes.NewReader(data), "t.csv", CurveOptions{From: from, To: to, Speed: speed, Mean: mean})
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than a line: %q", err)
			}
			return
		}
		last := time.Duration(0)
		for i := range c.Bins() {
			begin, end, n := c.Bin(i)
			if begin < last || end <= begin || end > c.Length() || !(n >= 0) {
				t.Fatalf("bin %d is [%v, %v) with %v, after %v, of %v", i, begin, end, n, last, c.Length())
			}
			last = end
		}
	})
}

func ExampleReadCounts() {
	c, err := ReadCounts(strings.NewReader("time,orders\n2015-03-11 20:52:53,60\n2015-03-11 20:57:53,1673\n"), "orders.csv", CurveOptions{Speed: 300})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range c.Bins() {
		begin, end, n := c.Bin(i)
		fmt.Printf("%v to %v: %v events\n", begin, end, n)
	}
	// Output:
	// 0s to 1s: 60 events
	// 1s to 2s: 1673 events
}
