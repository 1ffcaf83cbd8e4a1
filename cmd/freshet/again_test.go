package main

import (
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCallName(t *testing.T) {
	for invoked, want := range map[string]string{
		"freshet":                           "freshet",
		"./bin/freshet":                     "./bin/freshet",
		"/my bin/fresh":                     "'/my bin/fresh'",
		"":                                  "freshet",
		"/tmp/go-build123/b001/exe/freshet": "go run ./cmd/freshet",
	} {
		if got := (&program{invoked: invoked}).callName(); got != want {
			t.Errorf("%q: %q, want %q", invoked, got, want)
		}
	}
}

func TestShellTakesWordsApartAsWritten(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh on the PATH")
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[ -~]{0,12}`), 1, 4).Draw(t, "words")
		out, err := exec.Command(sh, "-c", "printf '%s\\n' "+shellJoin(words)).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, want := string(out), strings.Join(words, "\n")+"\n"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
