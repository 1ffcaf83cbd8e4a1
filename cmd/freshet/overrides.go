package main

import (
	"cmp"
	"strconv"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// overrides are the flags that change a scenario without editing it.
type overrides struct {
	seed     seedFlag
	scale    float64
	duration durationFlag
	preset   string
	variant  string
	sets     []string
}

// bind adds the flags to a command.
func (o *overrides) bind(flags *pflag.FlagSet) {
	flags.Var(&o.seed, "seed", "`number` that every draw comes from; the same seed gives the same events")
	flags.Float64Var(&o.scale, "scale", 1, "multiply rates, population and history by this `factor`")
	flags.Var(&o.duration, "duration", "length of the load, as in 90s or 5m, instead of the scenario's")
	flags.StringVar(&o.preset, "preset", "", "make the changes that the scenario has under this `name`, before --set; small is for a machine with few cores: run takes it there with a cluster in Docker, unless this says none")
	flags.StringVar(&o.variant, "variant", "", "of a scenario with variants, that of this `name` alone")
	flags.StringArrayVar(&o.sets, "set", nil, "change one field, as in `path=value`: sources.clicks.rate=200/s (may be repeated)")
}

// check refuses what no scenario could take.
func (o *overrides) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("scale") && !(o.scale > 0) {
		return usagef("--scale must be above 0, not %v", o.scale)
	}
	if cmd.Flags().Changed("duration") && o.duration == 0 {
		return usagef("--duration must be above 0")
	}
	return nil
}

// any reports whether a flag was given.
func (o *overrides) any() bool {
	return o.seed.given || o.scale != 1 || o.duration != 0 || o.preset != "" || o.variant != "" || len(o.sets) > 0
}

// options hands the flags to the scenario's loader.
func (o *overrides) options(getenv func(string) string) scenarios.LoadOptions {
	opt := scenarios.LoadOptions{
		Preset:   o.chosen(),
		Variant:  o.variant,
		Sets:     o.sets,
		Scale:    o.scale,
		Duration: time.Duration(o.duration),
		Env:      getenv,
	}
	if o.seed.given {
		opt.Seed = &o.seed.value
	}
	return opt
}

// chosen is the preset to apply; "" = none.
func (o *overrides) chosen() string {
	if o.preset == presetNone {
		return ""
	}
	return o.preset
}

// arguments are the flags that give the same scenario again.
func (o *overrides) arguments(sc scene) []string {
	args := []string{"--seed", strconv.FormatUint(sc.Seed, 10)}
	if o.scale != 1 {
		args = append(args, "--scale", strconv.FormatFloat(o.scale, 'g', -1, 64))
	}
	if o.duration != 0 {
		args = append(args, "--duration", time.Duration(o.duration).String())
	}
	if preset := cmp.Or(sc.preset, o.preset); preset != "" {
		args = append(args, "--preset", preset)
	}
	if o.variant != "" {
		args = append(args, "--variant", o.variant)
	}
	for _, set := range o.sets {
		args = append(args, "--set", set)
	}
	return args
}

// seedFlag is a number that may be absent, so that 0 is a seed like any other.
type seedFlag struct {
	value uint64
	given bool
}

var _ pflag.Value = (*seedFlag)(nil)

func (s *seedFlag) String() string {
	if !s.given {
		return ""
	}
	return strconv.FormatUint(s.value, 10)
}

func (s *seedFlag) Set(text string) error {
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return usagef("a seed is a whole number from 0 to 18446744073709551615")
	}
	s.value, s.given = value, true
	return nil
}

func (s *seedFlag) Type() string { return "number" }

// durationFlag is a duration as scenarios write it.
type durationFlag time.Duration

var _ pflag.Value = (*durationFlag)(nil)

func (d *durationFlag) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}

func (d *durationFlag) Set(text string) error {
	value, err := measure.ParseDuration(text)
	if err == nil {
		*d = durationFlag(value)
		return nil
	}
	if _, unit, plain := measure.ParseQuantity(text); plain == nil && unit == measure.None {
		return usagef("expected a unit, as in %ss", text)
	}
	return err
}

func (d *durationFlag) Type() string { return "duration" }
