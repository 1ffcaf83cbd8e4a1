package profile

import (
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/harness/target/containers"
)

// anyEnvForm is of the environment of an image that is not laid out as Kafka's.
var anyEnvForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// checkImage finds what does not go together in a profile of containers.
func (r *reader) checkImage(p *Profile, given map[string]*yaml.Node) {
	own := given["command"] != nil
	for _, key := range []string{"ready", "port"} {
		if n := given[key]; n != nil && !own {
			r.fail(n, "", "%s is for an image that has a command of its own; expected command: [...] with it", key)
		}
	}
	if own && given["image"] == nil {
		r.fail(given["command"], "", "a command of which image? expected image: NAME with it")
	}
	if n := given["preset"]; n != nil && own {
		r.fail(n, "", "a preset has its own command; drop one of the two")
	}
	for key, preset := range map[string]string{
		"tier-class": containers.Tiered, "tier-path": containers.Tiered, "tier-jars": containers.Tiered, "s3-image": containers.AutoMQ,
	} {
		if n := given[key]; n != nil && p.Preset != preset {
			r.fail(n, "", "%s is for preset: %s", key, preset)
		}
	}
	if n := given["tier-path"]; n != nil && given["tier-jars"] != nil {
		r.fail(n, "", "tier-path is inside the image and tier-jars on this machine; drop one of the two")
	}
	r.checkEnv(p, own)
}

// checkEnv finds variables of a broker's environment that can be none.
func (r *reader) checkEnv(p *Profile, own bool) {
	for _, s := range p.Env {
		at := p.where["env."+s.Name]
		n := &yaml.Node{Kind: yaml.ScalarNode, Value: s.Value, Line: at.line, Column: at.col}
		switch {
		case !own && !envForm.MatchString(s.Name):
			r.fail(n, "", "%q is not a setting of a broker; expected KAFKA_NAME, as KAFKA_HEAP_OPTS", s.Name)
		case own && !anyEnvForm.MatchString(s.Name):
			r.fail(n, "", "%q is not the name of a variable", s.Name)
		case own:
			r.variables(n)
		}
	}
}

// arguments are a program's, with variables of a broker in them.
func (r *reader) arguments(n *yaml.Node, what string) []string {
	var list []string
	items := r.items(n, "a list of arguments")
	if len(items) > maxValues {
		r.fail(n, "", "%s: %d arguments; expected at most %d", what, len(items), maxValues)
		return nil
	}
	for _, item := range items {
		if item.Kind != yaml.ScalarNode || isNull(item) {
			r.fail(item, "", "expected an argument%s", butGot(item))
			continue
		}
		r.variables(item)
		list = append(list, item.Value)
	}
	return list
}

// variables finds those of a text that there are not.
func (r *reader) variables(n *yaml.Node) {
	if err := containers.CheckVariables(n.Value); err != nil {
		r.fail(n, "", "%s", err)
	}
}

func (r *reader) port(n *yaml.Node) int {
	s, _ := r.word(n, "a port")
	port, err := strconv.ParseUint(s, 10, 16)
	if err != nil || port == 0 {
		r.fail(n, "", "port: expected a number from 1 to 65535%s", butGot(n))
	}
	return int(port)
}
