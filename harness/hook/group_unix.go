//go:build unix

package hook

import (
	"os/exec"
	"syscall"
)

// separate gives a command a process group of its own, which a terminal's Ctrl-C
// does not reach and which ends as a whole.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		endGroup(cmd.Process.Pid)
		return nil
	}
}

// endGroup kills what is left of a process group, the number of which is that of
// its first process. A group that is gone is no error.
func endGroup(group int) { _ = syscall.Kill(-group, syscall.SIGKILL) }
