package main

import (
	"bytes"
	"os"
	"testing"
)

func TestOnlyATerminalIsOne(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	nothing := func(string) string { return "" }
	for name, at := range map[string]screen{
		"a buffer": screenOf(&bytes.Buffer{}, nothing),
		"a file":   screenOf(file, nothing),
	} {
		if at.terminal || at.color || at.width() != 0 {
			t.Errorf("%s passes for a terminal", name)
		}
	}
}

func TestColorsCanBeTurnedOff(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no terminal to open: %v", err)
	}
	defer terminal.Close()
	for _, c := range []struct {
		variable, value string
		terminal, color bool
	}{
		{"", "", true, true},
		{"NO_COLOR", "1", true, false},
		{"TERM", "dumb", false, false},
	} {
		at := screenOf(terminal, func(name string) string {
			if name == c.variable {
				return c.value
			}
			return ""
		})
		if at.terminal != c.terminal || at.color != c.color {
			t.Errorf("%s=%s: terminal %v, color %v", c.variable, c.value, at.terminal, at.color)
		}
	}
}
