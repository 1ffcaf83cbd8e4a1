package cost

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

const head = "provider,region,item,unit,price,from,currency,date,source\n"

func TestParseReportsEveryProblemWithItsPlace(t *testing.T) {
	const good = "aws,us-east-1,vm.a,hour,0.1,,USD,2026-01-31,a page\n"
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"empty":         {"", []string{"p.csv:1:1: an empty price list"}},
		"no prices":     {head, []string{"p.csv:1:1: a price list without a price"}},
		"header":        {"provider,item\n", []string{"p.csv:1:1: expected the header provider,region"}},
		"columns":       {head + "aws,us-east-1,vm.a\n", []string{"p.csv:2:1: 3 columns; expected the 9"}},
		"unit":          {head + strings.Replace(good, "hour", "GBmonth", 1), []string{`p.csv:2:20: "GBmonth" is not a unit; did you mean "GB-month"?`}},
		"unknown unit":  {head + strings.Replace(good, "hour", "furlong", 1), []string{`p.csv:2:20: "furlong" is not a unit; expected one of GB, GiB`}},
		"price":         {head + strings.Replace(good, "0.1", "cheap", 1), []string{`p.csv:2:25: "cheap" is not a price`}},
		"not a number":  {head + strings.Replace(good, "0.1", "NaN", 1), []string{`p.csv:2:25: "NaN" is not a price`}},
		"negative":      {head + strings.Replace(good, "0.1", "-0.1", 1), []string{"p.csv:2:25: -0.1 is negative"}},
		"date":          {head + strings.Replace(good, "2026-01-31", "2026-02-31", 1), []string{`p.csv:2:34: "2026-02-31" is not a date; expected one as 2026-01-31`}},
		"currency":      {head + strings.Replace(good, "USD", "$", 1), []string{`p.csv:2:30: "$" is not a currency`}},
		"no source":     {head + strings.Replace(good, "a page", " ", 1), []string{"p.csv:2:45: a price without a source"}},
		"provider":      {head + strings.Replace(good, "aws", "a b", 1), []string{`p.csv:2:1: "a b" is not a provider`}},
		"duplicate":     {head + good + good, []string{"p.csv:3:29: a second price of vm.a at aws in us-east-1 from 0 on; the first is on line 2"}},
		"tiers":         {head + good + strings.Replace(good, "0.1,,", "0.05,10,", 1) + strings.Replace(good, "0.1,,", "0.07,5,", 1), []string{"p.csv:4:30: this tier of vm.a begins below the one on line 3"}},
		"tier unit":     {head + good + strings.Replace(good, "hour,0.1,,", "GB,0.1,5,", 1), []string{"p.csv:3:20: vm.a is priced by the hour on line 2"}},
		"first tier":    {head + strings.Replace(good, "0.1,,", "0.1,5,", 1), []string{"p.csv:2:1: the first tier of vm.a begins at 5; expected one from 0"}},
		"two currency":  {head + good + strings.Replace(strings.Replace(good, "vm.a", "vm.b", 1), "USD", "EUR", 1), []string{"p.csv:3:30: EUR after USD"}},
		"open quote":    {head + `aws,us-east-1,vm.a,hour,0.1,,USD,2026-01-31,"a page`, []string{"p.csv:2:45: a quote that is not closed"}},
		"after a quote": {head + `aws,"us-east-1"x,vm.a,hour,0.1,,USD,2026-01-31,a page`, []string{"p.csv:2:16: a quote that is not closed"}},
		"several":       {head + "aws,us-east-1,vm.a,day,x,,USD,yesterday,a page\n" + "a,b\n", []string{"p.csv:2:20:", "p.csv:2:24:", "p.csv:2:31:", "p.csv:3:1:"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParsePrices(strings.NewReader(c.text), "p.csv")
			if err == nil {
				t.Fatal("no problem")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v\nlacks %q", err, want)
				}
			}
			if got := strings.Count(err.Error(), "p.csv:"); got != len(c.want) {
				t.Errorf("%d problems, want %d:\n%v", got, len(c.want), err)
			}
		})
	}
}

