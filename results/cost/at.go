package cost

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
)

// At changes facts as a text says, as "rate=1GiB/s,retention=7d,fan-out=3": names
// of inputs, and of two that stand for several: fan-out for the groups of all
// classes, replay for teams, span and how often, as 3x7d/month. What it sets is
// marked given; events follow a changed rate. Every problem is reported at once.
func (f Facts) At(text string) (Facts, error) {
	var problems []error
	rate, events := f.value(Rate), f.Fact(Events)
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, value, found := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !found || value == "" {
			problems = append(problems, fmt.Errorf("%q is not name=value; expected one as rate=1GiB/s", part))
			continue
		}
		changed, err := f.set(name, value)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		f = changed
	}
	if now := f.value(Rate); rate > 0 && now != rate && f.Fact(Events) == events {
		f = f.with(Events, events.Value*now/rate)
		f.facts[Events].Origin, f.facts[Events].Note = Given, "in proportion to the rate"
	}
	return f, errors.Join(problems...)
}

// set gives one name a written value.
func (f Facts) set(name, value string) (Facts, error) {
	switch name {
	case "fan-out":
		return f.setFanOut(value)
	case "replay":
		return f.setReplay(value)
	}
	for _, i := range Inputs() {
		if i.String() != name {
			continue
		}
		v, err := i.Spec().Parse(value)
		if err != nil {
			return f, err
		}
		return f, f.Set(i, v, Given, "")
	}
	return f, unknownInput(name)
}

func unknownInput(name string) error {
	names := atNames()
	if near := measure.Nearest(name, names); near != "" {
		return fmt.Errorf("there is no input %q; did you mean %q?", name, near)
	}
	return fmt.Errorf("there is no input %q; there are %s", name, strings.Join(names, ", "))
}

// atNames are the names that At takes.
func atNames() []string {
	names := []string{"fan-out", "replay"}
	for _, i := range Inputs() {
		names = append(names, i.String())
	}
	return names
}

func (f Facts) setFanOut(value string) (Facts, error) {
	v, err := Spec{Name: "fan-out", Most: 1e6}.Parse(value)
	if err != nil {
		return f, err
	}
	if v < 0 || v > 1e6 {
		return f, fmt.Errorf("fan-out is %s; expected 0 to a million", value)
	}
	f = f.WithFanOut(v)
	for _, class := range fanOuts() {
		f.facts[class].Origin, f.facts[class].Note = Given, "its share of fan-out="+value
	}
	return f, nil
}

// setReplay reads TEAMSxSPAN/PERIOD, as 3x7d/month; the period is a day, a week or
// a month.
func (f Facts) setReplay(value string) (Facts, error) {
	const expected = "replay is %q; expected teams, span and how often, as 3x7d/month"
	teamsText, rest, found := strings.Cut(value, "x")
	spanText, period, often := strings.Cut(rest, "/")
	teams, err := strconv.ParseFloat(teamsText, 64)
	if !found || !often || err != nil {
		return f, fmt.Errorf(expected, value)
	}
	span, err := measure.ParseDuration(spanText)
	if err != nil {
		return f, fmt.Errorf(expected, value)
	}
	monthly, ok := map[string]float64{"day": f.value(Month) / day, "week": f.value(Month) / (7 * day), "month": 1}[period]
	if !ok {
		return f, fmt.Errorf("replay is every %q; expected day, week or month, as 3x7d/month", period)
	}
	return f, errors.Join(
		f.Set(ReplayTeams, teams, Given, ""), f.Set(ReplaySpan, span.Seconds(), Given, ""), f.Set(ReplaysMonthly, monthly, Given, ""))
}

// Parse reads a value of the input as people write it: 1GiB/s, 7d, 2x, on.
func (s Spec) Parse(text string) (float64, error) {
	if s.Unit == onOff {
		switch text {
		case "on", "true", "yes":
			return 1, nil
		case "off", "false", "no":
			return 0, nil
		}
		return 0, fmt.Errorf("%s is %q; expected on or off", s.Name, text)
	}
	v, unit, err := measure.ParseQuantity(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", s.Name, err)
	}
	plain := unit == measure.None && (s.Unit == measure.Factor || v == 0)
	if unit != s.Unit && !plain && !(s.Unit == measure.None && unit == measure.Factor) {
		return 0, fmt.Errorf("%s is %q; expected %s", s.Name, text, s.example())
	}
	return v, nil
}

// example is a value as people write it.
func (s Spec) example() string {
	switch s.Unit {
	case measure.BytesSec:
		return "a throughput, as 10MiB/s"
	case measure.Bytes:
		return "a size, as 4GiB"
	case measure.Seconds:
		return "a duration, as 7d"
	case measure.PerSec:
		return "a rate, as 2000/s"
	case measure.Factor:
		return "a factor, as 2x"
	}
	return "a plain number, as 3"
}
