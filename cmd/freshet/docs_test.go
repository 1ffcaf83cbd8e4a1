package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write docs/cli.md from the commands")

// Marks of the part of docs/cli.md that is written from the commands.
const (
	docsBegin = "<!-- written from the commands: go test ./cmd/freshet -run Docs -update -->\n"
	docsEnd   = "<!-- end -->\n"
)

func TestDocsMatchTheCommands(t *testing.T) {
	name := filepath.Join("..", "..", "docs", "cli.md")
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := bytes.Cut(page, []byte(docsBegin))
	written, after, ended := bytes.Cut(rest, []byte(docsEnd))
	if !begun || !ended {
		t.Fatalf("%s lacks the marks %q and %q", name, docsBegin, docsEnd)
	}
	want := describeCommands(newRootCommand(&program{}))
	if string(written) == want {
		return
	}
	if !*update {
		t.Fatalf("%s does not say what the commands do; write it with: go test ./cmd/freshet -run Docs -update", name)
	}
	page = append(append(append(append([]byte{}, before...), docsBegin...), want...), docsEnd...)
	if err := os.WriteFile(name, append(page, after...), 0o644); err != nil {
		t.Fatal(err)
	}
}

// describeCommands writes every command that a user sees, in the order of help.
func describeCommands(root *cobra.Command) string {
	var text strings.Builder
	for _, group := range root.Groups() {
		for _, command := range root.Commands() {
			if command.GroupID == group.ID && command.IsAvailableCommand() {
				describeCommand(&text, command)
			}
		}
	}
	return text.String()
}

func describeCommand(text *strings.Builder, command *cobra.Command) {
	fmt.Fprintf(text, "\n### `freshet %s`\n\n", command.Use)
	about := command.Long
	if about == "" {
		about = command.Short + "."
	}
	fmt.Fprintf(text, "%s\n\n```sh\n%s\n```\n", about, unindent(command.Example))
	if !command.LocalFlags().HasAvailableFlags() {
		return
	}
	fmt.Fprint(text, "\n| flag | |\n|---|---|\n")
	command.LocalFlags().VisitAll(func(f *pflag.Flag) {
		kind, usage := pflag.UnquoteUsage(f)
		name := strings.TrimSpace("--" + f.Name + " " + kind)
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		fmt.Fprintf(text, "| `%s` | %s |\n", name, usage)
	})
}

// unindent takes the two spaces of help's examples off each line.
func unindent(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.Join(lines, "\n")
}
