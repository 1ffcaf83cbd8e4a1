package main

import (
	"slices"

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

// checkStorage refuses flags of a storage that none of the targets has, and drops those
// that are of another.
func (t *targetFlags) checkStorage(cmd *cobra.Command) error {
	all := t.among
	if len(all) == 0 {
		all = []string{t.name.String()}
	}
	for _, f := range []struct {
		name, of string
		value    *string
	}{
		{"tier-class", containers.Tiered, &t.tier.Class}, {"tier-path", containers.Tiered, &t.tier.Path},
		{"tier-jars", containers.Tiered, &t.tier.Jars}, {"s3-image", containers.AutoMQ, &t.s3Image},
	} {
		switch {
		case !cmd.Flags().Changed(f.name):
		case !slices.Contains(all, f.of):
			return usagef("--%s is for --target %s", f.name, f.of)
		case t.name.preset() != f.of:
			*f.value = ""
		}
	}
	if t.tier.Path != "" && t.tier.Jars != "" {
		return usagef("--tier-path is inside the image and --tier-jars on this machine: give one of them")
	}
	if t.image != "" && len(all) > 1 && slices.Contains(all, containers.AutoMQ) {
		return usagef("--image with several targets is for those that have the same: name the image of automq by $%s", containers.AutoMQVariable)
	}
	if t.name.preset() == containers.AutoMQ && t.jmx == containers.ImageAgent {
		return usagef("the image of AutoMQ has no agent at %s: give --jmx=FILE", containers.AgentPath)
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
