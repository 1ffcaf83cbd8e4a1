package target

import (
	"fmt"
	"strings"
	"sync"

	"github.com/twmb/franz-go/pkg/kfake"
)

// writeFailure is how kfake's messages about records that it could not store begin.
const writeFailure = "persist batch"

// brokerLog is kfake's logger: it keeps the first failed write and drops the rest.
type brokerLog struct {
	mu    sync.Mutex
	first error
}

var _ kfake.Logger = (*brokerLog)(nil)

// Logf takes a message of kfake.
func (l *brokerLog) Logf(level kfake.LogLevel, format string, args ...any) {
	if level > kfake.LogLevelWarn || !strings.HasPrefix(format, writeFailure) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.first == nil {
		l.first = fmt.Errorf("embedded target: "+format, args...)
	}
}

func (l *brokerLog) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first
}
