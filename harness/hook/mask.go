package hook

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// secretName is how environment variables are called that hold a secret.
var secretName = regexp.MustCompile(`(?i)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_KEY|PRIVATE_KEY)`)

// NotRecorded stands for a secret in what is written down or shown.
const NotRecorded = "(not-recorded)"

// Shown is the value of a setting or variable as it may be written down: NotRecorded
// for one that is called as secrets are.
func Shown(name, value string) string {
	if value != "" && secretName.MatchString(name) {
		return NotRecorded
	}
	return value
}

// shortestSecret is the length from which on a value is masked: a shorter one
// would blot out ordinary words.
const shortestSecret = 6

// maskOf replaces the values of an environment's secrets in a text by the names of
// their variables: what a hook says goes into the run record, and secrets do not.
func maskOf(env []string) *strings.Replacer {
	type secret struct{ name, value string }
	var secrets []secret
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		if len(value) >= shortestSecret && secretName.MatchString(name) {
			secrets = append(secrets, secret{name, value})
		}
	}
	// One secret may be a part of another.
	slices.SortFunc(secrets, func(a, b secret) int { return cmp.Compare(len(b.value), len(a.value)) })
	var pairs []string
	for _, s := range secrets {
		pairs = append(pairs, s.value, "${"+s.name+"}")
	}
	return strings.NewReplacer(pairs...)
}
