package main

import (
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/spf13/cobra"
)

func newShowCommand(p *program) *cobra.Command {
	var flags overrides
	var plan, resolved bool
	cmd := &cobra.Command{
		Use:   "show <scenario>",
		Short: "Show a scenario, or with --plan what a run of it would do",
		Long: `Show a scenario file as it is written, to read or to start your own from.

With --resolved, or with a flag that changes it, the scenario is shown with every
default filled in. With --plan Freshet works out what a run would do before it
touches anything: topics, records, bytes, rates, how busy every stage is, the
timeline, the disk that it takes, and warnings.`,
		Example: `  freshet show campaign-burst > my.yaml
  freshet show campaign-burst --plan
  freshet show my.yaml --plan --scale 10 --set stages.ranking.work=2ms`,
		GroupID:           groupRead,
		Args:              needs(1, 1, "one scenario: a shipped name or a file"),
		ValidArgsFunction: completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(cmd); err != nil {
				return err
			}
			if !plan && !resolved && !flags.any() {
				return p.showSource(args[0])
			}
			sc, err := scenarios.Load(args[0], flags.options(p.getenv))
			if err != nil {
				return err
			}
			if plan {
				return sc.WritePlan(p.stdout)
			}
			return p.printf("%s", sc.Resolved)
		},
	}
	flags.bind(cmd.Flags())
	cmd.Flags().BoolVar(&plan, "plan", false, "work out what a run would do")
	cmd.Flags().BoolVar(&resolved, "resolved", false, "fill in every default")
	return cmd
}

// showSource writes a scenario as its author wrote it.
func (p *program) showSource(name string) error {
	source, err := scenarios.ReadSource(name)
	if err != nil {
		return err
	}
	return p.printf("%s", source)
}

// completeScenarios offers the shipped names, and files, for up to most
// arguments; below 0 there is no limit.
func completeScenarios(most int) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if most >= 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []cobra.Completion
		for _, info := range scenarios.Shipped() {
			names = append(names, cobra.CompletionWithDesc(info.Name, oneLine(info.About)))
		}
		return names, cobra.ShellCompDirectiveDefault
	}
}
