package profile

import (
	"path/filepath"

	"github.com/freshet-bench/freshet/harness/clientconfig"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/harness/target/external"
	"github.com/freshet-bench/freshet/scenarios"
)

// Options is what a target needs besides its profile.
type Options struct {
	// Env looks up the variables of ${NAME}.
	Env func(name string) (value string, ok bool)
	// Progress is told how the start gets on, a line at a time; nil = nobody.
	Progress func(line string)
	// Keep leaves topics and groups on an external cluster.
	Keep bool
	// Reuse keeps a cluster in containers for the next run.
	Reuse bool
}

// Describe makes the target for those who only look at what it can do: nothing of
// its profile is resolved, and it cannot be started.
func (p *Profile) Describe() *Target {
	t := &Target{profile: p}
	switch p.Kind {
	case Embedded:
		t.Target = target.Embedded(target.EmbeddedOptions{})
	case Containers:
		t.Target = containers.New(p.containers(Options{}))
	default:
		t.Target = &external.Target{}
	}
	return t
}

// Open makes the target of a profile, not yet started. A variable that is not set,
// or an address that is none, is an error of type scenarios.Problems.
func (p *Profile) Open(opt Options) (*Target, error) {
	resolved, err := p.resolve(opt.Env)
	if err != nil {
		return nil, err
	}
	t := &Target{profile: p, scrape: resolved.Scrape}
	switch p.Kind {
	case Embedded:
		t.Target = target.Embedded(target.EmbeddedOptions{})
	case Containers:
		t.Target = containers.New(resolved.containers(opt))
	default:
		t.Target, err = resolved.external(opt)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// problem is something wrong with a value of the profile.
func (p *Profile) problem(path, message string) scenarios.Problem {
	at := p.where[path]
	return scenarios.Problem{File: p.file, Line: at.line, Col: at.col, Message: p.Name + ": " + message}
}

func (p *Profile) containers(opt Options) containers.Options {
	env := map[string]string{}
	for _, s := range p.Env {
		env[s.Name] = s.Value
	}
	options := containers.Options{
		Preset: p.Preset, Tier: p.Tier, S3Image: p.S3Image,
		Brokers: p.Brokers, Image: p.Image, Env: env, Reuse: opt.Reuse, Progress: opt.Progress,
	}
	if jars := p.Tier.Jars; jars != "" && !filepath.IsAbs(jars) {
		options.Tier.Jars = filepath.Join(filepath.Dir(p.file), jars)
	}
	if len(p.Command) > 0 {
		options.Custom = &containers.Custom{Command: p.Command, Ready: p.Ready, Port: p.Port}
	}
	return options
}

// Connection is how the cluster of an external profile is reached. A variable that is
// not set, or an address that is none, is an error of type scenarios.Problems.
func (p *Profile) Connection(opt Options) (external.Options, error) {
	resolved, err := p.resolve(opt.Env)
	if err != nil {
		return external.Options{}, err
	}
	return resolved.connection(opt)
}

func (p *Profile) external(opt Options) (*external.Target, error) {
	options, err := p.connection(opt)
	if err != nil {
		return nil, err
	}
	return external.New(options)
}

// connection takes addresses from the profile, else from its client configuration.
func (p *Profile) connection(opt Options) (external.Options, error) {
	options := external.Options{Name: p.Name, Bootstrap: p.Bootstrap, Keep: opt.Keep, Progress: opt.Progress}
	if p.Config != "" {
		path := p.Config
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(p.file), path)
		}
		config, err := clientconfig.Load(path, func(name string) string { v, _ := opt.Env(name); return v })
		if err != nil {
			return options, err
		}
		if opt.Progress != nil {
			for _, note := range config.Notes {
				opt.Progress("note: " + note)
			}
		}
		options.Security = config.Security
		if len(options.Bootstrap) == 0 {
			options.Bootstrap = config.Bootstrap
		}
		if len(options.Bootstrap) == 0 {
			return options, scenarios.Problems{p.problem("config", path+" has no bootstrap.servers; expected it there, or bootstrap: [HOST:PORT] here")}
		}
	}
	return options, nil
}
