package containers

import (
	"slices"
	"testing"
)

// TestSecretsOfBrokersAreNotRecorded gives a broker secrets, as those of a plugin's
// object store: the record has their names alone.
func TestSecretsOfBrokersAreNotRecorded(t *testing.T) {
	tgt := New(Options{Env: map[string]string{
		"KAFKA_RSM_CONFIG_STORAGE_AWS_SECRET_ACCESS_KEY": "hunter2hunter2", "KAFKA_SSL_KEYSTORE_PASSWORD": "x", "KAFKA_HEAP_OPTS": "-Xmx1g",
	}})
	want := []string{
		"KAFKA_HEAP_OPTS=-Xmx1g", "KAFKA_RSM_CONFIG_STORAGE_AWS_SECRET_ACCESS_KEY=(not-recorded)", "KAFKA_SSL_KEYSTORE_PASSWORD=(not-recorded)",
	}
	if got := tgt.Facts().Settings; !slices.Equal(got, want) {
		t.Errorf("settings %q", got)
	}
}
