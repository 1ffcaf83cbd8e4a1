package scenarios

import (
	"strings"
	"testing"
	"time"
)

const sized = `
name: sized
duration: 60s
topics: {raw.clicks: {partitions: 12}}
sources: {clicks: {topic: raw.clicks, rate: 1000/s}}
stages: {ranking: {reads: raw.clicks, objective: 1s}}
timeline:
  - {at: 20s, burst: {source: clicks, to: 4x, hold: 10s}}
expect:
  - ranking.platform-age.p99 < 500ms
presets:
  small:
    topics[raw.clicks].partitions: 3
    sources.clicks.rate: 100/s
    timeline.burst.hold: 5s
    expect: lost == 0
  tiny:
    sources.clicks.rate: 10/s
`

func TestAPresetChangesWhatItSays(t *testing.T) {
	opt := memory(sized)
	opt.Preset = "small"
	opt.Sets = []string{"sources.clicks.rate=200/s"}
	s, err := Load("sized.yaml", opt)
	if err != nil {
		t.Fatal(err)
	}
	if s.Topics[0].Partitions != 3 || s.Sources[0].Rate != 200 || s.Timeline[0].Burst.Hold != 5*time.Second {
		t.Errorf("%d partitions, %v/s, hold %v", s.Topics[0].Partitions, s.Sources[0].Rate, s.Timeline[0].Burst.Hold)
	}
	if len(s.Expect) != 1 || s.Expect[0].Text != "lost == 0" {
		t.Errorf("expect %+v", s.Expect)
	}
	if strings.Contains(string(s.Resolved), "preset") {
		t.Error("the resolved scenario still has presets")
	}
	plain, err := Load("sized.yaml", memory(sized))
	if err != nil || plain.Topics[0].Partitions != 12 || len(plain.Expect) != 1 {
		t.Errorf("without a preset: %v, %+v", err, plain)
	}
}

func TestMistakesInPresets(t *testing.T) {
	for _, c := range []struct{ preset, old, new, want string }{
		{"smal", "", "", `--preset: sized.yaml has no preset smal; it has small, tiny; did you mean "small"?`},
		{"small", "presets:", "seed: 1\npresets:", ""},
		{"", "    expect: lost == 0", "    expect[0]: lost == 0", "sized.yaml:16:5: a preset can only replace expect as a whole"},
		{"", "    expect: lost == 0", "    name: other", "sized.yaml:16:5: a preset cannot change name"},
		{"", "  tiny:", "  Tiny:", `sized.yaml:17:3: "Tiny" is not a name`},
		{"", "  tiny:\n    sources.clicks.rate: 10/s", "  tiny: 5", "sized.yaml:17:9: preset tiny: expected a map from paths to values"},
		{"small", "sources.clicks.rate: 100/s", "sources.click.rate: 100/s", `sized.yaml:14:5: there is no "click" in sources; did you mean "clicks"?`},
		{"small", "sources.clicks.rate: 100/s", "sources.clicks.rate: 100", `sized.yaml:14:26: "100" has no unit; expected a rate`},
		{"small", "hold: 5s", "hold: 500s", "sized.yaml:8:10: burst ends at 8m40s, but the run ends"},
	} {
		opt := memory(strings.Replace(sized, c.old, c.new, 1))
		opt.Preset = c.preset
		_, err := Load("sized.yaml", opt)
		switch {
		case c.want == "" && err == nil:
		case err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n"):
			t.Errorf("%s -> %s: got %v, want %s", c.old, c.new, err, c.want)
		}
	}
}
