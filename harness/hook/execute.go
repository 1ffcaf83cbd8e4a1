package hook

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// drainWithin is how long the output of a command may come after its end: of a
// process that left its group and still holds the pipe.
const drainWithin = 200 * time.Millisecond

// TimeoutError is the error of a command, or of a wait, that took longer than it
// may.
type TimeoutError struct{ After time.Duration }

// Error says after how long.
func (e *TimeoutError) Error() string {
	return "was not done within " + measure.FormatDuration(e.After)
}

// Execute runs a command to its end in dir and returns the last lines of what it
// wrote, with the secrets of the environment masked. env is its whole environment.
// What the command started in its process group ends with it, however it ends: by
// itself, by the end of ctx, or by timeout (a TimeoutError). A command that ended
// with another code than 0 is an error with its last line.
func Execute(ctx context.Context, c Command, dir string, env []string, timeout time.Duration) (output []string, err error) {
	name, args, err := c.resolve(env)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Short(), err)
	}
	within, cancel := context.WithTimeoutCause(ctx, timeout, &TimeoutError{After: timeout})
	defer cancel()
	cmd := exec.CommandContext(within, name, args...)
	cmd.Dir, cmd.Env = dir, env
	separate(cmd)
	t := newTail(maskOf(env))
	if err := runInto(cmd, t); err != nil {
		return t.lines(), fmt.Errorf("%s %w", c.Short(), ended(within, err, t))
	}
	return t.lines(), nil
}

// resolve is the program and its arguments.
func (c Command) resolve(env []string) (name string, args []string, err error) {
	if c.Shell != "" {
		return "sh", []string{"-c", c.Shell}, nil
	}
	values := map[string]string{}
	for _, pair := range env {
		key, value, _ := strings.Cut(pair, "=")
		values[key] = value
	}
	argv := make([]string, len(c.Argv))
	for i, arg := range c.Argv {
		if argv[i], err = Expand(arg, func(name string) (string, bool) { v, ok := values[name]; return v, ok }); err != nil {
			return "", nil, err
		}
	}
	return argv[0], argv[1:], nil
}

// runInto runs cmd with its output going to t, and ends what is left of its group.
func runInto(cmd *exec.Cmd, t *tail) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	cmd.Stdout, cmd.Stderr = w, w
	err = cmd.Start()
	w.Close()
	if err != nil {
		return err
	}
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		t.readFrom(r)
	}()
	err = cmd.Wait()
	endGroup(cmd.Process.Pid)
	_ = r.SetReadDeadline(time.Now().Add(drainWithin)) // a pipe has deadlines
	<-copied
	return err
}

// ended says how a command ended that did not end well.
func ended(ctx context.Context, err error, t *tail) error {
	var late *TimeoutError
	var exit *exec.ExitError
	switch cause := context.Cause(ctx); {
	case errors.As(cause, &late):
		return fmt.Errorf("%w and was ended%s", late, t.lastWords())
	case cause != nil:
		return fmt.Errorf("was ended: %w", cause)
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return fmt.Errorf("ended with %d%s", exit.ExitCode(), t.lastWords())
	case errors.As(err, &exit):
		return fmt.Errorf("was ended by a signal (%s)%s", exit, t.lastWords())
	}
	return fmt.Errorf("could not be started: %w", err)
}
