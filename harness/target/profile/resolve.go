package profile

import (
	"fmt"
	"strings"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/scenarios"
)

// resolver replaces the variables of a profile's values.
type resolver struct {
	*Profile
	env      func(string) (string, bool)
	problems scenarios.Problems
}

// resolve is the profile with its variables replaced. The error is of type
// scenarios.Problems.
func (p *Profile) resolve(env func(string) (string, bool)) (*Profile, error) {
	r := &resolver{Profile: p, env: env}
	out := *p
	out.Config, out.Image = r.value("config", p.Config), r.value("image", p.Image)
	out.S3Image = r.value("s3-image", p.S3Image)
	out.Tier.Class, out.Tier.Path, out.Tier.Jars = r.value("tier-class", p.Tier.Class), r.value("tier-path", p.Tier.Path), r.value("tier-jars", p.Tier.Jars)
	out.Bootstrap, out.Env, out.Scrape = r.bootstrap(), nil, nil
	for _, s := range p.Env {
		out.Env = append(out.Env, Setting{s.Name, r.value("env."+s.Name, s.Value)})
	}
	for _, s := range p.Scrape {
		resolved := Scrape{Name: s.Name}
		for i, at := range s.URLs {
			resolved.URLs = append(resolved.URLs, r.value(fmt.Sprintf("scrape.%s[%d]", s.Name, i), at))
		}
		out.Scrape = append(out.Scrape, resolved)
	}
	if len(r.problems) > 0 {
		return nil, r.problems.Tidy()
	}
	return &out, nil
}

// value replaces the variables of the value at a path.
func (r *resolver) value(path, text string) string {
	expanded, err := hook.Expand(text, r.env)
	if err != nil {
		r.problems = append(r.problems, r.problem(path, err.Error()))
	}
	return expanded
}

// bootstrap replaces the variables of addresses: one may hold a list with commas.
// What a variable holds is not repeated in a message.
func (r *resolver) bootstrap() []string {
	var list []string
	for i, written := range r.Bootstrap {
		path := fmt.Sprintf("bootstrap[%d]", i)
		before := len(r.problems)
		text := r.value(path, written)
		if len(r.problems) > before {
			continue
		}
		for addr := range strings.SplitSeq(text, ",") {
			if addr = strings.TrimSpace(addr); !isAddress(addr) {
				r.problems = append(r.problems, r.problem(path, written+" does not hold an address; expected HOST:PORT"))
			}
			list = append(list, addr)
		}
	}
	return list
}
