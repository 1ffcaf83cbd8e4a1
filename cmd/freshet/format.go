package main

import (
	"github.com/spf13/pflag"
)

// format is the --format flag: text for people, json for programs.
type format string

var _ pflag.Value = (*format)(nil)

func (f *format) bind(flags *pflag.FlagSet) {
	flags.Var(f, "format", "what standard output is: `text` for people or json for programs")
}

func (f *format) json() bool { return *f == "json" }

// String is text where nothing was given.
func (f *format) String() string {
	if *f == "" {
		return "text"
	}
	return string(*f)
}

func (f *format) Set(text string) error {
	if text != "text" && text != "json" {
		return usagef("there is text and json")
	}
	*f = format(text)
	return nil
}

func (f *format) Type() string { return "kind" }
