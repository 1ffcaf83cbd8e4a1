package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/workload"
)

// maxTraceBytes is the most that is read of a file.
const maxTraceBytes = 33 << 20

// tracesVariable is the one environment variable that the file of a trace may
// refer to, as ${FRESHET_TRACES}/clicks.csv.
const tracesVariable = "FRESHET_TRACES"

// traceFiles are the traces that Load has read, by source.
type traceFiles struct {
	curves map[string]*workload.Curve
	keys   map[string]*workload.KeyTrace
}

// compile reads the traces and has the workload check what only it knows.
func (l *loader) compile() {
	traces, problems := l.scenario.readTraces(l.opt.Env, l.opt.ReadFile)
	for _, p := range problems {
		l.problems = append(l.problems, l.problem(l.where(p.File), 0, "", p.Message))
	}
	if len(problems) > 0 {
		return
	}
	l.scenario.traces = traces
	spec, err := l.scenario.Spec()
	if err == nil {
		_, err = workload.Compile(spec)
	}
	if err != nil {
		for _, line := range strings.Split(err.Error(), "\n") {
			l.problems = append(l.problems, l.problem(l.concerned(line), 0, "", line))
		}
	}
}

// concerned is where the source stands that a message of the workload is about.
func (l *loader) concerned(message string) *yaml.Node {
	if rest, found := strings.CutPrefix(message, "source "); found {
		name, _, _ := strings.Cut(rest, ":")
		return l.key(childPath("sources", name))
	}
	return l.where("population")
}

// readTraces reads the traces of all sources. The problems' File is the path of
// the value in the scenario.
func (s *Scenario) readTraces(env func(string) string, read func(string) ([]byte, error)) (*traceFiles, Problems) {
	files := &traceFiles{curves: map[string]*workload.Curve{}, keys: map[string]*workload.KeyTrace{}}
	var problems Problems
	for i := range s.Sources {
		source := &s.Sources[i]
		at := childPath("sources", source.Name)
		if t := source.Arrivals.Trace; t != nil {
			curve, err := readTrace(t.File, env, read, func(r *bytes.Reader, name string) (*workload.Curve, error) {
				return t.read(r, name)
			})
			if err != nil {
				problems = append(problems, Problem{File: at + ".arrivals.trace", Message: err.Error()})
			}
			files.curves[source.Name] = curve
		}
		if k := source.Keys; k != nil {
			keys, err := readTrace(k.File, env, read, func(r *bytes.Reader, name string) (*workload.KeyTrace, error) {
				return workload.ReadKeys(r, name, workload.KeyOptions{Key: k.Key, Type: k.Type, Loop: k.Loop})
			})
			if err != nil {
				problems = append(problems, Problem{File: at + ".keys.trace", Message: err.Error()})
			}
			files.keys[source.Name] = keys
		}
	}
	return files, problems
}

func (t *CurveTrace) read(r *bytes.Reader, name string) (*workload.Curve, error) {
	curve, err := workload.ReadCounts(r, name, workload.CurveOptions{From: t.From, To: t.To, Speed: t.Speed, Mean: t.Mean})
	if err != nil || t.Times == 0 || t.Times == 1 {
		return curve, err
	}
	return curve.Scale(t.Times), nil
}

func readTrace[T any](file string, env func(string) string, read func(string) ([]byte, error), parse func(*bytes.Reader, string) (T, error)) (T, error) {
	var none T
	path, err := expand(file, env)
	if err != nil {
		return none, err
	}
	text, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return none, fmt.Errorf("%s: %s%s", path, reason(err), whence(path))
	case err != nil:
		return none, fmt.Errorf("%s: %s", path, reason(err))
	}
	return parse(bytes.NewReader(text), path)
}

// expand replaces ${FRESHET_TRACES} in the name of a trace file.
func expand(file string, env func(string) string) (string, error) {
	reference := "${" + tracesVariable + "}"
	rest := strings.ReplaceAll(file, reference, "")
	if strings.Contains(rest, "${") {
		return "", fmt.Errorf("%s: only %s may stand in the name of a trace file", file, reference)
	}
	if rest == file {
		return file, nil
	}
	folder := env(tracesVariable)
	if folder == "" {
		return "", fmt.Errorf("%s: the environment variable %s is not set; set it to the folder that has the file, or name another one with --set%s", file, tracesVariable, whence(file))
	}
	return strings.ReplaceAll(file, reference, strings.TrimSuffix(folder, "/")), nil
}
