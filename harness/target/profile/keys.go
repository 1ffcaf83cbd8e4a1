package profile

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target/containers"
)

const (
	maxProfiles = 100
	maxValues   = 200 // of a list or map of a profile
	maxAbout    = 500 // bytes
)

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)
	envForm  = regexp.MustCompile(`^KAFKA_[A-Z0-9_]+$`)
)

// profiles reads the whole file.
func (r *reader) profiles(root *yaml.Node, into *File) {
	if count := len(root.Content) / 2; count > maxProfiles {
		r.fail(root, "", "%d profiles; expected at most %d a file", count, maxProfiles)
		return
	}
	for name, value := range r.pairs(root, "a map from names to targets") {
		switch {
		case slices.Contains(Kinds(), name.Value), slices.Contains(containers.PresetNames(), name.Value):
			r.fail(name, "", "%q is the name of a kind of target; choose another for the profile", name.Value)
		case !nameForm.MatchString(name.Value):
			r.fail(name, "", "%q is not a name; expected lower case letters, digits and hyphens, a letter first", name.Value)
		}
		p := &Profile{Name: name.Value, Do: map[string]hook.Hook{}, file: r.file, where: map[string]position{}}
		before := len(r.problems)
		given := readMap(r, value, profileKeys(), p)
		if value.Kind == yaml.MappingNode {
			r.checkProfile(name, p, given, len(r.problems) > before)
		}
		into.Profiles = append(into.Profiles, p)
	}
}

// checkProfile checks what depends on more than one key. marred is true if a value
// could not be read, so that what is missing may be that.
func (r *reader) checkProfile(name *yaml.Node, p *Profile, given map[string]*yaml.Node, marred bool) {
	if given["kind"] == nil {
		r.fail(name, "", "kind is missing; expected %s", orList(Kinds()))
		return
	}
	if p.Kind == "" {
		return
	}
	for key, kind := range map[string]string{
		"bootstrap": External, "config": External,
		"image": Containers, "brokers": Containers, "env": Containers,
		"preset": Containers, "tier-class": Containers, "tier-path": Containers, "tier-jars": Containers, "s3-image": Containers,
		"command": Containers, "ready": Containers, "port": Containers,
	} {
		if n := given[key]; n != nil && n.Value == key && p.Kind != kind {
			r.fail(n, "", "%s is for kind: %s; this profile is of kind %s", key, kind, p.Kind)
		}
	}
	if p.Kind == Containers {
		r.checkImage(p, given)
	}
	if p.Kind == External && given["bootstrap"] == nil && given["config"] == nil && !marred {
		r.fail(name, "", "%s has no address; expected bootstrap: [HOST:PORT] or config: client.properties", p.Name)
	}
}

func profileKeys() []key[Profile] {
	return []key[Profile]{
		{"kind", "What it is: a cluster that somebody operates, Kafka in Docker, or the cluster inside this process.", enum(Kinds()),
			func(r *reader, n *yaml.Node, p *Profile) { p.Kind = r.oneOf(n, "kind", Kinds()) }},
		{"about", "What the target is, for people.", text,
			func(r *reader, n *yaml.Node, p *Profile) { p.About = r.about(n) }},
		{"bootstrap", "Of an external cluster: addresses of brokers to start with, HOST:PORT.", listOf(text),
			func(r *reader, n *yaml.Node, p *Profile) { r.bootstrap(n, p) }},
		{"config", "Of an external cluster: a client.properties file with how it is reached.", text,
			func(r *reader, n *yaml.Node, p *Profile) {
				p.Config = r.value(n, p, "config", "a file, as client.properties")
			}},
		{"storage", "Where the records are: on disks of each broker, tiered to an object store, or shared.", enum(storages()),
			func(r *reader, n *yaml.Node, p *Profile) { p.Storage = r.oneOf(n, "storage", storages()) }},
		{"image", "Of containers: the image of the brokers.", text,
			func(r *reader, n *yaml.Node, p *Profile) {
				p.Image = r.value(n, p, "image", "an image, as apache/kafka:4.3.1")
			}},
		{"brokers", "Of containers: how many brokers there are.", schema{"enum": sizes()},
			func(r *reader, n *yaml.Node, p *Profile) { p.Brokers = r.brokers(n) }},
		{"env", "Of containers: further environment of every broker.", mapOf(scalarText),
			func(r *reader, n *yaml.Node, p *Profile) { r.env(n, p) }},
		{"preset", "Of containers: what kind of cluster it is, by how it stores records.", enum(containers.PresetNames()),
			func(r *reader, n *yaml.Node, p *Profile) { p.Preset = r.oneOf(n, "preset", containers.PresetNames()) }},
		{"tier-class", "Of the preset tiered: the class of the remote storage.", text,
			func(r *reader, n *yaml.Node, p *Profile) { p.Tier.Class = r.value(n, p, "tier-class", "a class") }},
		{"tier-path", "Of the preset tiered: its class path inside the image.", text,
			func(r *reader, n *yaml.Node, p *Profile) { p.Tier.Path = r.value(n, p, "tier-path", "a class path") }},
		{"tier-jars", "Of the preset tiered: a folder of this machine with its jars.", text,
			func(r *reader, n *yaml.Node, p *Profile) { p.Tier.Jars = r.value(n, p, "tier-jars", "a folder") }},
		{"s3-image", "Of the preset automq: the image of the object store, MinIO.", text,
			func(r *reader, n *yaml.Node, p *Profile) { p.S3Image = r.value(n, p, "s3-image", "an image") }},
		{"command", "Of containers of an image that is not laid out as Kafka's: the arguments of its entrypoint.", listOf(scalarText),
			func(r *reader, n *yaml.Node, p *Profile) { p.Command = r.arguments(n, "command") }},
		{"ready", "Of such an image: a program that ends with 0 in a broker's container when it is ready.", listOf(scalarText),
			func(r *reader, n *yaml.Node, p *Profile) { p.Ready = r.arguments(n, "ready") }},
		{"port", "Of such an image: the port at which it listens for clients outside of its network.", schema{"type": "integer"},
			func(r *reader, n *yaml.Node, p *Profile) { p.Port = r.port(n) }},
		{"scrape", "Endpoints of metrics in Prometheus' text format, by a name of what they measure.", mapOf(listOf(text)),
			func(r *reader, n *yaml.Node, p *Profile) { r.scrape(n, p) }},
		{"do", "How verbs of the timeline are done on this target, by verb.", hooksSchema(),
			func(r *reader, n *yaml.Node, p *Profile) { r.hooks(n, p) }},
	}
}

