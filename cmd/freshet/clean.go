package main

import (
	"context"
	"errors"
	"os"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/spf13/cobra"
)

func newCleanCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "clean",
		Short: "Remove what killed runs left behind",
		Long: `Remove what killed runs left: the data of the embedded target in the temporary
folder, and the containers, volumes and networks of the containers target, where
Docker answers. Runs under way keep theirs, and run records are never touched. Every
run does this before it starts, so this is for when you want the room back now.`,
		Example: `  freshet clean
  TMPDIR=/mnt/scratch freshet clean`,
		GroupID:               groupTidy,
		Args:                  needs(0, 0, "no arguments"),
		DisableFlagsInUseLine: true,
		RunE:                  func(cmd *cobra.Command, _ []string) error { return p.clean(cmd.Context(), os.TempDir()) },
	}
}

// clean removes what is left in dir and in Docker, and says what it was.
func (p *program) clean(ctx context.Context, dir string) error {
	removed, err := target.Clean(dir)
	where := dir
	inDocker, dockerErr := containers.Clean(ctx)
	removed = append(removed, inDocker...)
	if !errors.Is(dockerErr, containers.ErrNoDocker) {
		where += " or in Docker"
		err = errors.Join(err, dockerErr)
	}
	for _, what := range removed {
		if err := p.printf("Removed %s\n", what); err != nil {
			return err
		}
	}
	if err == nil && len(removed) == 0 {
		return p.printf("Nothing was left in %s\n", where)
	}
	return err
}
