package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/freshet-bench/freshet/results"
	"github.com/spf13/cobra"
)

func newVersionCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:                   "version",
		Short:                 "Print the version of the program and of its formats",
		Example:               "  freshet version",
		GroupID:               groupTidy,
		Args:                  needs(0, 0, "no arguments"),
		DisableFlagsInUseLine: true,
		RunE: func(*cobra.Command, []string) error {
			return p.printf("%s\nrun record: format %d, definitions %d\n",
				describeBuild(readBuild()), results.Format, results.Definitions)
		},
	}
}

// build is what the Go tool recorded in the program.
type build struct {
	version  string // of the module: v1.2.3, or (devel)
	revision string // of the checkout, "" if unknown
	modified bool
}

func readBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build{version: "(unknown)"}
	}
	b := build{version: info.Main.Version}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.revision = setting.Value
		case "vcs.modified":
			b.modified = setting.Value == "true"
		}
	}
	return b
}

// short is the version as a run record carries it.
func (b build) short() string {
	version := b.version
	if version == "" {
		version = "(devel)"
	}
	if b.revision != "" && version == "(devel)" {
		version += " " + b.revision[:min(12, len(b.revision))]
		if b.modified {
			version += " modified"
		}
	}
	return version
}

// describeBuild is the line that version prints.
func describeBuild(b build) string {
	return fmt.Sprintf("freshet %s, %s %s/%s", b.short(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
