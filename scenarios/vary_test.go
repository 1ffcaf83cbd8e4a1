package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const plainTraffic = `
name: varied
duration: 60s
topics: {raw.clicks: {partitions: 12}}
sources: {clicks: {topic: raw.clicks, key: user, rate: 1000/s}}
stages: {ranking: {reads: raw.clicks, objective: 1s}}
timeline:
  - {at: 20s, burst: {source: clicks, to: 4x, hold: 10s}}
presets: {small: {"topics[raw.clicks].partitions": 3, variants: [{name: one, set: {sources.clicks.rate: 5/s}}]}}
`

const product4 = plainTraffic + `
vary:
  sources.clicks.key: [user, tenant+user]
  topics[raw.clicks].partitions: [6, 12]
`

const listed3 = plainTraffic + `
variants:
  - {name: as-it-is}
  - {name: random, set: {sources.clicks.key: random, duration: 90s}}
  - {name: other, set: {expect: [lost == 0]}}
`

func variantsIn(t *testing.T, text string, opt LoadOptions) []*Scenario {
	t.Helper()
	list, err := LoadVariants("x.yaml", withText(opt, text))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// withText has the options read text as the scenario.
func withText(opt LoadOptions, text string) LoadOptions {
	from := memory(text)
	opt.Env, opt.ReadFile = from.Env, from.ReadFile
	return opt
}

func variantNames(list []*Scenario) []string {
	return namesOf(list, func(s *Scenario) string { return s.Variant })
}

func TestVaryIsAProduct(t *testing.T) {
	list := variantsIn(t, product4, LoadOptions{})
	var got []string
	for _, s := range list {
		got = append(got, fmt.Sprintf("%s: %s, %d", s.Variant, strings.Join(s.Sources[0].Key, "+"), s.Topics[0].Partitions))
	}
	want := []string{
		"key-user-partitions-6: user, 6", "key-user-partitions-12: user, 12",
		"key-tenant-user-partitions-6: tenant+user, 6", "key-tenant-user-partitions-12: tenant+user, 12",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, s := range list {
		if again, err := reload(s, memory("")); err != nil || !same(s, again) {
			t.Errorf("%s: not the same again: %v", s.Variant, err)
		}
	}
	sets := list[0].Variants[2].Sets
	if want := []string{"sources.clicks.key=tenant+user", "topics[raw.clicks].partitions=6"}; !slices.Equal(sets, want) {
		t.Errorf("the third sets %q, want %q", sets, want)
	}
}

func TestVariantsSetWhatTheySay(t *testing.T) {
	list := variantsIn(t, listed3, LoadOptions{})
	if got, want := variantNames(list), []string{"as-it-is", "random", "other"}; !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	if s := list[1]; s.Sources[0].Key[0] != "random" || s.Duration != 90*time.Second || len(s.Expect) != 0 {
		t.Errorf("random: %+v", s)
	}
	if s := list[2]; s.Sources[0].Key[0] != "user" || s.Duration != time.Minute || len(s.Expect) != 1 {
		t.Errorf("other: %+v", s)
	}
	both := variantsIn(t, listed3+"vary: {sources.clicks.rate: [5/s, 50/s]}\n", LoadOptions{})
	if got := variantNames(both); len(both) != 6 || got[0] != "as-it-is-rate-5-s" || got[5] != "other-rate-50-s" {
		t.Errorf("both: %q", got)
	}
}

func TestOptionsComeAroundVariants(t *testing.T) {
	for _, c := range []struct {
		opt  LoadOptions
		want []string
	}{
		{LoadOptions{Variant: "random"}, []string{"random"}},
		{LoadOptions{Preset: "small"}, []string{"one"}},
		{LoadOptions{Sets: []string{"vary={sources.clicks.rate: [5/s]}", "variants=[{name: a}, {name: b}]"}}, []string{"a-rate-5-s", "b-rate-5-s"}},
		{LoadOptions{Sets: []string{"sources.clicks.rate=7/s"}}, []string{"as-it-is", "random", "other"}},
	} {
		list := variantsIn(t, listed3, c.opt)
		if got := variantNames(list); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.opt, got, c.want)
		}
		if strings.HasPrefix(strings.Join(c.opt.Sets, ""), "sources") && list[2].Sources[0].Rate != 7 {
			t.Errorf("--set did not reach a variant: %v/s", list[2].Sources[0].Rate)
		}
	}
	if list := variantsIn(t, plainTraffic, LoadOptions{}); len(list) != 1 || list[0].Variant != "" {
		t.Errorf("without variants: %q", variantNames(list))
	}
}

func TestASeedChangesTheSeedAlone(t *testing.T) {
	s := variantsIn(t, listed3, LoadOptions{})[1]
	other, err := s.WithSeed(99)
	if err != nil || other.Seed != 99 || s.Seed == 99 {
		t.Fatalf("%d, %v", other.Seed, err)
	}
	again, err := reload(other, memory(""))
	if err != nil || !same(other, again) {
		t.Errorf("not the same again: %v", err)
	}
	again.Seed = s.Seed
	again.Resolved = s.Resolved
	if !same(s, again) {
		t.Error("more than the seed changed")
	}
}

