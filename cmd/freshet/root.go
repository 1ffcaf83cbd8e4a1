package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Groups of commands, as help shows them.
const (
	groupRun  = "run"
	groupRead = "read"
	groupTidy = "tidy"
)

func newRootCommand(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:   "freshet",
		Short: "How old is a signal when the decision uses it?",
		Long: `Freshet loads, breaks and replays a Kafka-compatible stream and reports how
old its signals get, how far its consumers lag and what went missing or wrong.`,
		Example: `  freshet run quick                    # half a minute, on a cluster inside this process
  freshet list                         # what else is shipped
  freshet show campaign-burst > my.yaml
  freshet check my.yaml
  freshet run my.yaml --seed 7 --set sources.clicks.rate=200/s`,
		SilenceErrors:         true,
		SilenceUsage:          true,
		DisableFlagsInUseLine: true,
		Version:               describeBuild(readBuild()),
		Args:                  unknownCommand,
		RunE:                  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetUsageTemplate(usageTemplate)
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(
		&cobra.Group{ID: groupRun, Title: "Run:"},
		&cobra.Group{ID: groupRead, Title: "Look before and after:"},
		&cobra.Group{ID: groupTidy, Title: "Around it:"},
	)
	root.AddCommand(
		newRunCommand(p), newCheckCommand(p), newListCommand(p), newShowCommand(p),
		newReportCommand(p), newCompareCommand(p), newCostCommand(p), newCleanCommand(p), newSchemaCommand(p), newVersionCommand(p),
	)
	root.SetHelpCommand(newHelpCommand(root))
	root.SetHelpCommandGroupID(groupTidy)
	addCompletionCommand(root)
	return root
}

// unknownCommand is how a command that only has commands looks at its arguments:
// there should be none, or one of those would have taken them.
func unknownCommand(parent *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, command := range parent.Commands() {
		names = append(names, command.Name())
	}
	return usagef("unknown command %q%s; '%s --help' lists them", args[0], didYouMean(args[0], names), parent.CommandPath())
}

// flagError names the flag that was probably meant and the command whose help has
// them all.
func flagError(cmd *cobra.Command, err error) error {
	hint := ""
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		hint = didYouMean(unknown.GetSpecifiedName(), names)
	}
	return usagef("%w%s; see '%s --help'", err, hint, cmd.CommandPath())
}

// didYouMean is the end of a message about a word that is nearly one of
// candidates, or nothing.
func didYouMean(word string, candidates []string) string {
	if nearest := measure.Nearest(word, candidates); nearest != "" {
		return fmt.Sprintf("; did you mean %q?", nearest)
	}
	return ""
}

// needs checks the number of arguments and says which are missing.
func needs(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usagef("%s needs %s; for example: %s", cmd.CommandPath(), what, firstExample(cmd))
		case most >= 0 && len(args) > most:
			return usagef("%s takes %s, not %q as well", cmd.CommandPath(), what, args[most])
		}
		return nil
	}
}

// firstExample is the first line of a command's examples without its comment.
func firstExample(cmd *cobra.Command) string {
	line, _, _ := strings.Cut(cmd.Example, "\n")
	line, _, _ = strings.Cut(line, "#")
	return strings.TrimSpace(line)
}
