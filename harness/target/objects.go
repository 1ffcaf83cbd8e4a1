package target

import (
	"context"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// ObjectMeter is a target that may keep its records in an object store whose requests
// and bytes it can count.
type ObjectMeter interface {
	// Objects is one line of results.UsageObjects, with At not set; one that cannot be
	// read says why. It is called by one goroutine at a time.
	Objects(ctx context.Context) []results.UsageLine
	// ObjectsEvery is how far apart samples are to be taken; 0 = there is no object
	// store to meter.
	ObjectsEvery() time.Duration
}
