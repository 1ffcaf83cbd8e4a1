package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// screen is what is known of where output goes.
type screen struct {
	// terminal is true if it understands ANSI sequences.
	terminal bool
	// color is true if the user wants colours there.
	color bool
	// width is in columns, asked each time; 0 if it is not known.
	width func() int
}

// screenOf looks at w. NO_COLOR (https://no-color.org) turns colours off, and a
// dumb terminal is none.
func screenOf(w io.Writer, getenv func(string) string) screen {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) || getenv("TERM") == "dumb" {
		return screen{width: func() int { return 0 }}
	}
	return screen{
		terminal: true,
		color:    getenv("NO_COLOR") == "",
		width: func() int {
			columns, _, err := term.GetSize(int(file.Fd()))
			if err != nil {
				return 0
			}
			return columns
		},
	}
}
