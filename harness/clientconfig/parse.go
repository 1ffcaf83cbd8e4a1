package clientconfig

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
)

// Parse is Load for a text that has been read; path names it in messages, and
// files in it are relative to the working directory, as Java has it.
func Parse(path string, text []byte, env func(string) string) (Config, error) {
	f := file{path: path, settings: map[string]setting{}}
	f.read(text, env)
	config := Config{Bootstrap: f.bootstrap()}
	config.Security = f.security()
	if len(f.problems) > 0 {
		slices.SortStableFunc(f.problems, func(a, b Problem) int { return a.Line - b.Line })
		return Config{}, f.problems
	}
	config.Notes = f.notes
	return config, nil
}

// file is a client configuration being read. Problems are gathered, so that all of
// them are reported at once.
type file struct {
	path     string
	settings map[string]setting // those that are taken, references resolved
	notes    []string
	problems Problems
}

// read takes the file apart, resolves references and judges the keys.
func (f *file) read(text []byte, env func(string) string) {
	all, problems := readSettings(f.path, text)
	f.problems = append(f.problems, problems...)
	for _, s := range all {
		if !slices.Contains(takenKeys(), s.key) {
			note, err := judgeKey(s.key)
			if err != nil {
				f.problems = append(f.problems, Problem{f.path, s.line, err.Error()})
			} else if note != "" {
				f.note(s, note)
			}
			continue
		}
		if before, twice := f.settings[s.key]; twice {
			f.note(before, fmt.Sprintf("%s: line %d says it again and wins", s.key, s.line))
		}
		value, err := expand(s.value, env)
		if err != nil {
			f.problem(s.key, s.line, err)
		}
		s.value = strings.TrimSpace(value)
		f.settings[s.key] = s
	}
}

func (f *file) note(s setting, text string) {
	f.notes = append(f.notes, Problem{f.path, s.line, text}.Error())
}

func (f *file) problem(key string, line int, err error) {
	f.problems = append(f.problems, Problem{f.path, line, key + ": " + err.Error()})
}

// wrong notes a problem at a key, or of the whole file where the key is missing.
func (f *file) wrong(key string, err error) { f.problem(key, f.settings[key].line, err) }

// get is a key's value; "" = not there or empty.
func (f *file) get(key string) string { return f.settings[key].value }

func (f *file) has(key string) bool {
	_, ok := f.settings[key]
	return ok
}

// word is a key's value if it is one of those allowed, the default if there is
// none, and otherwise a problem.
func (f *file) word(key, byDefault string, allowed ...string) string {
	got := f.get(key)
	if got == "" {
		return byDefault
	}
	for _, word := range allowed {
		if strings.EqualFold(got, word) {
			return word
		}
	}
	f.wrong(key, fmt.Errorf("expected %s, found %q", oneOf(allowed), got))
	return byDefault
}

// oneOf is "a, b or c".
func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// bootstrap is the addresses of bootstrap.servers.
func (f *file) bootstrap() []string {
	if !f.has(keyBootstrap) {
		return nil
	}
	addrs, err := ParseBootstrap(f.get(keyBootstrap))
	if err != nil {
		f.wrong(keyBootstrap, err)
	}
	return addrs
}

// ParseBootstrap reads a list of addresses, as in "kafka1:9092,kafka2:9092".
func ParseBootstrap(text string) ([]string, error) {
	var addrs []string
	for addr := range strings.SplitSeq(text, ",") {
		addr = strings.TrimSpace(addr)
		if addr == "" {
			continue
		}
		_, addr = cutScheme(addr)
		if host, port, err := net.SplitHostPort(addr); err != nil || host == "" || !isPort(port) {
			return nil, fmt.Errorf("expected host:port, found %q", addr)
		}
		addrs = append(addrs, addr)
	}
	if len(addrs) == 0 {
		return nil, errors.New("expected host:port")
	}
	return addrs, nil
}

// cutScheme takes the listener's name off an address, as in SASL_SSL://host:9093.
func cutScheme(addr string) (scheme, rest string) {
	if scheme, rest, ok := strings.Cut(addr, "://"); ok {
		return scheme, rest
	}
	return "", addr
}

func isPort(text string) bool {
	n, err := net.LookupPort("tcp", text)
	return err == nil && n > 0
}
