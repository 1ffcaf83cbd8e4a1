package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A link to a page, [text](page.md#part), or an image, ![text](images/x.png).
var pageLink = regexp.MustCompile(`(!?)\[[^\]]+\]\(([^)#]+)[^)]*\)`)

func TestLinksBetweenPagesLead(t *testing.T) {
	root := filepath.Join("..", "..")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		pages = append(pages, filepath.Join(root, name))
	}
	links, images := 0, 0
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
			if match[1] == "!" {
				images++
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), link)); err != nil {
				t.Errorf("%s links to %s, which is not there", page, link)
			}
		}
	}
	if links < 10 || images < 2 {
		t.Errorf("%d links, %d of them images, in %d pages: were they read?", links, images, len(pages))
	}
}
