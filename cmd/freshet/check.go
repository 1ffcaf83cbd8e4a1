package main

import (
	"github.com/spf13/cobra"
)

func newCheckCommand(p *program) *cobra.Command {
	var flags overrides
	var on targetFlag
	var quiet bool
	cmd := &cobra.Command{
		Use:   "check <scenario>...",
		Short: "Check scenarios without running them",
		Long: `Check scenario files, shipped scenarios or folders of files. Every problem is
reported at once, one line each, as file:line:column with what was expected and
the nearest valid word, also what the target cannot do. Nothing is started and nothing is written.

Exit code 0 if all are good, 104 if any is not.`,
		Example: `  freshet check my.yaml
  freshet check scenarios/ --quiet        # every .yaml in a folder
  freshet check quick --set sources.clicks.rate=5000/s`,
		GroupID:           groupRead,
		Args:              needs(1, -1, "a scenario: a shipped name, a file or a folder"),
		ValidArgsFunction: completeScenarios(-1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(cmd); err != nil {
				return err
			}
			return p.check(args, flags, on, quiet)
		},
	}
	flags.bind(cmd.Flags())
	on.bind(cmd.Flags())
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "say nothing of scenarios that are good")
	return cmd
}

// check loads the scenarios and says of each that it is good.
func (p *program) check(args []string, flags overrides, on targetFlag, quiet bool) error {
	scenes, err := loadAll(args, flags.options(p.getenv))
	if err != nil {
		return err
	}
	tested := targetFlags{name: on}
	if err := checkTarget(scenes, tested.open(nil)); err != nil {
		return err
	}
	if quiet {
		return nil
	}
	for _, sc := range scenes {
		if err := p.printf("%s: good, for the %s target\n", sc.arg, on.String()); err != nil {
			return err
		}
	}
	return nil
}
