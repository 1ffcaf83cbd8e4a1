package clientconfig

import (
	"fmt"
	"os"
	"regexp"
)

// reference is how a value refers to a config provider, as Kafka has it:
// ${provider:[path:]key}.
var reference = regexp.MustCompile(`\$\{([^}:]*):(?:([^}]*?):)?([^}]*)\}`)

// expand replaces the references of a value.
func expand(value string, env func(string) string) (string, error) {
	var failed error
	out := reference.ReplaceAllStringFunc(value, func(ref string) string {
		parts := reference.FindStringSubmatch(ref)
		text, err := resolve(parts[1], parts[2], parts[3], env)
		if err != nil && failed == nil {
			failed = err
		}
		return text
	})
	return out, failed
}

// resolve is what a provider has for a key.
func resolve(provider, path, key string, env func(string) string) (string, error) {
	switch provider {
	case "env":
		if path != "" {
			return "", fmt.Errorf("expected ${env:NAME}")
		}
		if text := env(key); text != "" {
			return text, nil
		}
		return "", fmt.Errorf("${env:%s}: the environment variable %s is not set", key, key)
	case "file":
		if path == "" {
			return "", fmt.Errorf("expected ${file:PATH:KEY}")
		}
		return fromFile(path, key)
	}
	return "", fmt.Errorf("the config provider %q is not one that Freshet has: expected env or file", provider)
}

// fromFile is a key of another properties file.
func fromFile(path, key string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	settings, problems := readSettings(path, text)
	if len(problems) > 0 {
		return "", problems[0]
	}
	value, found := "", false
	for _, s := range settings {
		if s.key == key {
			value, found = s.value, true
		}
	}
	if !found {
		return "", fmt.Errorf("%s has no key %s", path, key)
	}
	return value, nil
}
