package main

import (
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/freshet-bench/freshet/harness/scrape"
)

// minScrapeEvery is the shortest distance of two scrapes: a page of metrics costs a
// broker CPU, and what it says is smoothed over a minute anyway.
const minScrapeEvery = time.Second

// scrapeFlags are --scrape and --scrape-every.
type scrapeFlags struct {
	given []string
	every time.Duration
}

func (s *scrapeFlags) bind(flags *pflag.FlagSet) {
	flags.StringArrayVar(&s.given, "scrape", nil, "read a broker's metrics during the run, as `NAME=URL`: b1=http://b1:9404/metrics (may be repeated)")
	flags.DurationVar(&s.every, "scrape-every", scrape.Every, "how far apart scrapes are")
}

func (s *scrapeFlags) check() error {
	for _, text := range s.given {
		if name, url, ok := strings.Cut(text, "="); !ok || name == "" || url == "" {
			return usagef("--scrape takes NAME=URL, as b1=http://b1:9404/metrics, not %q", text)
		}
	}
	if s.every < minScrapeEvery {
		return usagef("--scrape-every is %s; it has to be at least %s", s.every, minScrapeEvery)
	}
	if _, err := scrape.Endpoints(s.pages()); err != nil {
		return usagef("--%v", err)
	}
	return nil
}

// pages are the URLs by name.
func (s *scrapeFlags) pages() map[string][]string {
	pages := map[string][]string{}
	for _, text := range s.given {
		name, url, _ := strings.Cut(text, "=")
		pages[name] = append(pages[name], url)
	}
	return pages
}

// arguments are the flags that scrape the same again.
func (s *scrapeFlags) arguments() []string {
	var args []string
	for _, text := range s.given {
		args = append(args, "--scrape", text)
	}
	if len(args) > 0 && s.every != scrape.Every {
		args = append(args, "--scrape-every", s.every.String())
	}
	return args
}
