package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/freshet-bench/freshet"

// layers says which packages of the module each package may import; a package
// stands for everything below it too. What is not listed may be imported by none
// of the others and imports nothing.
var layers = map[string][]string{
	"cmd":                 {"report", "report/live/metrics", "harness", "scenarios", "results", "workload"},
	"report":              {"report", "results"},
	"report/live/metrics": {"results"},
	"harness":             {"harness", "scenarios", "results", "workload", "internal"},
	"scenarios":           {"scenarios", "workload", "results/measure", "results/cost"},
	"results":             {"results", "workload"},
	"results/series":      {"results/internal", "internal"},
	"internal":            {},
	"results/internal":    {},
	"results/measure":     {"results/measure"},
	"results/cost":        {"results/cost", "results/measure"},
	"workload":            {"workload"},
	"scripts":             {"harness", "scenarios", "results"},
}

// reserved says which packages alone may import a dependency.
var reserved = map[string]string{
	"github.com/twmb/franz-go":  "harness",
	"github.com/testcontainers": "harness",
	"github.com/moby":           "harness",
	"golang.org/x/oauth2":       "harness",
	"software.sslmate.com":      "harness",
	"github.com/magiconair":     "harness",
	"gonum.org/v1/plot":         "report",
	"golang.org/x/perf":         "results",

	"github.com/prometheus/common":        "harness",
	"github.com/spf13/cobra":              "cmd",
	"github.com/prometheus/client_golang": "report/live/metrics",
}

// banned says what a package must do without.
var banned = map[string][]string{
	"workload":        {"os", "net", "math/rand", "math/rand/v2"}, // pure: no I/O, and every draw is a hash
	"results/measure": {"os", "net"},
	"results/cost":    {"os", "net"}, // pure: prices come as a reader, the clock from outside
	"results":         {"net/http", "html/template"},
	"report":          {"net/http"},
}

// graph is the imports of each package of the module, by path below the module.
type graph map[string][]string

// violations lists the imports that break the rules, sorted.
func (g graph) violations() []string {
	var found []string
	for pkg, imports := range g {
		layer, known := covering(pkg, layers)
		if !known {
			found = append(found, pkg+" is in no layer")
			continue
		}
		for _, imported := range imports {
			if why := forbidden(layer, imported); why != "" {
				found = append(found, pkg+" imports "+imported+": "+why)
			}
		}
	}
	slices.Sort(found)
	return found
}

// forbidden says why a package of layer may not import a path; "" if it may.
func forbidden(layer, imported string) string {
	if inside, ok := strings.CutPrefix(imported, module+"/"); ok {
		target, _ := covering(inside, layers)
		if !slices.ContainsFunc(layers[layer], func(allowed string) bool { return within(target, allowed) }) {
			return layer + " may import only " + strings.Join(layers[layer], ", ")
		}
		return ""
	}
	if owner, ok := covering(imported, reserved); ok && reserved[owner] != layer {
		return "only " + reserved[owner] + " may"
	}
	if slices.Contains(banned[layer], imported) {
		return layer + " does without it"
	}
	return ""
}

// covering finds the longest key of rules that is pkg or above it.
func covering[V any](pkg string, rules map[string]V) (string, bool) {
	for at := pkg; at != "." && at != "/"; at = path.Dir(at) {
		if _, ok := rules[at]; ok {
			return at, true
		}
	}
	return "", false
}

// within reports whether pkg is parent or below it.
func within(pkg, parent string) bool {
	return pkg == parent || strings.HasPrefix(pkg, parent+"/")
}

func TestImportsGoOneWay(t *testing.T) {
	g := readImports(t, filepath.Join("..", ".."))
	for _, violation := range g.violations() {
		t.Error(violation)
	}
	// The rules bite only if the graph is the real one.
	for pkg, imported := range map[string]string{
		"cmd/freshet": module + "/harness",
		"harness":     "github.com/twmb/franz-go/pkg/kgo",
		"scenarios":   module + "/results/measure",
		"report":      module + "/results",
	} {
		if !slices.Contains(g[pkg], imported) {
			t.Errorf("the graph lacks %s -> %s: was it read?", pkg, imported)
		}
	}
}

func TestImportRulesBite(t *testing.T) {
	for _, c := range []struct{ pkg, imported, want string }{
		{"workload", module + "/scenarios", "workload may import only"},
		{"workload", "os", "does without"},
		{"results", module + "/report", "results may import only"},
		{"results", "github.com/twmb/franz-go/pkg/kgo", "only harness may"},
		{"results/measure", module + "/results", "results/measure may import only"},
		{"results/cost", module + "/results", "results/cost may import only"},
		{"results/series", module + "/results", "results/series may import only"},
		{"results/series", module + "/scenarios", "results/series may import only"},
		{"results/internal/atomicfile", module + "/results/series", "results/internal may import"},
		{"results/cost", "os", "does without"},
		{"scenarios", module + "/results", "scenarios may import only"},
		{"scenarios", module + "/harness/target", "scenarios may import only"},
		{"report/live", module + "/harness", "report may import only"},
		{"report", module + "/scenarios", "report may import only"},
		{"harness/track", module + "/report", "harness may import only"},
		{"report", "github.com/prometheus/common/expfmt", "only harness may"},
		{"harness", "gonum.org/v1/plot/vg", "only report may"},
		{"report/live", "github.com/prometheus/client_golang/prometheus", "only report/live/metrics may"},
		{"report/live/metrics", module + "/harness", "report/live/metrics may import only"},
		{"report", "net/http", "does without"},
		{"harness", "github.com/spf13/cobra", "only cmd may"},
		{"report", module + "/cmd/freshet", "report may import only"},
		{"common", "fmt", "in no layer"},
	} {
		got := graph{c.pkg: {c.imported}}.violations()
		if len(got) != 1 || !strings.Contains(got[0], c.want) {
			t.Errorf("%s -> %s: %q, want one violation with %q", c.pkg, c.imported, got, c.want)
		}
	}
	right := graph{
		"cmd/freshet":     {module + "/harness", module + "/report/live", "github.com/spf13/cobra", "os"},
		"harness/target":  {"github.com/twmb/franz-go/pkg/kfake", module + "/results", "net"},
		"results":         {module + "/results/measure", "os"},
		"scenarios":       {module + "/workload", module + "/results/measure", module + "/results/cost"},
		"results/measure": {"fmt"},
	}
	if got := right.violations(); len(got) > 0 {
		t.Errorf("a graph that is right: %q", got)
	}
}

// readImports parses the import clauses of every Go file below root, tests
// apart: a test may look at its package from outside.
func readImports(t *testing.T, root string) graph {
	t.Helper()
	g := graph{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); name != root && (strings.HasPrefix(base, ".") || base == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		return g.add(root, name)
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// add notes the imports of one file.
func (g graph) add(root, name string) error {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	below, err := filepath.Rel(root, filepath.Dir(name))
	if err != nil {
		return err
	}
	pkg := filepath.ToSlash(below)
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		g[pkg] = append(g[pkg], imported)
	}
	return nil
}
