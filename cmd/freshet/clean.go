package main

import (
	"os"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/spf13/cobra"
)

func newCleanCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "clean",
		Short: "Remove what killed runs left behind",
		Long: `Remove the data of the embedded target that killed runs left in the temporary
folder. Runs under way keep theirs, and run records are never touched. Every run
does this before it starts, so this is for when you want the disk back now.`,
		Example: `  freshet clean
  TMPDIR=/mnt/scratch freshet clean`,
		GroupID:               groupTidy,
		Args:                  needs(0, 0, "no arguments"),
		DisableFlagsInUseLine: true,
		RunE:                  func(*cobra.Command, []string) error { return p.clean(os.TempDir()) },
	}
}

// clean removes what is left in dir and says what it was.
func (p *program) clean(dir string) error {
	removed, err := target.Clean(dir)
	if err != nil {
		return err
	}
	for _, path := range removed {
		if err := p.printf("Removed %s\n", path); err != nil {
			return err
		}
	}
	if len(removed) == 0 {
		return p.printf("Nothing was left in %s\n", dir)
	}
	return nil
}
