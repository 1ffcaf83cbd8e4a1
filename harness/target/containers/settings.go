package containers

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"slices"
)

// settingsLength is how much of the digest of a cluster's settings goes into labels.
const settingsLength = 16

// settings is a digest of all that makes brokers what they are: the image's
// contents, and each broker's environment and agent. Two clusters with the same one
// differ in nothing but their ids and ports.
func (t *Target) settings() (string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n", t.imageID)
	for _, b := range t.all() {
		env := t.environment(b)
		delete(env, "CLUSTER_ID")
		delete(env, "KAFKA_ADVERTISED_LISTENERS") // its port
		fmt.Fprintf(sum, "broker %d\n", b.id)
		for _, name := range slices.Sorted(maps.Keys(env)) {
			fmt.Fprintf(sum, "%q=%q\n", name, env[name])
		}
	}
	if err := t.addAgentTo(sum); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil))[:settingsLength], nil
}

// addAgentTo adds what the brokers' agent is.
func (t *Target) addAgentTo(sum hash.Hash) error {
	if t.opts.JMX == "" {
		return nil
	}
	fmt.Fprintf(sum, "rules %q\n", rules)
	if t.opts.JMX == ImageAgent {
		return nil
	}
	jar, err := os.Open(t.opts.JMX)
	if err != nil {
		return fmt.Errorf("read the agent: %w", err)
	}
	_, err = io.Copy(sum, jar)
	if closed := jar.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("read the agent: %w", err)
	}
	return nil
}
