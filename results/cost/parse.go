package cost

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// Bounds of a price list: what is beyond them is no price list.
const (
	maxListBytes = 4 << 20
	maxAmount    = 1e9
)

// columns are those of a price list, in order.
func columns() []string {
	return []string{"provider", "region", "item", "unit", "price", "from", "currency", "date", "source"}
}

// ParsePrices reads a price list: CSV with the header
//
//	provider,region,item,unit,price,from,currency,date,source
//
// and a line a price, or a tier of one. Lines that begin with # are comments. name
// is the file's, for messages. Every problem is reported at once, as
// file:line:col: what is wrong and what was expected.
func ParsePrices(in io.Reader, name string) (*List, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading the price list %s: %w", name, err)
	}
	if len(text) > maxListBytes {
		return nil, fmt.Errorf("%s is no price list: it is larger than %d MiB", name, maxListBytes>>20)
	}
	p := &listParser{list: &List{Name: name, prices: map[priceKey]Price{}}, lines: map[priceKey][]int{}}
	p.read(text)
	p.finish()
	return p.list, errors.Join(p.problems...)
}

// listParser is a list as far as it was read.
type listParser struct {
	list     *List
	line     int
	header   bool
	problems []error
	// lines are where the tiers of each price stand.
	lines map[priceKey][]int
}

func (p *listParser) fail(column int, format string, args ...any) {
	p.failAt(p.line, column, format, args...)
}

func (p *listParser) failAt(line, column int, format string, args ...any) {
	p.problems = append(p.problems, fmt.Errorf("%s:%d:%d: %s", p.list.Name, line, column, fmt.Sprintf(format, args...)))
}

func (p *listParser) read(text []byte) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, maxListBytes+1)
	for lines.Scan() {
		p.line++
		line := strings.TrimPrefix(strings.TrimSuffix(lines.Text(), "\r"), "\ufeff")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells, problem := splitCells(line)
		switch {
		case problem != 0:
			p.fail(problem, "a quote that is not closed, or text after one; a quote inside a quoted text is written twice")
		case !p.header:
			p.readHeader(cells)
		default:
			p.readPrice(cells)
		}
		if p.header && len(p.problems) > maxProblems {
			p.fail(1, "too many problems; the rest is not read")
			return
		}
	}
}

// maxProblems are reported at most.
const maxProblems = 100

func (p *listParser) readHeader(cells []cell) {
	p.header = true
	names := columns()
	for i, want := range names {
		if i >= len(cells) || cells[i].text != want {
			p.fail(1, "expected the header %s", strings.Join(names, ","))
			return
		}
	}
	if len(cells) > len(names) {
		p.fail(cells[len(names)].col, "expected no column after %s", names[len(names)-1])
	}
}

// finish checks what no line alone can show.
func (p *listParser) finish() {
	if !p.header {
		p.line = max(p.line, 1)
		p.fail(1, "an empty price list; expected the header %s", strings.Join(columns(), ","))
		return
	}
	for _, key := range p.list.order {
		price := p.list.prices[key]
		if price.Tiers[0].From != 0 {
			p.failAt(p.lines[key][0], 1, "the first tier of %s begins at %s; expected one from 0", key.item, plain(price.Tiers[0].From))
		}
	}
	if len(p.list.order) == 0 && len(p.problems) == 0 {
		p.fail(1, "a price list without a price")
	}
}

// readPrice reads a line; a line of an item that is there already is its next tier.
func (p *listParser) readPrice(cells []cell) {
	if len(cells) != len(columns()) {
		p.fail(1, "%d columns; expected the %d of %s", len(cells), len(columns()), strings.Join(columns(), ","))
		return
	}
	before := len(p.problems)
	key := priceKey{p.word(cells[0], "a provider"), p.word(cells[1], "a region, or any"), p.word(cells[2], "an item")}
	price := Price{
		Provider: key.provider, Region: key.region, Item: key.item, Unit: p.unit(cells[3]),
		Tiers: []Tier{{Amount: p.number(cells[4], "a price"), From: p.from(cells[5])}},
		Date:  p.date(cells[7]), Source: strings.TrimSpace(cells[8].text),
	}
	p.currency(cells[6])
	if price.Source == "" {
		p.fail(cells[8].col, "a price without a source; expected where it comes from")
	}
	if len(p.problems) == before {
		p.add(key, price, cells)
	}
}

