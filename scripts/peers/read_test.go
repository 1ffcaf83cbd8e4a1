package main

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

func TestWhatToolsPrintIsRead(t *testing.T) {
	for _, c := range []struct {
		file string
		read func(string) (figures, error)
		want figures
	}{
		{"perf-test.txt", readPerfTest, figures{"p50": 2571 * ms, "p95": 4252 * ms, "p99": 4289 * ms, "p99.9": 4289 * ms, "maximum": 4289 * ms}},
		{"e2e-latency.txt", readEndToEnd, figures{"p50": 4 * ms, "p99": 145 * ms, "p99.9": 477 * ms}},
		{"sarama.txt", readSarama, figures{"p50": 14 * ms, "p95": 95 * ms, "p99": 95 * ms, "p99.9": 95 * ms}},
	} {
		text, err := os.ReadFile(filepath.Join("testdata", c.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.read(string(text))
		if err != nil || !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; expected %v", c.file, got, err, c.want)
		}
		if _, err := c.read("Exception in thread main\n"); err == nil || !strings.Contains(err.Error(), "Exception") {
			t.Errorf("%s: output without figures: %v", c.file, err)
		}
	}
}

func TestTimestampsBecomeAges(t *testing.T) {
	begin := time.Now()
	ages, err := agesIn(strings.NewReader("0\n"+"1000\n"), 2)
	if err != nil || len(ages) != 2 || ages[0] < begin.Sub(time.UnixMilli(0)) || ages[0]-ages[1] < 900*ms {
		t.Errorf("%v, %v", ages, err)
	}
	if _, err := agesIn(strings.NewReader("1\n"), 2); err == nil || !strings.Contains(err.Error(), "1 records of 2") {
		t.Errorf("too few records: %v", err)
	}
	if _, err := agesIn(strings.NewReader("x\n"), 1); err == nil {
		t.Error("a timestamp that is none is taken")
	}
}

func TestAStallsArithmetic(t *testing.T) {
	got := truth(time.Minute, 10*time.Second)
	want := figures{"p50": 0, "p95": 7 * time.Second, "p99": 9400 * ms, "p99.9": 9940 * ms, "maximum": 10 * time.Second}
	for stat, d := range want {
		if (got[stat] - d).Abs() > ms {
			t.Errorf("%s: %v, expected %v", stat, got[stat], d)
		}
	}
}

func TestStatisticsByRank(t *testing.T) {
	samples := make([]time.Duration, 1000)
	for i := range samples {
		samples[i] = time.Duration(1000-i) * ms
	}
	want := figures{"p50": 500 * ms, "p95": 950 * ms, "p99": 990 * ms, "p99.9": 999 * ms, "maximum": 1000 * ms}
	if got := byRank(samples); !maps.Equal(got, want) {
		t.Errorf("%v, expected %v", got, want)
	}
}

func TestPacedLinesAreAllThere(t *testing.T) {
	l := load{rate: 1_000_000, settings: settings{length: ms}}
	text, err := io.ReadAll(&paced{ctx: t.Context(), load: l, begin: time.Now()})
	if err != nil || len(text) != 1000*(recordBytes+1) || strings.Count(string(text), "\n") != 1000 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := io.ReadAll(&paced{ctx: ctx, load: l, begin: time.Now().Add(time.Hour)}); err == nil {
		t.Error("it waits for a context that ended")
	}
}
