package harness

import (
	"errors"
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// What the library takes for missing TLS is a broker that comes or goes, once a run
// has begun.
func TestNotesTellOfBrokersNotOfTLS(t *testing.T) {
	guessed := fmt.Errorf("fetching committed offsets: %w", &kgo.ErrFirstReadEOF{})
	if got := plainly(guessed); !errors.Is(got, errGoingOrComing) {
		t.Errorf("%v", got)
	}
	other := errors.New("no disk")
	if got := plainly(other); got != other {
		t.Errorf("%v", got)
	}
}
