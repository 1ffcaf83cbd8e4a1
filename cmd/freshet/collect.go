package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/scenarios"
)

// scene is a scenario together with the argument that named it.
type scene struct {
	arg    string // a shipped name or a file
	preset string // that was applied; "" = none
	*scenarios.Scenario
}

// sceneNames are the names of scenarios.
func sceneNames(scenes []scene) []string {
	var names []string
	for _, sc := range scenes {
		names = append(names, sc.Name)
	}
	return names
}

// loadAll loads every scenario that the arguments name, folders opened. Those that
// are good come with an error too, which holds the problems of all others.
func loadAll(args []string, opt scenarios.LoadOptions) ([]scene, error) {
	names, err := expand(args)
	if err != nil {
		return nil, err
	}
	var scenes []scene
	var problems scenarios.Problems
	for _, name := range names {
		sc, err := scenarios.Load(name, opt)
		var found scenarios.Problems
		switch {
		case errors.As(err, &found):
			problems = addProblems(problems, found)
		case err != nil:
			return nil, &exitError{code: exitUsage, err: err}
		default:
			scenes = append(scenes, scene{arg: name, preset: opt.Preset, Scenario: sc})
		}
	}
	if len(problems) > 0 {
		return scenes, problems
	}
	return scenes, nil
}

// checkTarget says what the scenarios ask of a target that it cannot do.
func checkTarget(scenes []scene, tgt target.Target) error {
	var problems scenarios.Problems
	for _, sc := range scenes {
		var found scenarios.Problems
		if err := harness.Check(sc.Scenario, tgt); errors.As(err, &found) {
			problems = addProblems(problems, found)
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// addProblems adds what is not there yet: a --set that is wrong is so for each
// scenario.
func addProblems(all, found scenarios.Problems) scenarios.Problems {
	for _, problem := range found {
		if !slices.Contains(all, problem) {
			all = append(all, problem)
		}
	}
	return all
}

// expand replaces each folder among args by the scenario files in it, sorted.
func expand(args []string) ([]string, error) {
	var names []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() {
			names = append(names, arg)
			continue
		}
		files, err := scenarioFiles(arg)
		if err != nil {
			return nil, err
		}
		names = append(names, files...)
	}
	return names, nil
}

// scenarioFiles lists the .yaml and .yml files of one folder.
func scenarioFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, usagef("reading the folder: %w", err)
	}
	var files []string
	for _, entry := range entries {
		if !entry.IsDir() && slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(entry.Name())) {
			files = append(files, filepath.Join(dir, entry.Name()))
		}
	}
	if len(files) == 0 {
		return nil, &exitError{code: exitUsage, err: fmt.Errorf("%s: no scenario in this folder, none of its files ends in .yaml or .yml", dir)}
	}
	return files, nil
}