func storages() []string { return []string{SharedNothing, Tiered, Shared} }

func sizes() []any {
	var list []any
	for _, n := range containers.Sizes() {
		list = append(list, n)
	}
	return list
}

func (r *reader) about(n *yaml.Node) string {
	s, _ := r.word(n, "a text")
	if s = strings.Join(strings.Fields(s), " "); len(s) > maxAbout {
		r.fail(n, "", "longer than %d bytes", maxAbout)
	}
	return s
}

// value is a text in which ${NAME} may stand; path is where, for when it is opened.
func (r *reader) value(n *yaml.Node, p *Profile, path, what string) string {
	s, _ := r.word(n, what)
	p.where[path] = position{n.Line, n.Column}
	return s
}

func (r *reader) bootstrap(n *yaml.Node, p *Profile) {
	const what = "addresses, as [b1:9092, b2:9092]"
	items := r.items(n, what)
	if len(items) > maxValues {
		r.fail(n, "", "%d addresses; expected at most %d", len(items), maxValues)
		return
	}
	for i, item := range items {
		addr := r.value(item, p, "bootstrap["+strconv.Itoa(i)+"]", "an address, as b1:9092")
		if addr == "" {
			continue
		}
		if !strings.Contains(addr, "${") && !isAddress(addr) {
			r.fail(item, "", "%q is not an address; expected HOST:PORT, as b1:9092", addr)
		}
		p.Bootstrap = append(p.Bootstrap, addr)
	}
}

func isAddress(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" {
		return false
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

func (r *reader) brokers(n *yaml.Node) int {
	s, ok := r.word(n, "a number of brokers")
	if !ok {
		return 0
	}
	count, err := strconv.Atoi(s)
	if err != nil || !slices.Contains(containers.Sizes(), count) {
		r.fail(n, "", "brokers: there are clusters of 1, 3 and 5 brokers, not of %q", s)
	}
	return count
}

func (r *reader) env(n *yaml.Node, p *Profile) {
	if len(n.Content)/2 > maxValues {
		r.fail(n, "", "%d variables; expected at most %d", len(n.Content)/2, maxValues)
		return
	}
	for name, value := range r.pairs(n, "a map from KAFKA_NAME to values") {
		p.Env = append(p.Env, Setting{name.Value, r.value(value, p, "env."+name.Value, "a value")})
	}
}

func (r *reader) scrape(n *yaml.Node, p *Profile) {
	if len(n.Content)/2 > maxValues {
		r.fail(n, "", "%d endpoints; expected at most %d", len(n.Content)/2, maxValues)
		return
	}
	for name, value := range r.pairs(n, "a map from names to URLs") {
		if !nameForm.MatchString(name.Value) {
			r.fail(name, "", "%q is not a name; expected lower case letters, digits and hyphens, a letter first", name.Value)
		}
		s := Scrape{Name: name.Value}
		for i, item := range r.items(value, "a URL or a list of them") {
			at := r.value(item, p, "scrape."+name.Value+"["+strconv.Itoa(i)+"]", "a URL, as http://b1:9404/metrics")
			if at != "" && !strings.Contains(at, "${") && !isURL(at) {
				r.fail(item, "", "%q is not a URL; expected one as http://b1:9404/metrics", at)
			}
			s.URLs = append(s.URLs, at)
		}
		p.Scrape = append(p.Scrape, s)
	}
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
