package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/harness/target/profile"
)

// knownTarget is a target as list shows it.
type knownTarget struct {
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	About   string   `json:"about,omitempty"`
	Storage string   `json:"storage_model,omitempty"`
	Hooks   []string `json:"hooks,omitempty"` // verbs
	File    string   `json:"file,omitempty"`  // of its profile
	// Kept are the clusters that runs left for the next ones.
	Kept []containers.KeptCluster `json:"kept,omitempty"`
}

// askKeptWithin bounds the question to Docker for clusters that are kept: who lists
// targets may have none.
const askKeptWithin = 3 * time.Second

// listTargets lists the targets that there always are, then those of a file of
// profiles, "" being the usual one, which need not be there.
func (p *program) listTargets(ctx context.Context, file string, asJSON, names bool) error {
	known, err := knownTargets(file)
	if !names {
		addKept(ctx, known)
	}
	switch {
	case err != nil:
		return err
	case asJSON:
		return p.printJSON(known)
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 3, ' ', 0)
	for _, t := range known {
		if names {
			fmt.Fprintln(table, t.Name)
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", t.Name, t.kind(), t.describe())
		for _, k := range t.Kept {
			fmt.Fprintf(table, "\t\tkept: %s\n", k)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// addKept adds to the containers target the clusters that are kept, if Docker answers.
func addKept(ctx context.Context, known []knownTarget) {
	ctx, cancel := context.WithTimeout(ctx, askKeptWithin)
	defer cancel()
	kept, err := containers.ListKept(ctx)
	if err != nil {
		return // without Docker there are none, and this is a list of targets
	}
	for i := range known {
		if known[i].Name == inContainer {
			known[i].Kept = kept
		}
	}
}

func knownTargets(file string) ([]knownTarget, error) {
	list := []knownTarget{
		{Name: embedded, Kind: embedded, About: "a cluster inside this process, without Docker"},
		{Name: inContainer, Kind: inContainer, About: "Apache Kafka in Docker on this machine"},
	}
	for _, p := range containers.Presets() {
		list = append(list, knownTarget{Name: p.Name, Kind: inContainer, About: p.About, Storage: p.Model})
	}
	list = append(list, knownTarget{Name: elsewhere, Kind: elsewhere, About: "a cluster that is there already, by --bootstrap or --config"})
	described, err := profile.Load(file)
	switch {
	case file == "" && errors.Is(err, fs.ErrNotExist):
		return list, nil
	case err != nil:
		return nil, asUsage(err)
	}
	for _, p := range described.Profiles {
		list = append(list, knownTarget{
			Name: p.Name, Kind: p.Kind, About: p.About, Storage: p.Storage, Hooks: p.Hooked(), File: described.Path,
		})
	}
	return list, nil
}

// kind is what it is, where its name does not say that.
func (t knownTarget) kind() string {
	if t.Kind == t.Name {
		return ""
	}
	return t.Kind
}

// describe is what it is in a sentence, with what its hooks do.
func (t knownTarget) describe() string {
	var parts []string
	if t.About != "" {
		parts = append(parts, t.About)
	}
	if len(t.Hooks) > 0 {
		parts = append(parts, "does "+strings.Join(t.Hooks, ", ")+" by hooks")
	}
	return strings.Join(parts, "; ")
}
