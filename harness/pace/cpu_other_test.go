//go:build !linux

package pace_test

import (
	"testing"
	"time"
)

// threadCPU is 0: there is no figure for one thread.
func threadCPU(*testing.B) time.Duration { return 0 }
