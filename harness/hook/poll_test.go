package hook_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freshet-bench/freshet/harness/hook"
)

func TestPollEndsWithTheLookThatSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, calls := time.Now(), 0
		looks, err := hook.Poll(t.Context(), 2*time.Second, time.Minute, func(context.Context) error {
			if calls++; calls < 3 {
				return errors.New("not yet")
			}
			return nil
		})
		if took := time.Since(began); err != nil || looks != 3 || took != 4*time.Second {
			t.Errorf("%d looks in %v, %v", looks, took, err)
		}
	})
}

func TestPollTellsTheLastLookWhenTimeIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		_, err := hook.Poll(t.Context(), 2*time.Second, 5*time.Second, func(ctx context.Context) error {
			if calls++; calls < 3 {
				return errors.New("2 of 3 brokers")
			}
			<-ctx.Done() // cut off
			return ctx.Err()
		})
		var late *hook.TimeoutError
		if !errors.As(err, &late) || err.Error() != "was not done within 5 s (look 3: 2 of 3 brokers)" {
			t.Errorf("error: %v", err)
		}
	})
}

func TestPollEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		looks, err := hook.Poll(ctx, 2*time.Second, time.Minute, func(context.Context) error { return errors.New("not yet") })
		if looks != 2 || err == nil || !strings.Contains(err.Error(), "not yet") {
			t.Errorf("%d looks, %v", looks, err)
		}
	})
}