func TestParseReadsQuotesCommentsAndTiers(t *testing.T) {
	l, err := ParsePrices(strings.NewReader("\ufeff"+head+"# a comment\r\n\r\naws,any,x,GB,0.01,,USD,2026-01-31,\"said \"\"so\"\", there\"\r\naws,any,x,GB,0.005,10,USD,2025-01-31,there\r\n"), "p.csv")
	if err != nil {
		t.Fatal(err)
	}
	p, ok := l.Find("aws", "nowhere", "x")
	if !ok || p.Source != `said "so", there` || len(p.Tiers) != 2 || l.Currency != "USD" {
		t.Fatalf("%+v, %v", p, ok)
	}
	if want := time.Date(2025, 1, 31, 0, 0, 0, 0, time.UTC); !p.Date.Equal(want) {
		t.Errorf("the price is as old as its oldest tier: %v, want %v", p.Date, want)
	}
	for quantity, want := range map[float64]float64{0: 0, 5: 0.05, 10: 0.1, 30: 0.2} {
		if got := p.of(quantity); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v GB cost %v, want %v: tiers are marginal", quantity, got, want)
		}
	}
}

func TestShippedPricesAreSound(t *testing.T) {
	l := Shipped()
	for _, p := range l.Prices() {
		if p.Date.Before(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)) || len(p.Source) < 20 {
			t.Errorf("%s %s: seen %s at %q", p.Provider, p.Item, p.Date.Format(time.DateOnly), p.Source)
		}
	}
	for _, s := range Shapes() {
		if _, ok := l.Find(s.Provider, s.Region, s.Machine); !ok {
			t.Errorf("%s lacks its machine %s", s.Provider, s.Machine)
		}
		for _, m := range ModelsAt(s.Provider) {
			if _, err := m.Bill(facts(t, "rate=10MB/s,fan-out=2,replay=2x7d/month,replacements=1"), l, Place{Provider: s.Provider}); err != nil {
				t.Errorf("%s at %s: %v", m.Name, s.Provider, err)
			}
		}
	}
	again, err := ParsePrices(bytes.NewReader(ShippedText()), "again")
	if err != nil || len(again.Prices()) != len(l.Prices()) {
		t.Errorf("the shipped list as text: %v", err)
	}
}

func TestAMissingPriceIsAnErrorThatNamesIt(t *testing.T) {
	l := list(t, "aws,us-east-1,vm.m7g.xlarge,hour,0.1,,USD,2026-01-31,a page\naws,us-east-1,disk.gp3,hour,0.1,,USD,2026-01-31,a page\n")
	m, _ := FindModel("shared-nothing")
	_, err := m.Bill(facts(t, "rate=1MB/s,fan-out=1"), l, Place{Provider: "aws"})
	var missing *MissingPrice
	if !errors.As(err, &missing) || missing.Item != "cross-zone.out" {
		t.Fatalf("%v", err)
	}
	for _, want := range []string{"test.csv has no price of cross-zone.out (produced to another zone) at aws in us-east-1", "cross-zone.in", "a price of disk.gp3 at aws in us-east-1 by the hour; expected one for bytes kept for a month"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
	if _, err := m.Bill(facts(t, "rate=1MB/s,endpoints=1"), Shipped(), Place{Provider: "gcp"}); err == nil || !strings.Contains(err.Error(), "endpoint.hour") {
		t.Errorf("the shipped list has no price of an endpoint at gcp: %v", err)
	}
}

func FuzzParsePrices(f *testing.F) {
	f.Add(shippedPrices)
	f.Add([]byte(head + "aws,any,x,GB,0.01,,USD,2026-01-31,\"a, b\"\n"))
	f.Add([]byte(head + "aws,any,x,GB,1e309,-1,usd,2026-1-1,\"\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := ParsePrices(bytes.NewReader(text), "p.csv")
		if err != nil {
			return
		}
		for _, p := range l.Prices() {
			if total := p.of(1e12); total < 0 || math.IsNaN(total) || math.IsInf(total, 0) {
				t.Errorf("%+v costs %v", p, total)
			}
		}
	})
}
