package main

import (
	"path/filepath"
	"strings"
)

// callName is how the user would call this program again: the path that was
// typed, its plain name if it was found on the PATH, or go run, whose binary is
// a temporary one.
func (p *program) callName() string {
	switch {
	case strings.Contains(p.invoked, "go-build"):
		return "go run ./cmd/freshet"
	case strings.ContainsRune(p.invoked, filepath.Separator):
		return shellQuote(p.invoked)
	}
	return "freshet"
}

// shellJoin writes a command line that a POSIX shell takes apart into args.
func shellJoin(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = shellQuote(arg)
	}
	return strings.Join(quoted, " ")
}

// shellQuote quotes what a shell would not take as one plain word.
func shellQuote(arg string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=:,+@%", r)
	}
	if arg != "" && strings.IndexFunc(arg, func(r rune) bool { return !plain(r) }) < 0 {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
