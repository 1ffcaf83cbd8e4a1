package harness

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// guard starts the run's goroutines. A panic in one becomes the run's failure,
// so that the record is closed and a report can be written.
type guard struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
	// failed is closed when the first failure is known.
	failed chan struct{}
}

func newGuard() *guard {
	return &guard{failed: make(chan struct{})}
}

// Go runs f; a returned error or a panic fails the run.
func (g *guard) Go(what string, f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		defer g.catch(what)
		if err := f(); err != nil {
			g.fail(fmt.Errorf("%s: %w", what, err))
		}
	}()
}

// catch turns a panic of the calling goroutine into the run's failure. It is
// for goroutines that others start, such as a client's callbacks.
func (g *guard) catch(what string) {
	if p := recover(); p != nil {
		g.fail(fmt.Errorf("%s: internal error: %v\n%s", what, p, debug.Stack()))
	}
}

// fail records the first failure of the run.
func (g *guard) fail(err error) {
	g.once.Do(func() {
		g.err = err
		close(g.failed)
	})
}

// failure is the first failure, or nil.
func (g *guard) failure() error {
	select {
	case <-g.failed:
		return g.err
	default:
		return nil
	}
}

func (g *guard) wait() { g.wg.Wait() }
