package series

import (
	"errors"
	"fmt"
	"os"

	"github.com/freshet-bench/freshet/internal/filelock"
)

// ErrBusy is that another process makes the runs of a folder.
var ErrBusy = errors.New("another freshet is making its runs")

// Lock keeps other processes from making runs in a folder until the file that it
// returns is closed or this process ends. It fails with ErrBusy if one does. Where the
// system has no such locks, nobody is kept out.
func Lock(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("locking the folder of the runs: %w", err)
	}
	switch held, err := filelock.Try(f); {
	case errors.Is(err, errors.ErrUnsupported) || held:
		return f, nil
	case err == nil:
		err = ErrBusy
		fallthrough
	default:
		_ = f.Close()
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
}
