package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/freshet-bench/freshet/harness/target/containers"
)

// bindStorage adds the flags of remote and shared storage.
func (t *targetFlags) bindStorage(flags *pflag.FlagSet) {
	flags.StringVar(&t.tier.Class, "tier-class", "", "with --target tiered, the `class` of the remote storage (default Kafka's LocalTieredStorage, a directory); its settings by --broker-env KAFKA_RSM_CONFIG_NAME=VALUE")
	flags.StringVar(&t.tier.Path, "tier-path", "", "with --target tiered, the class `path` of the remote storage inside the image (default "+containers.LocalTierPath+")")
	flags.StringVar(&t.tier.Jars, "tier-jars", "", "with --target tiered, a `folder` of this machine with the jars of the remote storage, for an image without them")
	flags.StringVar(&t.s3Image, "s3-image", "", "with --target automq, the `image` of the object store, MinIO (default $"+containers.S3Variable+" or "+containers.DefaultS3Image+")")
}

// checkStorage refuses flags of a storage that the target does not have.
func (t *targetFlags) checkStorage(cmd *cobra.Command) error {
	for _, f := range []struct{ name, of string }{
		{"tier-class", containers.Tiered}, {"tier-path", containers.Tiered}, {"tier-jars", containers.Tiered}, {"s3-image", containers.AutoMQ},
	} {
		if cmd.Flags().Changed(f.name) && t.name.preset() != f.of {
			return usagef("--%s is for --target %s", f.name, f.of)
		}
	}
	if t.name.preset() == containers.AutoMQ && t.jmx == containers.ImageAgent {
		return usagef("the image of AutoMQ has no agent at %s: give --jmx=FILE", containers.AgentPath)
	}
	if t.tier.Path != "" && t.tier.Jars != "" {
		return usagef("--tier-path is inside the image and --tier-jars on this machine: give one of them")
	}
	return nil
}

// storageArguments are the flags that give the same storage again.
func (t *targetFlags) storageArguments() []string {
	var args []string
	for _, f := range []struct{ name, value string }{{"--tier-class", t.tier.Class}, {"--tier-path", t.tier.Path}, {"--tier-jars", t.tier.Jars}, {"--s3-image", t.s3Image}} {
		if f.value != "" {
			args = append(args, f.name, f.value)
		}
	}
	return args
}
