package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"freshet": main})
}

// TestScript runs the command line's specification, testdata/script/*.txtar.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			// Records and temporary folders stay inside the script's own folder.
			env.Setenv("TMPDIR", env.WorkDir+"/tmp")
			// And out of this machine's Docker: freshet clean removes what is kept there.
			env.Setenv("DOCKER_HOST", "unix://"+env.WorkDir+"/no-docker.sock")
			env.Values[environment{}] = env
			return os.MkdirAll(env.WorkDir+"/tmp", 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"signalled": signalled,
			"fill":      fill,
		},
		Condition: func(name string) (bool, error) {
			if name == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
	})
}

// environment is the key of a script's environment among its values.
type environment struct{}

// exits CODE PROGRAM ARGS... runs a program that must end with that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program args...")
	}
	err := ts.Exec(args[1], args[2:]...)
	checkExit(ts, args[0], err)
}

// scriptSignals are the words of signalled.
var scriptSignals = map[string][]os.Signal{
	"INT":  {os.Interrupt},
	"INT2": {os.Interrupt, syscall.SIGTERM}, // two of a kind can merge into one
	"TERM": {syscall.SIGTERM},
	"KILL": {os.Kill},
}

// signalled SIGNAL PATTERN CODE PROGRAM ARGS... runs a program, sends it the
// signal (INT, TERM or KILL; INT2 sends two) once a line of its standard error
// matches, and expects the exit code, or "killed". Its standard error goes to the
// file stderr.txt.
func signalled(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: signalled INT|INT2|TERM|KILL pattern code program args...")
	}
	pattern, err := regexp.Compile(args[1])
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[3], args[4:]...)
	env := ts.Value(environment{}).(*testscript.Env)
	cmd.Env, cmd.Dir = env.Vars, ts.MkAbs(".")
	pipe, err := cmd.StderrPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	log, sent := sendAt(bufio.NewScanner(pipe), pattern, args[0], cmd.Process)
	err = cmd.Wait()
	ts.Logf("[stderr]\n%s", log)
	ts.Check(os.WriteFile(ts.MkAbs("stderr.txt"), log, 0o644))
	if !sent {
		ts.Fatalf("no line of standard error matched %s", pattern)
	}
	checkExit(ts, args[2], err)
}

// sendAt reads lines to the end and sends the signal at the first that matches.
func sendAt(lines *bufio.Scanner, pattern *regexp.Regexp, name string, to *os.Process) (log []byte, sent bool) {
	var all bytes.Buffer
	for lines.Scan() {
		fmt.Fprintln(&all, lines.Text())
		if !sent && pattern.Match(lines.Bytes()) {
			sent = true
			for _, signal := range scriptSignals[name] {
				_ = to.Signal(signal) // a process that is gone is seen by its exit code
			}
		}
	}
	return all.Bytes(), sent
}

// checkExit compares how a program ended with what was wanted.
func checkExit(ts *testscript.TestScript, want string, err error) {
	got := "0"
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() < 0:
		got = "killed"
	case errors.As(err, &exit):
		got = strconv.Itoa(exit.ExitCode())
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %s, want %s", got, want)
	}
}

// fill FILE BYTES TEXT makes a file of that size out of a repeated text, which may
// have Go's escapes.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: fill file bytes text")
	}
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	text, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	content := strings.Repeat(text, size/len(text)+1)[:size]
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(content), 0o644))
}
