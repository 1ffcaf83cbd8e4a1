package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/harness/target/external"
	"github.com/spf13/cobra"
)

// cleanOlderThan is how old what a run left on an external cluster must be, unless
// somebody says otherwise.
const cleanOlderThan = time.Hour

// cleanFlags are the flags of the clean command: those of a cluster, and of what to
// remove from it.
type cleanFlags struct {
	on        profileFlags
	connect   connectFlags
	olderThan durationFlag
	runs      []string
}

func newCleanCommand(p *program) *cobra.Command {
	var flags cleanFlags
	cmd := &cobra.Command{
		Use:   "clean",
		Short: "Remove what killed runs left behind",
		Long: `Remove what killed runs left: the data of the embedded target in the temporary
folder, and the containers, volumes and networks of the containers target, where
Docker answers. Runs under way keep theirs, and run records are never touched. Every
run does this before it starts, so this is for when you want the room back now. The
clusters that --reuse kept, which no other run removes, go too, unless one is in use.

With --bootstrap or --config, or with --target and the name of a profile of an external
cluster, it is that cluster that is cleaned instead: the topics and
groups of runs on it, by their names (freshet-RUN.*), if the run began and wrote its
last record more than --older-than ago and its groups have no member. Nothing else on
the cluster is touched.`,
		Example: `  freshet clean
  TMPDIR=/mnt/scratch freshet clean
  freshet clean --config client.properties --older-than 10m
  freshet clean --target staging           # as freshet.yaml describes it
  freshet clean --bootstrap kafka1:9092 --run 20260102-030405-1x2y3z`,
		GroupID:               groupTidy,
		Args:                  needs(0, 0, "no arguments"),
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if flags.meansCluster(cmd) {
				return p.cleanCluster(cmd, flags)
			}
			return p.clean(cmd.Context(), os.TempDir())
		},
	}
	flags.on.bindAs(cmd, "`name` of an external cluster to clean, as a profile describes it")
	flags.connect.bind(cmd.Flags(), "")
	cmd.Flags().Var(&flags.olderThan, "older-than", "on a cluster, remove what is older than this, as in 10m (default 1h)")
	cmd.Flags().StringArrayVar(&flags.runs, "run", nil, "on a cluster, remove what the run with this `id` left, whatever its age (may be repeated)")
	return cmd
}

// meansCluster reports whether a cluster is to be cleaned, not this machine.
func (f *cleanFlags) meansCluster(cmd *cobra.Command) bool {
	_, given := f.connect.given(cmd)
	return given || f.olderThan != 0 || len(f.runs) > 0 || cmd.Flags().Changed("target") || f.on.file != ""
}

// check finds out which cluster is meant, and refuses targets that leave nothing on
// one.
func (f *cleanFlags) check(cmd *cobra.Command) error {
	if err := f.on.check(); err != nil {
		return err
	}
	name, given := f.connect.given(cmd)
	switch kind := f.on.kind(); {
	case !cmd.Flags().Changed("target") && f.on.file != "":
		return usagef("--profiles is for --target")
	case cmd.Flags().Changed("target") && kind != elsewhere:
		return usagef("what runs on %s leave is on this machine: freshet clean without --target removes it", f.on.name)
	case f.on.profile != nil && given:
		return usagef("--%s and --target %s do not go together: how that is reached stands in %s", name, f.on.name, f.on.profile.File())
	case f.on.profile != nil:
		return nil
	}
	return f.connect.check(cmd)
}

// options is how the cluster is reached.
func (f *cleanFlags) options(getenv func(string) string, tell func(line string)) (external.Options, error) {
	if f.on.profile != nil {
		return f.on.connection(tell)
	}
	return f.connect.options(getenv, tell)
}

// cleanCluster removes what runs left on a cluster, and says what it was and what
// stays.
func (p *program) cleanCluster(cmd *cobra.Command, flags cleanFlags) error {
	if err := flags.check(cmd); err != nil {
		return err
	}
	tell := p.newProgress(false, nil).starting
	opts, err := flags.options(p.getenv, tell)
	if err != nil {
		return err
	}
	opts.Progress = tell
	done, err := external.Clean(cmd.Context(), opts, external.Leftovers{
		OlderThan: cmp.Or(time.Duration(flags.olderThan), cleanOlderThan), Runs: flags.runs, Now: p.now(),
	})
	for _, what := range done.Removed {
		if err := p.printf("Removed %s\n", what); err != nil {
			return err
		}
	}
	for _, run := range done.Kept {
		if err := p.printf("Kept run %s\n", run); err != nil {
			return err
		}
	}
	if err == nil && len(done.Removed)+len(done.Kept) == 0 {
		return p.printf("No run has left anything on the cluster\n")
	}
	return err
}

// clean removes what is left in dir and in Docker, and says what it was.
func (p *program) clean(ctx context.Context, dir string) error {
	removed, err := target.Clean(dir)
	where := dir
	inDocker, dockerErr := containers.Clean(ctx)
	removed = append(removed, inDocker.Removed...)
	if !errors.Is(dockerErr, containers.ErrNoDocker) {
		where += " or in Docker"
		err = errors.Join(err, dockerErr)
	}
	for _, what := range removed {
		if err := p.printf("Removed %s\n", what); err != nil {
			return err
		}
	}
	for _, what := range inDocker.Kept {
		if err := p.printf("Kept %s\n", what); err != nil {
			return err
		}
	}
	if err == nil && len(removed)+len(inDocker.Kept) == 0 {
		return p.printf("Nothing was left in %s\n", where)
	}
	return err
}
