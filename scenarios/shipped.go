package scenarios

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"time"
)

//go:embed shipped/*.yaml
var shippedFiles embed.FS

// Info describes a shipped scenario.
type Info struct {
	Name     string
	About    string
	Duration time.Duration
	// Traces are the files that it reads, as it names them; Freshet comes without
	// them, see TraceFiles.
	Traces []string
	// Presets are the names of its presets.
	Presets []string
	// Variants are the names of its variants: each is a run of Duration.
	Variants []string
}

// Ready reports whether the scenario can find its files, as far as the environment
// tells: it needs none, or FRESHET_TRACES is set.
func (i Info) Ready(env func(string) string) bool {
	return !slices.ContainsFunc(i.Traces, func(file string) bool { return !isSet(file, env) })
}

// Shipped lists the shipped scenarios, the one to start with first.
func Shipped() []Info {
	var list []Info
	for _, name := range shippedNames() {
		text, _ := ShippedSource(name)
		list = append(list, describe(name, text))
	}
	return list
}

// ShippedSource returns the text of a shipped scenario.
func ShippedSource(name string) ([]byte, bool) {
	text, err := shippedFiles.ReadFile("shipped/" + name + ".yaml")
	return text, err == nil
}

// shippedNames is in the order of their files, quick first.
func shippedNames() []string {
	files, err := fs.Glob(shippedFiles, "shipped/*.yaml")
	if err != nil {
		panic("scenarios: " + err.Error()) // the pattern is a constant
	}
	names := []string{}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "shipped/"), ".yaml")
		if name == "quick" {
			names = append([]string{name}, names...)
			continue
		}
		names = append(names, name)
	}
	return names
}

// describe reads the name, about, the duration and the names of traces only, so that a scenario whose traces
// are not there can be listed.
func describe(name string, text []byte) Info {
	info := Info{Name: name}
	root, problem := parseDocument(name, text)
	if problem != nil {
		return info
	}
	d := newDecoder(name, nil)
	var s Scenario
	for _, f := range scenarioFields() {
		if n := mapValue(root, f.name); n != nil && (f.name == "about" || f.name == "duration") {
			f.read(d, n, f.name, &s)
		}
	}
	info.About, info.Duration = s.About, s.Duration
	info.Presets = presetNames(root)
	list, _ := variations(root)
	info.Variants = variationNames(list)
	if sources := mapValue(root, "sources"); sources != nil {
		info.Traces = tracesNamed(sources)
	}
	return info
}
