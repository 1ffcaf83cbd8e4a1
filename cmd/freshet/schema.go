package main

import (
	"github.com/freshet-bench/freshet/harness/target/profile"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/spf13/cobra"
)

func newSchemaCommand(p *program) *cobra.Command {
	var profiles bool
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a scenario, for editors",
		Long: `Print the JSON Schema of a scenario file, or with --profiles that of a file of
target profiles. An editor with a YAML language server
completes and checks fields with it; put this on the first line of the file:

  # yaml-language-server: $schema=./freshet.schema.json

'freshet check' knows more than the schema: names, references, units, arithmetic.`,
		Example: `  freshet schema > freshet.schema.json
  freshet schema --profiles > profiles.schema.json`,
		GroupID:               groupTidy,
		Args:                  needs(0, 0, "no arguments"),
		DisableFlagsInUseLine: true,
		RunE: func(*cobra.Command, []string) error {
			if profiles {
				return p.printf("%s", profile.Schema())
			}
			return p.printf("%s\n", scenarios.Schema())
		},
	}
	cmd.Flags().BoolVar(&profiles, "profiles", false, "the schema of a file of target profiles")
	return cmd
}