// add takes a price, or the next tier of one.
func (p *listParser) add(key priceKey, price Price, cells []cell) {
	known, found := p.list.prices[key]
	tier := price.Tiers[0]
	switch {
	case !found:
		p.list.order = append(p.list.order, key)
		known = price
	case known.Unit != price.Unit:
		p.fail(cells[3].col, "%s is priced by the %s on line %d; expected the same unit for each tier", key.item, known.Unit, p.lines[key][0])
		return
	case tier.From == known.Tiers[len(known.Tiers)-1].From:
		p.fail(cells[5].col, "a second price of %s at %s in %s from %s on; the first is on line %d", key.item, key.provider, key.region, plain(tier.From), p.lines[key][len(known.Tiers)-1])
		return
	case tier.From < known.Tiers[len(known.Tiers)-1].From:
		p.fail(cells[5].col, "this tier of %s begins below the one on line %d; expected tiers in order", key.item, p.lines[key][len(known.Tiers)-1])
		return
	default:
		known.Tiers = append(known.Tiers, tier)
		if price.Date.Before(known.Date) {
			known.Date = price.Date // as old as its oldest tier
		}
	}
	p.list.prices[key] = known
	p.lines[key] = append(p.lines[key], p.line)
}

var (
	wordPattern     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	currencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)
)

func (p *listParser) word(c cell, what string) string {
	text := strings.TrimSpace(c.text)
	if !wordPattern.MatchString(text) {
		p.fail(c.col, "%q is not %s; expected letters, digits, dots and hyphens", text, what)
	}
	return text
}

func (p *listParser) unit(c cell) Unit {
	u := Unit(strings.TrimSpace(c.text))
	if u.dimension() != "" {
		return u
	}
	if near := measure.Nearest(string(u), unitNames()); near != "" {
		p.fail(c.col, "%q is not a unit; did you mean %q?", string(u), near)
		return u
	}
	p.fail(c.col, "%q is not a unit; expected one of %s", string(u), strings.Join(unitNames(), ", "))
	return u
}

// number reads an amount of at least 0.
func (p *listParser) number(c cell, what string) float64 {
	text := strings.TrimSpace(c.text)
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		p.fail(c.col, "%q is not %s; expected a number, as 0.023", text, what)
		return 0
	case v < 0:
		p.fail(c.col, "%s is negative; expected %s of at least 0", text, what)
	case v > maxAmount:
		p.fail(c.col, "%s is too large for %s; expected at most %s", text, what, plain(maxAmount))
	}
	return v
}

// from reads where a tier begins; nothing is 0.
func (p *listParser) from(c cell) float64 {
	if strings.TrimSpace(c.text) == "" {
		return 0
	}
	return p.number(c, "the begin of a tier")
}

// currency holds the whole list to one currency.
func (p *listParser) currency(c cell) {
	text := strings.TrimSpace(c.text)
	switch {
	case !currencyPattern.MatchString(text):
		p.fail(c.col, "%q is not a currency; expected three capital letters, as USD", text)
	case p.list.Currency == "":
		p.list.Currency = text
	case p.list.Currency != text:
		p.fail(c.col, "%s after %s; expected one currency in the whole list", text, p.list.Currency)
	}
}

func (p *listParser) date(c cell) time.Time {
	text := strings.TrimSpace(c.text)
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		p.fail(c.col, "%q is not a date; expected one as 2026-01-31", text)
	}
	return t
}

// cell is a column of a line and where it begins, from 1.
type cell struct {
	text string
	col  int
}

// splitCells cuts a line of CSV at its commas. Where its quotes do not close, it
// returns the column of the first of them.
func splitCells(line string) (cells []cell, problem int) {
	for at := 0; ; {
		c := cell{col: at + 1}
		if !strings.HasPrefix(line[at:], `"`) {
			end := strings.IndexByte(line[at:], ',')
			if end < 0 {
				c.text = line[at:]
				return append(cells, c), 0
			}
			c.text, at = line[at:at+end], at+end+1
			cells = append(cells, c)
			continue
		}
		text, length := quoted(line[at:])
		if length == 0 {
			return cells, at + 1
		}
		c.text = text
		cells, at = append(cells, c), at+length
		switch {
		case at == len(line):
			return cells, 0
		case line[at] != ',':
			return cells, at + 1
		}
		at++
	}
}

// quoted reads a quoted text and says how long it is with its quotes, 0 if it is
// not closed.
func quoted(s string) (text string, length int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		return b.String(), i + 1
	}
	return "", 0
}

// plain writes a number without an exponent.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
