package clientconfig

import (
	"strings"

	"github.com/magiconair/properties"
)

// setting is one key of a file and where it stands.
type setting struct {
	key, value string
	line       int // from 1, of the key
}

// readSettings takes a properties file apart, in its order. The library reads each
// logical line: given the whole file it would not say where a key stands.
func readSettings(file string, text []byte) (settings []setting, problems Problems) {
	// Java's clients read these files as ISO 8859-1, with \uXXXX for the rest.
	loader := properties.Loader{Encoding: properties.ISO_8859_1, DisableExpansion: true}
	for _, l := range logicalLines(string(text)) {
		read, err := loader.LoadBytes([]byte(l.text))
		if err != nil {
			// Not the library's message, which may quote a secret.
			problems = append(problems, Problem{file, l.number, `not a property: expected key=value, and after \u four hexadecimal digits`})
			continue
		}
		for _, key := range read.Keys() {
			value, _ := read.Get(key)
			settings = append(settings, setting{key, value, l.number})
		}
	}
	return settings, problems
}

// line is a logical line: with those that a backslash at the end joins to it.
type line struct {
	text   string
	number int // of its first natural line
}

// logicalLines splits a properties file, without blank lines and comments.
func logicalLines(text string) (lines []line) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var open *line
	for i, natural := range strings.Split(text, "\n") {
		if open == nil {
			start := strings.TrimLeft(natural, " \t\f")
			if start == "" || start[0] == '#' || start[0] == '!' {
				continue
			}
			open = &line{text: natural, number: i + 1}
		} else {
			open.text += "\n" + natural
		}
		if !continued(natural) {
			lines, open = append(lines, *open), nil
		}
	}
	if open != nil {
		open.text = strings.TrimSuffix(open.text, `\`)
		lines = append(lines, *open)
	}
	return lines
}

// continued reports whether a natural line ends in an odd number of backslashes.
func continued(natural string) bool {
	kept := strings.TrimRight(natural, `\`)
	return (len(natural)-len(kept))%2 == 1
}
