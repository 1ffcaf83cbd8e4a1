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
	// variants are what it is run as: the scenario itself, if nothing is varied.
	variants            []*scenarios.Scenario
	*scenarios.Scenario // the first of them
}

// loadScene loads a scenario with all its variants.
func loadScene(name string, opt scenarios.LoadOptions) (scene, error) {
	variants, err := scenarios.LoadVariants(name, opt)
	if err != nil {
		return scene{}, err
	}
	return scene{arg: name, preset: opt.Preset, variants: variants, Scenario: variants[0]}, nil
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
		sc, err := loadScene(name, opt)
		var found scenarios.Problems
		switch {
		case errors.As(err, &found):
			problems = addProblems(problems, found)
		case err != nil:
			return nil, &exitError{code: exitUsage, err: err}
		default:
			scenes = append(scenes, sc)
		}
	}
	if len(problems) > 0 {
		return scenes, problems
	}
	return scenes, nil
}

// checkTargets says what the scenarios ask of any of the targets that it cannot do.
func checkTargets(scenes []scene, targets []*targetFlags) error {
	var problems scenarios.Problems
	for _, on := range targets {
		problems = addProblems(problems, unable(scenes, on.described()))
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// unable is what the scenarios, in all their variants, ask of a target that it cannot
// do.
func unable(scenes []scene, tgt target.Target) scenarios.Problems {
	var problems scenarios.Problems
	for _, sc := range scenes {
		for _, variant := range sc.variants {
			var found scenarios.Problems
			if err := harness.Check(variant, tgt); errors.As(err, &found) {
				problems = addProblems(problems, found)
			}
		}
	}
	return problems
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
