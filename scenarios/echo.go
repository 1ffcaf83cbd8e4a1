package scenarios

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Messages repeat what the author wrote, which may be of any length.
const (
	longestEcho    = 60  // characters of a word or of quoted text
	longestBare    = 100 // of a word without quotes, so that a path of a file stays whole
	longestMessage = 600 // of a message; only an author's words make one so long
)

var (
	quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	bareWord   = regexp.MustCompile(`\S+`)
)

// tidy shortens what a message repeats of the scenario and escapes control
// characters, so that a message is one line that can be read.
func tidy(message string) string {
	message = escaped(message)
	message = quotedText.ReplaceAllStringFunc(message, func(quoted string) string {
		text, err := strconv.Unquote(quoted)
		if err != nil || utf8.RuneCountInString(text) <= longestEcho {
			return quoted
		}
		return strconv.Quote(shortened(text, longestEcho))
	})
	message = bareWord.ReplaceAllStringFunc(message, func(word string) string {
		if utf8.RuneCountInString(word) <= longestBare {
			return word
		}
		return shortened(word, longestEcho)
	})
	return shortened(message, longestMessage)
}

// escaped writes what cannot be printed as a Go string does.
func escaped(s string) string {
	if !strings.ContainsFunc(s, unprintable) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unprintable(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func unprintable(r rune) bool { return !strconv.IsPrint(r) }

// shortened cuts the middle out of a text of more than most characters: its
// beginning and its end tell most.
func shortened(s string, most int) string {
	if len(s) <= most {
		return s
	}
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	tail := most / 4
	return string(runes[:most-tail-3]) + "..." + string(runes[len(runes)-tail:])
}

// keyEcho is a key as messages show it: as it is if it is a plain word, else quoted.
func keyEcho(key string) string {
	if wordForm.MatchString(key) {
		return key
	}
	return strconv.Quote(key)
}
