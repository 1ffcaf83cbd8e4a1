//go:build !linux

package containers

import (
	"errors"
	"os"
	"syscall"
)

// processStarted is not known here.
func processStarted(int) string { return "" }

// processAlive reports whether a process may exist: where that cannot be found out,
// it counts as alive.
func processAlive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false // Windows: there is none
	}
	return !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
