package main

import (
	"fmt"
	"slices"
)

const (
	// presetSmall is the preset for machines with few cores, in scenarios that have it.
	presetSmall = "small"
	// presetNone is no preset, also where one would be taken.
	presetNone = "none"
	// enoughCores is how many cores three brokers and the load want at least: below,
	// the ages of a scenario of full size are those of the queue for the cores.
	enoughCores = 4
)

// fitToCores takes the preset small of each scenario that has one where brokers in
// containers would share few cores with the load, unless the user chose a preset. It
// says so: results of another size are not to be taken for those of the file.
func (p *program) fitToCores(scenes []scene, flags *runFlags) error {
	docker := func(on *targetFlags) bool { return on.name.inDocker() }
	if !slices.ContainsFunc(flags.targets, docker) || flags.preset != "" || p.cores >= enoughCores {
		return nil
	}
	for i, sc := range scenes {
		if !slices.Contains(sc.Presets, presetSmall) {
			continue
		}
		opt := flags.options(p.getenv)
		opt.Preset = presetSmall
		small, err := loadScene(sc.arg, opt)
		if !flags.quiet || err != nil { // which may be about what only the preset has
			fmt.Fprintf(p.stderr, "%s: this machine has %d cores for the brokers and the load, so the preset %s is taken; --preset %s runs the file as it is\n",
				sc.Name, p.cores, presetSmall, presetNone)
		}
		if err != nil {
			return err
		}
		scenes[i] = small
	}
	return nil
}
