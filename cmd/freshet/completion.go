package main

import (
	"github.com/spf13/cobra"
)

// addCompletionCommand adds cobra's command, made to refuse what it does not know
// as the others do.
func addCompletionCommand(root *cobra.Command) {
	root.SetCompletionCommandGroupID(groupTidy)
	root.InitDefaultCompletionCmd()
	for _, command := range root.Commands() {
		if command.Name() != "completion" {
			continue
		}
		command.Short = "Print a script that completes commands and scenarios in a shell"
		command.Example = "  source <(freshet completion bash)\n  freshet completion zsh > \"${fpath[1]}/_freshet\""
		command.Args = unknownCommand
		command.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		for _, shell := range command.Commands() {
			shell.Args = needs(0, 0, "no arguments")
		}
	}
}
