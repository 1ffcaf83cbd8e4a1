package scenarios

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

// memory loads a scenario from a text, and traces from two small files.
func memory(text string) LoadOptions {
	return LoadOptions{
		Env: func(name string) string { return map[string]string{"FRESHET_TRACES": "/traces/"}[name] },
		ReadFile: func(path string) ([]byte, error) {
			switch path {
			case "/traces/counts.csv":
				return []byte(countsFile), nil
			case "/traces/sessions.jsonl":
				return []byte(`{"session": 1, "events": [{"aid": 2, "ts": 3, "type": "clicks"}, {"aid": 3, "ts": 5, "type": "carts"}]}` + "\n"), nil
			case "/traces/bad.csv":
				return []byte("timestamp,value\n2026-01-01 00:00:00,5\n2026-01-01 00:05:00,many\n"), nil
			}
			if strings.HasSuffix(path, ".yaml") {
				return []byte(text), nil
			}
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		},
	}
}

// countsFile is four hours of counts.
var countsFile = func() string {
	var b strings.Builder
	b.WriteString("timestamp,value\n")
	for hour := range 4 {
		for _, minute := range []string{"00", "30"} {
			b.WriteString("2026-01-01 0" + string(rune('0'+hour)) + ":" + minute + ":00,600\n")
		}
	}
	return b.String()
}()

// load loads a text that must be right.
func load(t *testing.T, text string, change ...func(*LoadOptions)) *Scenario {
	t.Helper()
	s, err := tryLoad(text, change...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func tryLoad(text string, change ...func(*LoadOptions)) (*Scenario, error) {
	opt := memory(text)
	for _, c := range change {
		c(&opt)
	}
	return Load("x.yaml", opt)
}

func sets(list ...string) func(*LoadOptions) {
	return func(o *LoadOptions) { o.Sets = list }
}

// problems are the lines that loading a text gives.
func problems(t *testing.T, text string, change ...func(*LoadOptions)) []string {
	t.Helper()
	_, err := tryLoad(text, change...)
	if err == nil {
		return nil
	}
	var list Problems
	if !errors.As(err, &list) {
		t.Fatalf("%T is not Problems: %v", err, err)
	}
	return strings.Split(err.Error(), "\n")
}
