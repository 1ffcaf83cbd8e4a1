//go:build !linux && !darwin && !freebsd

// Package filelock keeps processes on one machine apart.
package filelock

import (
	"errors"
	"os"
)

// Try cannot lock here.
func Try(*os.File) (bool, error) { return false, errors.ErrUnsupported }
