package clientconfig

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// login is the entry of a sasl.jaas.config: a login module and its options.
type login struct {
	module  string // the class's simple name
	options map[string]string
}

// parseJAAS reads a sasl.jaas.config: one module, its flag, options, and a
// semicolon. Errors name no value.
func parseJAAS(text string) (login, error) {
	s := &jaasScanner{text: text}
	module, err := s.word("the name of a login module")
	if err != nil {
		return login{}, err
	}
	flag, err := s.word("required")
	if err != nil {
		return login{}, err
	}
	if !slices.Contains([]string{"required", "requisite", "sufficient", "optional"}, strings.ToLower(flag)) {
		return login{}, errors.New("expected required after the login module")
	}
	out := login{module: module[strings.LastIndexByte(module, '.')+1:], options: map[string]string{}}
	if out.module == "" {
		return login{}, errors.New("expected the name of a login module")
	}
	for {
		if err := s.space(); err != nil {
			return login{}, err
		}
		if s.take(';') {
			break
		}
		key, value, err := s.option()
		if err != nil {
			return login{}, err
		}
		if _, twice := out.options[key]; twice {
			return login{}, fmt.Errorf("%s is there twice", printable(key))
		}
		out.options[key] = value
	}
	if err := s.space(); err != nil {
		return login{}, err
	}
	if s.at < len(s.text) {
		return login{}, errors.New("expected one login module, found something after its semicolon")
	}
	return out, nil
}

// jaasScanner reads the words of a JAAS configuration.
type jaasScanner struct {
	text string
	at   int
}

// option reads key=value.
func (s *jaasScanner) option() (key, value string, err error) {
	if s.at >= len(s.text) {
		return "", "", errors.New("expected a semicolon at the end")
	}
	if key, err = s.word("an option or a semicolon"); err != nil {
		return "", "", err
	}
	if err := s.space(); err != nil {
		return "", "", err
	}
	if !s.take('=') {
		return "", "", fmt.Errorf("expected = after %s", printable(key))
	}
	if err := s.space(); err != nil {
		return "", "", err
	}
	if s.at < len(s.text) && (s.text[s.at] == '"' || s.text[s.at] == '\'') {
		value, err = s.quoted()
	} else {
		value, err = s.word("a value")
	}
	if err != nil {
		return "", "", fmt.Errorf("%s: %w", printable(key), err)
	}
	return key, value, nil
}

// printable is an option for a message. One that no login module has may be part of
// a value whose quotes are wrong, so of a password.
func printable(key string) string {
	known := []string{"username", "password", "tokenauth", "clientId", "clientSecret", "scope"}
	if slices.Contains(known, key) {
		return "the option " + key
	}
	return "an option that is not known (are the quotes right?)"
}

// word reads letters, digits and . _ - $ and what is beyond ASCII.
func (s *jaasScanner) word(expected string) (string, error) {
	if err := s.space(); err != nil {
		return "", err
	}
	begin := s.at
	for s.at < len(s.text) && isWordByte(s.text[s.at]) {
		s.at++
	}
	if s.at == begin {
		return "", errors.New("expected " + expected)
	}
	return s.text[begin:s.at], nil
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 || strings.IndexByte("._-$", c) >= 0
}

func (s *jaasScanner) take(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// space skips white space and comments.
func (s *jaasScanner) space() error {
	for s.at < len(s.text) {
		rest := s.text[s.at:]
		switch {
		case rest[0] <= ' ':
			s.at++
		case strings.HasPrefix(rest, "//"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			s.at += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest, "*/")
			if end < 0 {
				return errors.New("a comment is not closed")
			}
			s.at += end + len("*/")
		default:
			return nil
		}
	}
	return nil
}

// quoted reads a string in double or single quotes, with Java's escapes.
func (s *jaasScanner) quoted() (string, error) {
	quote := s.text[s.at]
	s.at++
	var out strings.Builder
	for s.at < len(s.text) && s.text[s.at] != '\n' {
		c := s.text[s.at]
		s.at++
		switch {
		case c == quote:
			return out.String(), nil
		case c == '\\' && s.at < len(s.text):
			s.escaped(&out)
		default:
			out.WriteByte(c)
		}
	}
	return "", errors.New("its quote is not closed")
}

// escaped reads what follows a backslash: a letter that stands for a control
// character, up to three octal digits, or a character that stands for itself.
func (s *jaasScanner) escaped(out *strings.Builder) {
	c := s.text[s.at]
	if c >= '0' && c <= '7' {
		s.octal(out)
		return
	}
	s.at++
	if i := strings.IndexByte("abfnrtv", c); i >= 0 {
		c = "\a\b\f\n\r\t\v"[i]
	}
	out.WriteByte(c)
}

// octal reads a character of one to three octal digits, at most 377.
func (s *jaasScanner) octal(out *strings.Builder) {
	most := 3
	if s.text[s.at] > '3' {
		most = 2
	}
	n := rune(0)
	for ; most > 0 && s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '7'; most-- {
		n = n*8 + rune(s.text[s.at]-'0')
		s.at++
	}
	out.WriteRune(n)
}
