package main

import (
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/spf13/cobra"
)

func newSchemaCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a scenario, for editors",
		Long: `Print the JSON Schema of a scenario file. An editor with a YAML language server
completes and checks fields with it; put this on the first line of the scenario:

  # yaml-language-server: $schema=./freshet.schema.json

'freshet check' knows more than the schema: names, references, units, arithmetic.`,
		Example:               "  freshet schema > freshet.schema.json",
		GroupID:               groupTidy,
		Args:                  needs(0, 0, "no arguments"),
		DisableFlagsInUseLine: true,
		RunE: func(*cobra.Command, []string) error {
			return p.printf("%s\n", scenarios.Schema())
		},
	}
}
