//go:build !unix

package harness

import "time"

// cpuTime is 0 where the system does not tell in a way that is known here.
func cpuTime() time.Duration { return 0 }
