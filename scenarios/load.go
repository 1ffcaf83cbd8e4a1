package scenarios

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// LoadOptions changes a scenario while it is loaded.
type LoadOptions struct {
	// Preset, when not "", names the preset of the scenario to apply, before Sets.
	Preset string
	// Variant, when not "", names the variant to load, after Preset and before Sets.
	Variant string
	// Sets are "path=value", as sources.clicks.rate=500/s, applied in order before
	// anything is checked.
	Sets []string
	// Scale multiplies rates, population and history; 0 means 1.
	Scale float64
	// Seed, when not nil, replaces the scenario's.
	Seed *uint64
	// Duration, when above 0, replaces the scenario's. Timeline entries that do not
	// fit any more are an error.
	Duration time.Duration
	// Env looks up environment variables; nil means os.Getenv.
	Env func(string) string
	// ReadFile reads the scenario and the trace files; nil means the file system.
	ReadFile func(string) ([]byte, error)
}

// Load reads, changes and checks a scenario: a file if nameOrPath exists or ends
// in .yaml or .yml, a shipped one otherwise. Traces are read too. The error, if
// any, is of type Problems and has everything that is wrong, a line each.
func Load(nameOrPath string, opt LoadOptions) (*Scenario, error) {
	opt.fill()
	file, text, problem := readSource(nameOrPath, opt.ReadFile)
	if problem != nil {
		return nil, Problems{*problem}.sorted()
	}
	return parseScenario(file, text, opt)
}

func (o *LoadOptions) fill() {
	if o.Env == nil {
		o.Env = os.Getenv
	}
	if o.ReadFile == nil {
		o.ReadFile = readFile
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
}

// loader turns the text of a scenario into a Scenario.
type loader struct {
	*decoder
	scenario *Scenario
	opt      LoadOptions
	// paths is how events get from topic to topic; of validate.
	paths paths
}

func parseScenario(file string, text []byte, opt LoadOptions) (*Scenario, error) {
	root, problem := parseDocument(file, text)
	if problem != nil {
		return nil, Problems{*problem}.sorted()
	}
	sets := opt.sets()
	l := &loader{decoder: newDecoder(file, options(sets)), opt: opt}
	l.values[""] = root
	if opt.Preset != "" {
		l.applyPreset(root, opt.Preset)
	}
	l.applySets(root, sets)
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	s := defaults()
	s.File = file
	s.Presets = presetNames(root)
	s.Variant = opt.Variant
	s.Variants = l.variations(root)
	l.scenario = &s
	language().read(l.decoder, root, "", &s)
	l.read = true
	l.finish()
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	resolved, err := s.resolve()
	if err != nil {
		return nil, Problems{{File: file, Message: err.Error()}}
	}
	s.Resolved = resolved
	return &s, nil
}

// applySets makes the changes that options ask for: first to what is varied, then
// the variant, then all others.
func (l *loader) applySets(root *yaml.Node, sets []assignment) {
	whole, other := splitWhole(sets)
	for _, i := range whole {
		l.apply(root, i, sets[i])
	}
	if l.opt.Variant != "" && len(l.problems) == 0 {
		l.applyVariant(root, l.opt.Variant)
	}
	for _, i := range other {
		l.apply(root, i, sets[i])
	}
}

// finish is what comes after reading: dependent defaults, scale, and all checks
// that look at more than one value.
func (l *loader) finish() {
	l.complete()
	switch by := l.opt.Scale; {
	case !(by > 0 && by <= 1000):
		l.problems = append(l.problems, Problem{File: "--scale", Message: fmt.Sprintf("%g is not a scale; expected a number above 0 and at most 1000", by)})
	case by != 1:
		l.scale(by)
	}
	l.validate()
	if len(l.problems) == 0 {
		l.compile()
	}
	if len(l.problems) == 0 {
		l.costsDecidable()
	}
}

// assignment is a value that an option puts into the scenario.
type assignment struct {
	option string // "--set sources.clicks.rate"
	text   string // path=value
}

// sets are the assignments of all options, in order.
func (o LoadOptions) sets() []assignment {
	var list []assignment
	for _, text := range o.Sets {
		list = append(list, assignment{setOption(text), text})
	}
	if o.Duration > 0 {
		list = append(list, assignment{"--duration", "duration=" + durationText(o.Duration)})
	}
	if o.Seed != nil {
		list = append(list, assignment{"--seed", "seed=" + strconv.FormatUint(*o.Seed, 10)})
	}
	return list
}

// setOption is how messages call a --set: by its path, if it has one.
func setOption(text string) string {
	path, _, found := strings.Cut(text, "=")
	path = strings.TrimSpace(path)
	switch {
	case !found || path == "":
		return "--set"
	case strings.ContainsFunc(path, func(r rune) bool { return !strconv.IsPrint(r) }):
		return "--set " + strconv.Quote(shortened(path, longestEcho))
	}
	return "--set " + shortened(path, longestEcho)
}

func options(sets []assignment) []string {
	list := make([]string, len(sets))
	for i, set := range sets {
		list[i] = set.option
	}
	return list
}