func TestMistakesInVariants(t *testing.T) {
	for _, c := range []struct {
		text, old, new string
		opt            LoadOptions
		want           string // "" = good; lines of the file begin with an empty one
	}{
		{product4, "[6, 12]", "[6, 12, 6]", LoadOptions{}, `x.yaml:13:42: "topics[raw.clicks].partitions" takes "6" twice`},
		{product4, "[6, 12]", "[]", LoadOptions{}, `x.yaml:13:34: expected the values that "topics[raw.clicks].partitions" takes, but the list is empty`},
		{product4, "[6, 12]", "6", LoadOptions{}, "x.yaml:13:34: expected a list of the values"},
		{product4, "[6, 12]", "[6, zwölf]", LoadOptions{}, `x.yaml:13:38: variant key-user-partitions-zw-lf and 1 more: "zwölf"`},
		{product4, "sources.clicks.key:", "sources.click.key:", LoadOptions{}, `x.yaml:12:3: variant key-user-partitions-6 and 3 more: there is no "click" in sources; did you mean "clicks"?`},
		{product4, "sources.clicks.key:", "seed:", LoadOptions{}, "x.yaml:12:3: a variant cannot change seed: every round has its own"},
		{product4, "sources.clicks.key:", "sources..key:", LoadOptions{}, `x.yaml:12:3: "sources..key" is not a path`},
		{product4, "[6, 12]", "[" + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(sequence(60))), ", "), "[]") + "]", LoadOptions{}, "x.yaml:12:3: this makes 120 variants; expected at most 100"},
		{plainTraffic, "presets:", "vary: []\npresets:", LoadOptions{}, "x.yaml:9:7: expected a map from paths to lists of values"},
		{listed3, "name: random", "name: as-it-is", LoadOptions{}, "x.yaml:13:12: variant as-it-is stands here a second time; the first is in line 12"},
		{listed3, "{name: as-it-is}", "{set: {}}", LoadOptions{}, "x.yaml:12:5: the variant has no name"},
		{listed3, "{name: as-it-is}", "{name: As}", LoadOptions{}, `x.yaml:12:12: "As" is not a name`},
		{listed3, "{name: as-it-is}", "as-it-is", LoadOptions{}, "x.yaml:12:5: expected a variant, as {name: random"},
		{listed3, "{name: as-it-is}", "{name: a, sets: {}}", LoadOptions{}, `x.yaml:12:15: unknown key "sets"; expected name or set; did you mean "set"?`},
		{listed3, "{name: as-it-is}", "{name: a, set: 5}", LoadOptions{}, "x.yaml:12:20: expected a map from paths to values"},
		{listed3, "expect: [lost == 0]", `"expect[0]": lost == 0`, LoadOptions{}, "x.yaml:14:25: a variant can only replace expect as a whole"},
		{listed3, "expect: [lost == 0]", "name: x", LoadOptions{}, "x.yaml:14:25: a variant cannot change name"},
		{listed3, "expect: [lost == 0]", "presets: {}", LoadOptions{}, "x.yaml:14:25: a variant cannot change presets"},
		{listed3, "key: random", "key: randm", LoadOptions{}, `x.yaml:13:46: variant random: a key is made of`},
		{listed3, "duration: 90s", "duration: 15s", LoadOptions{}, "variant random: burst"},
		{listed3, "", "", LoadOptions{Variant: "rando"}, `--variant: x.yaml has no variant rando; it has as-it-is, random, other; did you mean "random"?`},
		{plainTraffic, "", "", LoadOptions{Variant: "random"}, "--variant: x.yaml has no variants"},
		{listed3, "", "", LoadOptions{Sets: []string{"sources.clicks.key=user"}}, "--set sources.clicks.key: variant random: the variant sets sources.clicks.key itself"},
		{listed3, "", "", LoadOptions{Duration: time.Minute}, "--duration: variant random: the variant sets duration itself"},
		{listed3, "", "", LoadOptions{Variant: "other", Sets: []string{"sources.clicks.key=user"}}, ""},
		{listed3, "presets: {small: {", `presets: {small: {"variants[0].name": x, `, LoadOptions{}, "a preset can only replace variants as a whole"},
	} {
		_, err := LoadVariants("x.yaml", withText(c.opt, strings.Replace(c.text, c.old, c.new, 1)))
		var problems Problems
		switch {
		case c.want == "" && err == nil:
		case c.want == "" || !errors.As(err, &problems) || !strings.Contains(problems[0].String(), c.want) || len(problems) != 1:
			t.Errorf("%q -> %q, %+v: got %v, want %s", c.old, c.new, c.opt, err, c.want)
		}
	}
}

// sequence is 1 to n.
func sequence(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	return list
}

func TestNamesOfVariantsAreNamesAndDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := func(label string) string {
			var list []string
			for _, v := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-zA-Z0-9 .:/äé+-]{0,70}`), 1, 4, rapid.ID).Draw(t, label) {
				list = append(list, fmt.Sprintf("%q", v))
			}
			return "[" + strings.Join(list, ", ") + "]"
		}
		text := plainTraffic + "vary: {about: " + values("abouts") + ", sources.clicks.key: " + values("keys") + ", topics.9.key: " + values("more") + "}\n"
		root, problem := parseDocument("x.yaml", []byte(text))
		if problem != nil {
			t.Fatal(problem)
		}
		list, _ := variations(root)
		seen := map[string]bool{}
		for _, v := range list {
			if !nameForm.MatchString(v.Name) || seen[v.Name] {
				t.Fatalf("%q is no name, or stands twice", v.Name)
			}
			seen[v.Name] = true
		}
	})
}
