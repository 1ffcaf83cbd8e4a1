package profile

import (
	"maps"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// Target is the target of a profile: one of another kind, under the profile's name
// and with its hooks.
type Target struct {
	target.Target
	profile *Profile // as written
	scrape  []Scrape // with variables replaced
}

var (
	_ target.Wrapper = (*Target)(nil)
	_ target.Hooked  = (*Target)(nil)
	_ target.Scraped = (*Target)(nil)
)

// Inner is the target that the profile describes.
func (t *Target) Inner() target.Target { return t.Target }

// Hook is how the profile does a verb.
func (t *Target) Hook(verb string) (hook.Hook, bool) {
	h, ok := t.profile.Do[verb]
	return h, ok
}

// Profile is the profile's name and its file.
func (t *Target) Profile() (name, file string) { return t.profile.Name, t.profile.file }

// MetricsPages are URLs of pages in Prometheus's text format: those of the target
// inside, and those of the profile by the name that it has for them.
func (t *Target) MetricsPages() map[string][]string {
	pages := map[string][]string{}
	if inner, ok := target.As[target.Scraped](t.Target); ok {
		maps.Copy(pages, inner.MetricsPages())
	}
	for _, s := range t.scrape {
		pages[s.Name] = slices.Clone(s.URLs)
	}
	return pages
}

// Facts are those of the target inside, with what the profile says of it. What came
// out of ${NAME} is recorded as it was written: it may be a secret.
func (t *Target) Facts() results.Target {
	facts := t.Target.Facts()
	facts.Name = t.profile.Name
	if t.profile.Storage != "" {
		facts.StorageModel = t.profile.Storage
	}
	for i, setting := range facts.Settings {
		name, _, _ := strings.Cut(setting, "=")
		for _, s := range t.profile.Env {
			if s.Name == name && strings.Contains(s.Value, "${") {
				facts.Settings[i] = name + "=" + s.Value
			}
		}
	}
	for _, verb := range t.profile.Hooked() {
		h := t.profile.Do[verb]
		facts.Hooks = append(facts.Hooks, results.Hook{
			Verb: verb, Run: h.Run.String(), Undo: h.Undo.String(), Until: h.Until.String(),
		})
	}
	return facts
}
