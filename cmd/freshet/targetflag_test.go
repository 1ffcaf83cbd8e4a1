package main

import (
	"slices"
	"testing"
)

// TestACommandToRepeatHasNoSecrets: it goes into the run record.
func TestACommandToRepeatHasNoSecrets(t *testing.T) {
	flags := targetFlags{env: []string{"KAFKA_RSM_CONFIG_SECRET_KEY=hunter2", "KAFKA_HEAP_OPTS=-Xmx1g -Da=b"}}
	want := []string{"--broker-env", "KAFKA_RSM_CONFIG_SECRET_KEY=(not-recorded)", "--broker-env", "KAFKA_HEAP_OPTS=-Xmx1g -Da=b"}
	if got := flags.arguments(); !slices.Equal(got, want) {
		t.Errorf("arguments %q", got)
	}
}
