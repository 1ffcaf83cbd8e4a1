package scenarios

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"
)

func FuzzLoad(f *testing.F) {
	f.Add(small)
	f.Add(base)
	f.Add(product4)
	f.Add(listed3)
	for _, info := range Shipped() {
		text, _ := ShippedSource(info.Name)
		f.Add(string(text))
	}
	for _, text := range []string{"", "a: &a [*a]", "name: x\ntopics: {a: }", "timeline: [{after: a, name: b}, {after: b, name: a}]", "stages: {a: {reads: b, writes: b}}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "count:") || strings.Contains(text, "_000_000") {
			return // large tables take long to draw up
		}
		opt := LoadOptions{
			Env: func(string) string { return "" },
			ReadFile: func(path string) ([]byte, error) {
				if path == "x.yaml" {
					return []byte(text), nil
				}
				return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
			},
		}
		began := time.Now()
		if len(text) < 10_000 { // a hundred times, at most
			if _, err := LoadVariants("x.yaml", opt); err != nil && !errors.As(err, new(Problems)) {
				t.Fatalf("%T: %v", err, err)
			}
		}
		s, err := Load("x.yaml", opt)
		if took := time.Since(began); took > time.Minute {
			t.Fatalf("loading took %v", took)
		}
		var list Problems
		if err != nil {
			if !errors.As(err, &list) || len(list) == 0 {
				t.Fatalf("%T: %v", err, err)
			}
			for _, p := range list {
				if p.Message == "" || strings.Contains(p.String(), "\n") {
					t.Fatalf("not one line: %q", p.String())
				}
			}
			return
		}
		if _, err := s.Warnings(kindEmbedded); err != nil {
			t.Fatalf("what loads cannot be planned: %v", err)
		}
		again, err := reload(s, opt)
		if err != nil || !same(s, again) {
			t.Fatalf("not the same again: %v\n%s", err, s.Resolved)
		}
	})
}

func FuzzSet(f *testing.F) {
	for _, seed := range []string{"sources.clicks.rate=5/s", "a[b.c].d[0]={x: [1]}", "timeline[0].burst=", "..=", "[]=1", "expect[0]=x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, set string) {
		_, err := tryLoad(small, sets(set))
		var list Problems
		if err != nil && !errors.As(err, &list) {
			t.Fatalf("%T: %v", err, err)
		}
	})
}
