package live

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/results"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update rewrites it):\n%s", path, got)
	}
}

func plan() results.Plan {
	return results.Plan{
		Name: "campaign-burst", Duration: 20 * sec,
		Sources: []results.PlanSource{{Name: "clicks"}},
		Stages: []results.PlanStage{
			{Name: "features", Objective: 500 * ms}, {Name: "ranking", Objective: 500 * ms}, {Name: "analytics"},
		},
		Decisions: []results.PlanDecision{{Name: "page-view", Asks: "ranking"}},
		Entries:   []results.PlanEntry{{Name: "burst", Verb: "burst", Summary: "clicks to 20x"}},
	}
}

func window(at time.Duration) results.Window {
	w := results.Window{
		At: at, Length: sec, Phase: "load",
		Sources:   map[string]results.SourceWindow{"clicks": {Due: 2000, Sent: 1990, Acked: 1980, Unsent: 10, InFlight: 12}},
		Stages:    map[string]results.StageWindow{},
		Decisions: map[string]results.DecisionWindow{"page-view": {Asked: 600, WithEvent: 500, Missed: 5, Unanswered: 1}},
	}
	for i, name := range []string{"features", "ranking", "analytics"} {
		top := time.Duration(i+1) * 40 * ms
		if at >= 12*sec && at < 14*sec {
			top *= 10
		}
		w.Stages[name] = results.StageWindow{Available: 1980, Oldest: []time.Duration{ms, top}, Lag: top / 2, Backlog: int64(i * 30)}
	}
	return w
}

// play feeds a whole short run.
func play(v *View) {
	v.Event(results.Event{At: -time.Hour, Kind: results.Phase, Text: "setup"})
	v.Event(results.Event{Kind: results.Phase, Text: "load"})
	for at := time.Duration(0); at < 14*sec; at += sec {
		if at == 7*sec {
			v.Event(results.Event{At: at, Kind: results.EntryBegin, Entry: "burst"})
			v.Event(results.Event{At: at, Kind: results.Warning, Text: "the disk is \x1b[2Jnearly full"})
		}
		for _, s := range plan().Stages {
			v.Ages(s.Name, results.Quantiles{Count: 2000, P50: 12 * ms, P99: 48 * ms})
		}
		v.Window(window(at))
	}
}

func TestPlainLines(t *testing.T) {
	var buf bytes.Buffer
	v := New(&buf, plan(), Options{})
	play(v)
	v.Close()
	v.Window(window(15 * sec)) // after Close: nothing
	if strings.Contains(buf.String(), "\x1b") {
		t.Error("plain lines hold an escape sequence")
	}
	golden(t, "plain.txt", buf.String())
}

// TestInterrupted plays a run that is interrupted, with events in the order and
// at the times that a real one gave.
func TestInterrupted(t *testing.T) {
	for name, tty := range map[string]bool{"interrupted-plain.txt": false, "interrupted-screen.txt": true} {
		var buf bytes.Buffer
		v := New(&buf, plan(), Options{TTY: tty, NoColor: true})
		v.Event(results.Event{At: -time.Hour, Kind: results.Phase, Text: "setup"})
		v.Event(results.Event{At: -time.Hour, Kind: results.Rebalance, Stage: "ranking", Text: "member 0 was given 6 partitions"})
		v.Event(results.Event{At: -90 * ms, Kind: results.Phase, Text: "load"})
		for at := time.Duration(0); at < 12*sec; at += sec {
			v.Window(window(at))
		}
		v.Event(results.Event{At: 12200 * ms, Kind: results.Rebalance, Stage: "ranking", Text: "member 1 gave up 3 partitions"})
		v.Event(results.Event{At: 12400 * ms, Kind: results.Interrupted, Text: "interrupted"})
		v.Event(results.Event{At: 12500 * ms, Kind: results.Phase, Text: "drain"})
		v.Event(results.Event{At: 12600 * ms, Kind: results.Rebalance, Stage: "ranking", Text: "member 1 gave up 3 partitions"})
		v.Event(results.Event{At: 13700 * ms, Kind: results.Phase, Text: "done"})
		w := window(12 * sec)
		w.Length, w.Phase = 400*ms, "drain"
		v.Window(w)
		v.Close()
		out := buf.String()
		if tty {
			out = strings.Join(terminal(t, out, 80), "\n") + "\n"
		}
		golden(t, name, out)
	}
}

// The end of the load is written after the load's last window, which comes later.
func TestNoLoadAfterTheDrain(t *testing.T) {
	var buf bytes.Buffer
	v := New(&buf, plan(), Options{})
	v.Event(results.Event{Kind: results.Phase, Text: "load"})
	for at := time.Duration(0); at < 19*sec; at += sec {
		v.Window(window(at))
	}
	v.Event(results.Event{At: 20 * sec, Kind: results.Phase, Text: "drain"})
	v.Window(window(19 * sec))
	w := window(20 * sec)
	w.Phase = "drain"
	v.Window(w)
	v.Event(results.Event{At: 21 * sec, Kind: results.Phase, Text: "audit"})
	v.Close()
	var order []string
	for line := range strings.Lines(buf.String()) {
		for _, what := range []string{"load", "phase: drain", "phase: audit"} {
			if strings.Contains(line, "  "+what) {
				order = append(order, strings.TrimSpace(line[:timeWidth])+" "+what)
			}
		}
	}
	if got, want := strings.Join(order, ", "), "0:05 load, 0:10 load, 0:15 load, 0:20 load, 0:20 phase: drain, 0:21 phase: audit"; got != want {
		t.Errorf("%s\nwant %s\n%s", got, want, &buf)
	}
}

