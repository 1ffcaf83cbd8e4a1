package main

import (
	"slices"

	"github.com/spf13/pflag"
)

// embedded is the only target so far.
const embedded = "embedded"

// targetFlag is the --target flag.
type targetFlag string

var _ pflag.Value = (*targetFlag)(nil)

func (t *targetFlag) bind(flags *pflag.FlagSet) {
	flags.Var(t, "target", "`name` of what to load: embedded is a cluster inside this process")
}

// String is the default where nothing was given.
func (t *targetFlag) String() string {
	if *t == "" {
		return embedded
	}
	return string(*t)
}

func (t *targetFlag) Set(text string) error {
	switch {
	case text == embedded:
		*t = targetFlag(text)
		return nil
	case slices.Contains([]string{"containers", "external"}, text):
		return usagef("the %s target is not built yet; there is %q", text, embedded)
	}
	return usagef("there is no such target; there is %q", embedded)
}

func (t *targetFlag) Type() string { return "target" }
