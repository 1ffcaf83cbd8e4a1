package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/freshet-bench/freshet/harness/target/containers"
)

// bindTier adds the flags of remote storage.
func (t *targetFlags) bindTier(flags *pflag.FlagSet) {
	flags.StringVar(&t.tier.Class, "tier-class", "", "with --target tiered, the `class` of the remote storage (default Kafka's LocalTieredStorage, a directory); its settings by --broker-env KAFKA_RSM_CONFIG_NAME=VALUE")
	flags.StringVar(&t.tier.Path, "tier-path", "", "with --target tiered, the class `path` of the remote storage inside the image (default "+containers.LocalTierPath+")")
	flags.StringVar(&t.tier.Jars, "tier-jars", "", "with --target tiered, a `folder` of this machine with the jars of the remote storage, for an image without them")
}

// checkTier refuses flags of remote storage where there is none.
func (t *targetFlags) checkTier(cmd *cobra.Command) error {
	for _, name := range []string{"tier-class", "tier-path", "tier-jars"} {
		if cmd.Flags().Changed(name) && t.name.preset() != containers.Tiered {
			return usagef("--%s is for --target %s", name, containers.Tiered)
		}
	}
	if t.tier.Path != "" && t.tier.Jars != "" {
		return usagef("--tier-path is inside the image and --tier-jars on this machine: give one of them")
	}
	return nil
}

// tierArguments are the flags that give the same remote storage again.
func (t *targetFlags) tierArguments() []string {
	var args []string
	for _, f := range []struct{ name, value string }{{"--tier-class", t.tier.Class}, {"--tier-path", t.tier.Path}, {"--tier-jars", t.tier.Jars}} {
		if f.value != "" {
			args = append(args, f.name, f.value)
		}
	}
	return args
}
