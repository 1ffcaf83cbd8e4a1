//go:build unix

package fault_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/harness/hook"
)

// byHook is a verb done by a hook in a folder of its own, which notes in the file
// log what its commands do, and what it tells.
func byHook(t *testing.T, h hook.Hook) (verb fault.Hooked, told *[]string) {
	t.Helper()
	told = new([]string)
	h.Dir = t.TempDir()
	if h.Timeout == 0 {
		h.Timeout = time.Minute
	}
	h.Every = time.Millisecond
	return fault.Hooked{
		Verb: "kill", Hook: h, Env: append(os.Environ(), "FRESHET_VERB=kill"), Finder: &cluster{}, Brokers: which("2"),
		Tell: func(line string) { *told = append(*told, line) },
	}, told
}

func sh(line string) hook.Command { return hook.Command{Shell: line} }

// logged is what a hook's commands wrote into the file log.
func logged(t *testing.T, h fault.Hooked) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(h.Hook.Dir, "log"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

func TestAHookOfAnEntryThatLasts(t *testing.T) {
	verb, told := byHook(t, hook.Hook{
		Run: sh("echo run-$FRESHET_BROKER >> log; echo pod deleted"), Undo: sh("echo undo-$FRESHET_BROKER >> log"),
		Until: hook.Until{Command: sh("echo look-$FRESHET_BROKER >> log; [ $(grep -c look log) -ge 3 ]")},
	})
	verb.Lasting = true
	effect, err := verb.Begin(t.Context())
	if err != nil || effect.Run != nil || effect.Note != "kill of broker 2 by a hook: echo run-$FRESHET_BROKER >> log; echo pod deleted" {
		t.Fatalf("%+v, %v", effect, err)
	}
	if got := logged(t, verb); !slices.Equal(got, []string{"run-2"}) {
		t.Errorf("in effect, but did %q", got)
	}
	if err := effect.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	note, err := effect.Settle(t.Context())
	if err != nil || !strings.HasPrefix(note, "kill of broker 2 done, seen by echo look-") || !strings.HasSuffix(note, "(look 3)") {
		t.Errorf("%q, %v", note, err)
	}
	if got := logged(t, verb); !slices.Equal(got, []string{"run-2", "undo-2", "look-2", "look-2", "look-2"}) {
		t.Errorf("did %q", got)
	}
	if !slices.Equal(*told, []string{"hook: pod deleted"}) {
		t.Errorf("told %q", *told)
	}
}

func TestAHookThatTellsItsOwnEnd(t *testing.T) {
	verb, _ := byHook(t, hook.Hook{Run: sh("echo run >> log"), Until: hook.Until{Command: sh("echo look >> log; [ $(grep -c look log) -ge 2 ]")}})
	effect, err := verb.Begin(t.Context())
	if err != nil || effect.End != nil || effect.Until == "" || len(logged(t, verb)) != 0 {
		t.Fatalf("%+v, %v", effect, err)
	}
	if err := effect.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	note, err := effect.Settle(t.Context())
	if err != nil || !strings.HasSuffix(note, "(look 2)") || !slices.Equal(logged(t, verb), []string{"run", "look", "look"}) {
		t.Errorf("%q, %v, did %q", note, err, logged(t, verb))
	}
}

func TestAHookWithoutUntilEndsWithItsCommand(t *testing.T) {
	verb, _ := byHook(t, hook.Hook{Run: sh("echo run >> log")})
	effect, err := verb.Begin(t.Context())
	if err != nil || effect.Settle != nil || effect.Until != "echo run >> log ended with 0" {
		t.Fatalf("%+v, %v", effect, err)
	}
	if err := effect.Run(t.Context()); err != nil || !slices.Equal(logged(t, verb), []string{"run"}) {
		t.Errorf("%v, did %q", err, logged(t, verb))
	}
}

func TestHooksThatFail(t *testing.T) {
	never := hook.Until{Command: sh("echo only 2 of 3 brokers; false")}
	for name, c := range map[string]struct {
		hook hook.Hook
		want string
	}{
		"run":     {hook.Hook{Run: sh("echo no such pod; exit 3")}, "echo no such pod; exit 3 ended with 3: no such pod"},
		"until":   {hook.Hook{Run: sh("true"), Until: never, Timeout: 3 * time.Second}, "until echo only 2 of 3 brokers; false: was not done within 3 s (look "},
		"timeout": {hook.Hook{Run: sh("sleep 600"), Timeout: 50 * time.Millisecond}, "sleep 600 was not done within 50 ms and was ended"},
	} {
		t.Run(name, func(t *testing.T) {
			verb, _ := byHook(t, c.hook)
			effect, err := verb.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := effect.Run(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// What a hook began is taken back even if its command failed half way.
func TestAHookThatFailedIsUndone(t *testing.T) {
	verb, _ := byHook(t, hook.Hook{Run: sh("echo run >> log; exit 1"), Undo: sh("echo undo >> log; echo still down; exit 2")})
	verb.Lasting = true
	effect, err := verb.Begin(t.Context())
	if err == nil || effect.End == nil {
		t.Fatalf("%+v, %v", effect, err)
	}
	if err := effect.End(t.Context()); err == nil || !strings.Contains(err.Error(), "undo: echo undo") || !strings.Contains(err.Error(), "ended with 2: still down") {
		t.Errorf("error %v", err)
	}
	if got := logged(t, verb); !slices.Equal(got, []string{"run", "undo"}) {
		t.Errorf("did %q", got)
	}
}

// The command is run to its end when load is over, but nobody waits any longer for
// what it began.
func TestAHookThatLoadDoesNotWaitFor(t *testing.T) {
	verb, _ := byHook(t, hook.Hook{Run: sh("echo run >> log"), Until: hook.Until{Command: sh("false")}})
	load, over := context.WithCancel(t.Context())
	effect, err := verb.Begin(load)
	if err != nil {
		t.Fatal(err)
	}
	over()
	if err := effect.Run(t.Context()); err != nil || !slices.Equal(logged(t, verb), []string{"run"}) {
		t.Errorf("%v, did %q", err, logged(t, verb))
	}
}

func TestHooksLearnWhichBrokers(t *testing.T) {
	for broker, want := range map[string]string{
		"all":                "[1 2 3] [] [] []",
		"controller":         "[3] [3] [] []",
		"leader of clicks/5": "[2] [2] [run.clicks] [5]",
		"":                   "[] [] [] []",
	} {
		verb, told := byHook(t, hook.Hook{Run: sh(`echo "[$FRESHET_BROKERS] [$FRESHET_BROKER] [$FRESHET_TOPIC] [$FRESHET_PARTITION]"`)})
		verb.Brokers = which(broker)
		effect, err := verb.Begin(t.Context())
		if err == nil {
			err = effect.Run(t.Context())
		}
		if err != nil || !slices.Equal(*told, []string{"hook: " + want}) {
			t.Errorf("%q: told %q, want %q; %v", broker, *told, want, err)
		}
	}
	verb, _ := byHook(t, hook.Hook{Run: sh("true")})
	verb.Brokers = which("7")
	if _, err := verb.Begin(t.Context()); err == nil || !strings.Contains(err.Error(), `there is no broker "7"`) {
		t.Errorf("error %v", err)
	}
}
