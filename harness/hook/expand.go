package hook

import (
	"fmt"
	"regexp"
)

var reference = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// Expand replaces each ${NAME} of a text. A name that lookup does not know is an
// error, which names it.
func Expand(text string, lookup func(name string) (value string, ok bool)) (string, error) {
	var unknown string
	expanded := reference.ReplaceAllStringFunc(text, func(ref string) string {
		name := ref[2 : len(ref)-1]
		value, ok := lookup(name)
		if !ok && unknown == "" {
			unknown = name
		}
		return value
	})
	if unknown != "" {
		return "", fmt.Errorf("the environment variable %s is not set", unknown)
	}
	return expanded, nil
}