func TestMoment(t *testing.T) {
	for d, want := range map[time.Duration]string{-sec: "", 0: "0:00", 13*sec + 900*ms: "0:13", 72 * sec: "1:12", 65 * time.Minute: "1:05:00"} {
		if got := moment(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

// A plain line keeps what is loud, and stays within its width.
func TestJoinParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []part
		for range rapid.IntRange(0, 40).Draw(t, "parts") {
			parts = append(parts, part{rapid.StringMatching(`[a-z]{1,30}`).Draw(t, "text"), rapid.Bool().Draw(t, "quiet")})
		}
		line := joinParts("lead", parts)
		if n := len([]rune(line)); n > widestLine {
			t.Fatalf("%d columns", n)
		}
		for _, p := range parts {
			if !p.quiet && !strings.Contains(line, p.text) && !strings.HasSuffix(line, "…") {
				t.Fatalf("%q is left out of %q", p.text, line)
			}
		}
	})
}

func TestScreen(t *testing.T) {
	for _, width := range []int{120, 80, 60, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			var buf bytes.Buffer
			v := New(&buf, plan(), Options{TTY: true, Width: func() int { return width }})
			play(v)
			v.Close()
			screen := terminal(t, buf.String(), width)
			golden(t, fmt.Sprintf("screen-%d.txt", width), strings.Join(screen, "\n")+"\n")
		})
	}
}

// TestResize narrows the terminal in mid-run: the frame must still replace
// itself, so that its header is on the screen once.
func TestResize(t *testing.T) {
	width := 120
	var buf bytes.Buffer
	v := New(&buf, plan(), Options{TTY: true, Width: func() int { return width }, NoColor: true})
	v.Window(window(0))
	before := buf.Len()
	width = 60
	v.Window(window(sec))
	// Reflow the first frame as a terminal of 60 columns would.
	var wrapped strings.Builder
	for _, l := range terminal(t, buf.String()[:before], 120) {
		for r := []rune(l); ; r = r[60:] {
			if len(r) <= 60 {
				wrapped.WriteString(string(r) + "\n")
				break
			}
			wrapped.WriteString(string(r[:60]) + "\n")
		}
	}
	screen := strings.Join(terminal(t, wrapped.String()+buf.String()[before:], 60), "\n")
	if n := strings.Count(screen, "campaign-burst"); n != 1 {
		t.Errorf("the header is on the screen %d times:\n%s", n, screen)
	}
}

func TestNoColor(t *testing.T) {
	var buf bytes.Buffer
	v := New(&buf, plan(), Options{TTY: true, NoColor: true})
	play(v)
	if regexp.MustCompile("\x1b\\[[0-9;]*m").MatchString(buf.String()) {
		t.Error("colours in spite of NoColor")
	}
}

func TestConcurrentCalls(t *testing.T) {
	var buf bytes.Buffer
	v := New(&buf, plan(), Options{TTY: true})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { play(v) })
	}
	wg.Wait()
	v.Close()
}

func TestEmptyRun(t *testing.T) {
	for _, tty := range []bool{true, false} {
		var buf bytes.Buffer
		v := New(&buf, results.Plan{}, Options{TTY: tty, Width: func() int { return 1 }})
		v.Window(results.Window{})
		v.Event(results.Event{Kind: "other"})
		v.Close()
	}
}

// terminal plays output on an endless screen of the given width and returns its
// rows. An unknown sequence fails the test.
func terminal(t *testing.T, output string, width int) []string {
	t.Helper()
	rows := [][]rune{{}}
	y, x := 0, 0
	sequence := regexp.MustCompile("^\x1b\\[([?0-9;]*)([A-Za-z])")
	for len(output) > 0 {
		if m := sequence.FindStringSubmatch(output); m != nil {
			output = output[len(m[0]):]
			switch m[2] {
			case "A":
				n := 0
				_, _ = fmt.Sscan(m[1], &n)
				y = max(0, y-n)
			case "K":
				rows[y] = rows[y][:min(x, len(rows[y]))]
			case "J":
				rows = rows[:y+1]
				rows[y] = rows[y][:min(x, len(rows[y]))]
			case "m", "h", "l":
			default:
				t.Fatalf("unknown sequence %q", m[0])
			}
			continue
		}
		r := []rune(output[:min(len(output), 8)])[0]
		output = output[len(string(r)):]
		switch r {
		case '\r':
			x = 0
		case '\n':
			x = 0
			if y++; y == len(rows) {
				rows = append(rows, []rune{})
			}
		default:
			if x >= width {
				t.Fatalf("a line is longer than %d columns: %q", width, string(rows[y]))
			}
			for len(rows[y]) <= x {
				rows[y] = append(rows[y], ' ')
			}
			rows[y][x] = r
			x++
		}
	}
	var list []string
	for _, r := range rows {
		list = append(list, strings.TrimRight(string(r), " "))
	}
	for len(list) > 0 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}

func TestALineStandsAbove(t *testing.T) {
	for _, tty := range []bool{true, false} {
		var buf bytes.Buffer
		v := New(&buf, plan(), Options{TTY: tty, NoColor: true, Above: func() string { return "run 2 of 6: random\x1b[2J" }})
		v.Window(window(0))
		v.Window(window(sec))
		v.Close()
		if !tty {
			if strings.Contains(buf.String(), "run 2 of 6") {
				t.Error("plain lines have nothing above them")
			}
			continue
		}
		screen := terminal(t, buf.String(), 80)
		at := slices.IndexFunc(screen, func(row string) bool { return strings.HasPrefix(row, "run 2 of 6: random") })
		if at < 0 || !strings.HasPrefix(screen[at+1], "campaign-burst") || strings.Count(strings.Join(screen, "\n"), "run 2 of 6") != 1 {
			t.Errorf("not above the frame, once:\n%s", strings.Join(screen, "\n"))
		}
	}
}
