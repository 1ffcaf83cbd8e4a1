//go:build unix

package hook_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/freshet-bench/freshet/harness/hook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const within = time.Minute

func shell(line string) hook.Command { return hook.Command{Shell: line} }

func TestExecute(t *testing.T) {
	dir := t.TempDir()
	env := append(os.Environ(), "FRESHET_BROKER=2", "DB_PASSWORD=swordfish", "SHORT_TOKEN=abc")
	for name, c := range map[string]struct {
		command hook.Command
		output  []string
		err     string
	}{
		"a line":           {shell("echo one; echo two >&2"), []string{"one", "two"}, ""},
		"its folder":       {shell("pwd -P"), []string{real(t, dir)}, ""},
		"its environment":  {shell("echo broker $FRESHET_BROKER"), []string{"broker 2"}, ""},
		"a program":        {hook.Command{Argv: []string{"echo", "kafka-${FRESHET_BROKER}", "$x y"}}, []string{"kafka-2 $x y"}, ""},
		"nothing said":     {shell("true"), nil, ""},
		"empty lines":      {shell("printf '\\n\\n a \\r\\n\\n'"), []string{"a"}, ""},
		"control bytes":    {shell("printf 'a\\033[1mb\\000\\n'"), []string{"a[1mb"}, ""},
		"no end of line":   {shell("printf done"), []string{"done"}, ""},
		"a secret":         {shell("echo password is $DB_PASSWORD, not $SHORT_TOKEN"), []string{"password is ${DB_PASSWORD}, not abc"}, ""},
		"a code":           {shell("echo starting; echo no such pod >&2; exit 3"), []string{"starting", "no such pod"}, "ended with 3: no such pod"},
		"a code, silently": {shell("exit 4"), nil, "exit 4 ended with 4"},
		"a signal":         {shell("kill -9 $$"), nil, "was ended by a signal (signal: killed)"},
		"no such command":  {shell("./missing.sh"), nil, "./missing.sh ended with 127: "},
		"no such program":  {hook.Command{Argv: []string{"./missing.sh", "x"}}, nil, "./missing.sh x could not be started: "},
		"no such variable": {hook.Command{Argv: []string{"echo", "${FRESHET_NONE}"}}, nil, "the environment variable FRESHET_NONE is not set"},
		"a secret in a failure": {shell("echo bad password $DB_PASSWORD; exit 1"), []string{"bad password ${DB_PASSWORD}"},
			"ended with 1: bad password ${DB_PASSWORD}"},
	} {
		t.Run(name, func(t *testing.T) {
			output, err := hook.Execute(t.Context(), c.command, dir, env, within)
			switch {
			case c.err == "" && err != nil:
				t.Fatal(err)
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
				t.Errorf("error %v, want %q", err, c.err)
			case err != nil && strings.Contains(err.Error(), "\n"):
				t.Errorf("not one line: %q", err)
			}
			if c.output != nil && !slices.Equal(output, c.output) {
				t.Errorf("output %q, want %q", output, c.output)
			}
			if strings.Contains(strings.Join(output, " "), "swordfish") {
				t.Errorf("a secret in %q", output)
			}
		})
	}
}

func real(t *testing.T, dir string) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOutputIsBounded(t *testing.T) {
	output, err := hook.Execute(t.Context(), shell(`
		i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo line $i; done
		head -c 100000 /dev/zero | tr '\0' x; echo`), t.TempDir(), os.Environ(), within)
	if err != nil {
		t.Fatal(err)
	}
	if len(output) != 20 || output[0] != "line 482" {
		t.Errorf("%d lines, the first %q; want the last 20", len(output), output[0])
	}
	if last := output[19]; len(last) != 303 || !strings.HasSuffix(last, "x...") {
		t.Errorf("the long line has %d bytes: %q", len(last), last)
	}
}

// A hook that starts others must leave none, however it ends.
func TestNothingIsLeftRunning(t *testing.T) {
	const children = "sleep 600 & echo $! > child; sleep 600 & echo $! > other; "
	for name, c := range map[string]struct {
		script  string
		timeout time.Duration
		cancel  bool
		err     string
	}{
		"it ends":          {children + "true", within, false, ""},
		"it fails":         {children + "exit 1", within, false, "ended with 1"},
		"it takes long":    {children + "echo waiting; wait", 2 * time.Second, false, "was not done within 2 s and was ended"},
		"it is stubborn":   {"trap '' TERM INT HUP; " + children + "while :; do wait; done", 2 * time.Second, false, "was not done within 2 s"},
		"it is interupted": {children + "echo > ready; wait", within, true, "was ended: the load was interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			if c.cancel {
				go func() {
					await(func() bool { return exists(filepath.Join(dir, "ready")) })
					cancel(errors.New("the load was interrupted"))
				}()
			}
			_, err := hook.Execute(ctx, shell(c.script), dir, os.Environ(), c.timeout)
			if (c.err == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			var late *hook.TimeoutError
			if errors.As(err, &late) != strings.Contains(c.err, "within") {
				t.Errorf("%v: of type TimeoutError: %v", err, late)
			}
			for _, file := range []string{"child", "other"} {
				pid, started := pidIn(filepath.Join(dir, file))
				if started && !await(func() bool { return gone(pid) }) {
					t.Errorf("process %d of %s is left", pid, file)
				}
				if !started && c.timeout == within { // else the time may have been too short
					t.Errorf("%s was not started", file)
				}
			}
		})
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// await waits for a condition; false if it does not come.
func await(condition func() bool) bool {
	for deadline := time.Now().Add(within); time.Now().Before(deadline); {
		if condition() {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

// pidIn is the process number that a script wrote into a file; false if it did not
// get so far.
func pidIn(file string) (pid int, ok bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	pid, err = strconv.Atoi(strings.TrimSpace(string(text)))
	return pid, err == nil
}

// gone is true for a process that has ended, also if nobody has asked for its end.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}
