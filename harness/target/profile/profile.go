// Package profile names a target once, in a YAML file, and says how the verbs of a
// timeline are done there, so that one scenario runs on containers and on a cluster
// that somebody operates. docs/profiles.md describes the file.
package profile

import (
	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
)

// The kinds of targets that a profile can be of.
const (
	Embedded   = "embedded"
	Containers = "containers"
	External   = "external"
)

// Kinds are the kinds of targets.
func Kinds() []string { return []string{External, Containers, Embedded} }

// The storage models.
const (
	SharedNothing = results.ModelSharedNothing // each broker has disks of its own
	Tiered        = results.ModelTiered        // and older segments are in an object store
	Shared        = results.ModelShared        // all is in an object store
)

// Verbs are the verbs of a timeline that act on a target, so those that a hook can
// do.
func Verbs() []string {
	return []string{"stall", "kill", "restart", "replace", "cut", "delay", "limit", "move", "scale"}
}

// File is a file of profiles.
type File struct {
	// Path is the file as it was named.
	Path string
	// Profiles are in the order of the file.
	Profiles []*Profile
}

// Profile is a target as its file describes it. Values are as written: ${NAME}
// becomes an environment variable when the target is opened.
type Profile struct {
	Name  string
	About string
	Kind  string // one of Kinds
	// Bootstrap and Config (a client.properties, relative to the profile's file) are
	// of external clusters.
	Bootstrap []string
	Config    string
	// Image, Brokers and Env (KAFKA_NAME to value) are of containers.
	Image   string
	Brokers int
	Env     []Setting
	// Preset, Tier and S3Image are of containers too: what kind of cluster it is.
	Preset  string
	Tier    containers.Tier
	S3Image string
	// Command, Ready and Port are of containers of an image that is not laid out as
	// Kafka's, as containers.Custom has them.
	Command []string
	Ready   []string
	Port    int
	// Storage is the storage model; "" = not said.
	Storage string
	// Scrape are endpoints of metrics in Prometheus' text format.
	Scrape []Scrape
	// Do is how verbs are done, by verb.
	Do map[string]hook.Hook

	file  string
	where map[string]position // of values, by path below the profile
}

// Setting is a variable of a broker's environment.
type Setting struct{ Name, Value string }

// Scrape is a name for metrics, "broker", and where they are.
type Scrape struct {
	Name string
	URLs []string
}

type position struct{ line, col int }

// Names are the profiles' names, in the order of the file.
func (f *File) Names() []string {
	names := make([]string, len(f.Profiles))
	for i, p := range f.Profiles {
		names[i] = p.Name
	}
	return names
}

// Profile is the profile of a name; nil if there is none.
func (f *File) Profile(name string) *Profile {
	for _, p := range f.Profiles {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// File is the file that the profile stands in, as it was named.
func (p *Profile) File() string { return p.file }

// Hooked are the verbs that the profile has a hook for, in the order of Verbs.
func (p *Profile) Hooked() []string {
	var verbs []string
	for _, verb := range Verbs() {
		if _, ok := p.Do[verb]; ok {
			verbs = append(verbs, verb)
		}
	}
	return verbs
}
