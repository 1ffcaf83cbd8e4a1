package scenarios

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v4"
)

// TraceFile is a public trace that a shipped scenario reads and that Freshet does
// not come with.
type TraceFile struct {
	Name    string // of the file, in the folder that FRESHET_TRACES names
	Origin  string // the public repository that has it
	Path    string // the file's path there
	Licence string
}

// TraceFiles are the traces of the shipped scenarios.
func TraceFiles() []TraceFile {
	return []TraceFile{
		{"NAB_Twitter_volume_AMZN.csv", "https://github.com/numenta/NAB", "data/realTweets/Twitter_volume_AMZN.csv", "MIT"},
		{"otto_sample_train.jsonl", "https://github.com/otto-de/recsys-dataset", "test/resources/train.jsonl", "CC BY 4.0"},
	}
}

// whence says where a trace file that is not there can be had, if it is a known
// one.
func whence(file string) string {
	for _, known := range TraceFiles() {
		if path.Base(file) == known.Name {
			return "; it is " + known.Path + " of " + known.Origin + " (" + known.Licence + ")"
		}
	}
	return ""
}

// tracesNamed lists the trace files below a node: what stands under the key trace.
func tracesNamed(n *yaml.Node) []string {
	var list []string
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "trace" && child.Kind == yaml.ScalarNode {
			list = append(list, child.Value)
			continue
		}
		list = append(list, tracesNamed(child)...)
	}
	return list
}

// isSet reports whether a trace file's name needs nothing that is not set.
func isSet(file string, env func(string) string) bool {
	return !strings.Contains(file, "${"+tracesVariable+"}") || env(tracesVariable) != ""
}
