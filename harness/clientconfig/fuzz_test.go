package clientconfig

import (
	"strings"
	"testing"
)

func FuzzJAAS(f *testing.F) {
	for _, seed := range []string{
		`org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="a\"b\\c";`,
		`M required a='b' c = d /* x */ e="\101\x"; // end`, `M required a="`, `M required a=b`, `M`, ``, `M required /*`, `M required a="\`, `M. required;`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entry, err := parseJAAS(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("more than a line: %q", err)
			}
			return
		}
		// What was read can be written, and reads the same.
		var written strings.Builder
		written.WriteString(entry.module + " required")
		for key, value := range entry.options {
			written.WriteString(" " + key + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(value) + `"`)
		}
		again, err := parseJAAS(written.String() + ";")
		if err != nil || again.module != entry.module || len(again.options) != len(entry.options) {
			t.Fatalf("%q: %v", written.String(), err)
		}
		for key, value := range entry.options {
			if again.options[key] != value {
				t.Errorf("%s: %q became %q", key, value, again.options[key])
			}
		}
	})
}

func FuzzProperties(f *testing.F) {
	for _, seed := range []string{
		"a=b", "a:b\n# c\n! d\n", "a = b \\\n  c", "a\\\\\nb", "a\\", "=", "a=\\u0041", "a=\\u00", "\\ =x", "\r\n\ra b",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		settings, problems := readSettings("client.properties", text)
		last := 1 + strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(text)), "\n")
		for _, s := range settings {
			if s.line < 1 || s.line > last {
				t.Errorf("%q is on line %d of %d", s.key, s.line, last)
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Line > last || strings.Contains(p.Error(), "\n") {
				t.Errorf("%v", p)
			}
		}
		_, _ = Parse("client.properties", text, func(string) string { return "" }) // does not panic
	})
}
