// Package scrape reads metrics that brokers export over HTTP, in Prometheus's text
// format, and picks out what a run record keeps of them.
package scrape

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

const (
	// Every is how far apart scrapes are, unless somebody says otherwise.
	Every = 10 * time.Second
	// MaxEndpoints bounds the pages of a run, and so its record.
	MaxEndpoints = 64
	// Within bounds one scrape.
	Within = 5 * time.Second
	// maxPage bounds a page: a broker that exports every bean it has makes some 1 MB.
	maxPage      = 16 << 20
	maxRedirects = 3
)

// Endpoint is a page of metrics.
type Endpoint struct {
	// Name is the broker's, as the record has it.
	Name string
	URL  *url.URL
}

// Endpoints checks the pages by the name of what they are of: several pages under
// one name are told apart by their host.
func Endpoints(pages map[string][]string) ([]Endpoint, error) {
	var out []Endpoint
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		for _, text := range pages[name] {
			at, err := parseURL(text)
			if err != nil {
				return nil, fmt.Errorf("scrape %s: %w", name, err)
			}
			e := Endpoint{name, at}
			if len(pages[name]) > 1 {
				e.Name += " " + at.Host
			}
			if name == "" || seen[e.Name] {
				return nil, fmt.Errorf("scrape %s: %s is there twice, or has no name", name, at.Host)
			}
			seen[e.Name] = true
			out = append(out, e)
		}
	}
	if len(out) > MaxEndpoints {
		return nil, fmt.Errorf("scrape: %d pages, and a run takes at most %d", len(out), MaxEndpoints)
	}
	return out, nil
}

func parseURL(text string) (*url.URL, error) {
	at, err := url.Parse(text)
	switch {
	case err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https":
		return nil, errors.New("expected a URL, as http://broker-1:9404/metrics")
	case at.User != nil:
		return nil, errors.New("a URL with a password in it would be in the run's record: leave it out")
	}
	return at, nil
}

// Scraper reads pages of metrics. It is safe for concurrent use.
type Scraper struct {
	endpoints []Endpoint
	client    *http.Client
	largest   int64 // page that is read, in bytes
}

// New returns a scraper of the pages.
func New(endpoints []Endpoint) *Scraper {
	return &Scraper{endpoints: endpoints, largest: maxPage, client: &http.Client{
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 1},
		CheckRedirect: stayOnHost,
		Timeout:       Within,
	}}
}

// stayOnHost follows redirects within a host only: a broker says where its
// metrics are, not whom else we ask.
func stayOnHost(req *http.Request, via []*http.Request) error {
	switch {
	case req.URL.Host != via[0].URL.Host:
		return errors.New("it redirects to another host")
	case len(via) > maxRedirects:
		return errors.New("it redirects again and again")
	}
	return nil
}

// Sweep reads every page at once. A page that cannot be read, or has none of the
// names, gives a line that says why. At of the lines is not set.
func (s *Scraper) Sweep(ctx context.Context) []results.UsageLine {
	out := make([]results.UsageLine, len(s.endpoints))
	var wg sync.WaitGroup
	for i, e := range s.endpoints {
		wg.Go(func() {
			out[i] = results.UsageLine{Broker: e.Name, From: results.UsageScrape}
			page, err := s.fetch(ctx, e)
			switch {
			case err != nil:
				out[i].Missing = e.URL.Host + ": " + err.Error()
			case len(page.Values) == 0:
				out[i].Missing = e.URL.Host + ": the page has none of the names that are looked for"
			default:
				out[i].Values, out[i].Life = page.Values, page.Life
			}
		})
	}
	wg.Wait()
	return out
}

// Close ends the connections.
func (s *Scraper) Close() { s.client.CloseIdleConnections() }

// fetch reads one page.
func (s *Scraper) fetch(ctx context.Context, e Endpoint) (Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, e.URL.String(), nil)
	if err != nil {
		return Page{}, err
	}
	req.Header.Set("Accept", "text/plain;version=0.0.4")
	resp, err := s.client.Do(req)
	if err != nil {
		return Page{}, plain(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return Page{}, fmt.Errorf("it answers %s", resp.Status)
	}
	body := &io.LimitedReader{R: resp.Body, N: s.largest + 1}
	page, err := Parse(body)
	switch {
	case body.N <= 0:
		return Page{}, fmt.Errorf("the page is larger than %s", measure.FormatQuantity(float64(s.largest), measure.Bytes))
	case err != nil:
		return Page{}, plain(err)
	}
	return page, nil
}

// plain leaves out what net/http says again: method, address and ports, which
// differ each time.
func plain(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return fmt.Errorf("no answer within %s", Within)
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	var at *url.Error
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
