package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A link between pages: [text](page.md#part). Images are not pages.
var pageLink = regexp.MustCompile(`(^|[^!])\[[^\]]+\]\(([^)#]+)[^)]*\)`)

func TestLinksBetweenPagesLead(t *testing.T) {
	root := filepath.Join("..", "..")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		pages = append(pages, filepath.Join(root, name))
	}
	links := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range pageLink.FindAllStringSubmatch(string(text), -1) {
			link := match[2]
			if strings.Contains(link, "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), link)); err != nil {
				t.Errorf("%s links to %s, which is not there", page, link)
			}
		}
	}
	if links < 10 {
		t.Errorf("%d links in %d pages: were they read?", links, len(pages))
	}
}
