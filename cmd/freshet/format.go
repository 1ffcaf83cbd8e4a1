package main

import (
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
	"github.com/spf13/pflag"
)

// The formats of standard output.
const (
	formatText     = "text"
	formatJSON     = "json"
	formatJUnit    = "junit"
	formatCSV      = "csv"
	formatMarkdown = "markdown"
)

// formatIsFor says whom a format is for.
func formatIsFor(kind string) string {
	switch kind {
	case formatText:
		return "people"
	case formatJSON:
		return "programs"
	case formatJUnit:
		return "CI systems"
	case formatCSV:
		return "spreadsheets"
	}
	return "the summary of a job"
}

// format is the --format flag; text where nothing was given.
type format struct {
	kind  string
	among []string // the formats that the command has
}

var _ pflag.Value = (*format)(nil)

// bind adds the flag with the formats that the command has.
func (f *format) bind(flags *pflag.FlagSet, kinds ...string) {
	f.among = kinds
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = kind + " for " + formatIsFor(kind)
		if kind == formatText {
			words[i] = "`text` for " + formatIsFor(kind)
		}
	}
	flags.Var(f, "format", "what standard output is: "+oneOf(words, "or"))
}

// is reports whether the format is the given one.
func (f *format) is(kind string) bool { return f.String() == kind }

func (f *format) String() string {
	if f.kind == "" {
		return formatText
	}
	return f.kind
}

func (f *format) Set(text string) error {
	if slices.Contains(f.among, text) {
		f.kind = text
		return nil
	}
	hint := ""
	if nearest := measure.Nearest(text, f.among); nearest != "" {
		hint = "; did you mean " + nearest + "?"
	}
	return usagef("there is %s%s", oneOf(f.among, "and"), hint)
}

func (f *format) Type() string { return "kind" }

// oneOf writes words as a sentence does: "a, b or c".
func oneOf(words []string, last string) string {
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}
