//go:build linux || darwin || freebsd

// Package filelock keeps processes on one machine apart.
package filelock

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Try locks an open file or folder until it is closed or the process ends, however
// that happens; false if another open file holds the lock. Where the system has no
// such locks the error is errors.ErrUnsupported.
func Try(file *os.File) (bool, error) {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
