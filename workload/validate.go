package workload

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Limits of a Spec. What is beyond them is a mistake more often than a wish, and
// arithmetic within them never overflows.
const (
	MaxRate       = 10_000_000           // events per second of a source, at its peak
	MaxSize       = 1_000_000            // bytes of a value: Kafka's default limit with room for the rest
	MaxUsers      = 1 << 40              // users
	MaxThings     = 10_000_000           // tenants or items with a Zipf exponent above 0
	MaxZipf       = 10                   // exponent
	MaxSigma      = 5                    // of a log-normal's logarithm
	MaxPartitions = 100_000              // of a topic
	MaxDuration   = 366 * 24 * time.Hour // of a run, a delay or a history's span
	MaxHistory    = 1 << 50              // bytes
)

// checker collects problems.
type checker struct{ problems []error }

func (c *checker) must(ok bool, source, format string, args ...any) {
	if !ok {
		c.problems = append(c.problems, problem(source, format, args...))
	}
}

// problem is an error about a source, or about the whole if source is "".
func problem(source, format string, args ...any) error {
	if source != "" {
		format = "source " + source + ": " + format
	}
	return fmt.Errorf(format, args...)
}

func validate(spec *Spec) error {
	var c checker
	c.must(spec.Duration > 0 && spec.Duration <= MaxDuration, "",
		"duration is %v; expected more than 0, at most 366 days", spec.Duration)
	c.population(&spec.Population)
	c.must(len(spec.Sources) <= math.MaxUint16, "", "%d sources; expected at most %d", len(spec.Sources), math.MaxUint16)
	seen := map[string]bool{}
	for i := range spec.Sources {
		s := &spec.Sources[i]
		c.must(!seen[s.Name], "", "source %s appears twice", s.Name)
		seen[s.Name] = true
		c.source(s, spec)
	}
	for i := range spec.Decisions {
		c.decision(&spec.Decisions[i], len(spec.Sources))
	}
	if len(c.problems) > 0 {
		return errors.Join(c.problems...)
	}
	return c.peaks(spec)
}

func (c *checker) population(p *Population) {
	c.must(p.Users >= 1 && p.Users <= MaxUsers, "", "population has %d users; expected 1 to %d", p.Users, uint64(MaxUsers))
	c.must(p.Active >= 1, "", "the active set is empty; expected at least 1 user")
	c.must(p.Active <= p.Users, "", "the active set of %d users exceeds the population of %d", p.Active, p.Users)
	c.must(p.Session == 0 || p.Session >= time.Millisecond && p.Session <= MaxDuration, "",
		"session is %v; expected 1ms to 366 days, or 0", p.Session)
	if p.Session > 0 {
		slid := float64(MaxDuration) / float64(p.Session) * float64(p.Active)
		c.must(slid < 1<<62, "", "an active set of %d users a session of %v slides too fast", p.Active, p.Session)
	}
	c.skewed("tenants", p.Tenants)
	c.skewed("items", p.Items)
}

func (c *checker) skewed(what string, s Skewed) {
	c.must(s.Zipf >= 0 && s.Zipf <= MaxZipf, "", "%s have zipf exponent %v; expected 0 to %d", what, s.Zipf, MaxZipf)
	c.must(s.Zipf == 0 || s.Count <= MaxThings, "", "%d %s with a zipf exponent; expected at most %d", s.Count, what, MaxThings)
}

func (c *checker) source(s *Source, spec *Spec) {
	c.must(s.Name != "" && !strings.ContainsFunc(s.Name, unquotable), s.Name, "name %q; expected letters, digits and dashes", s.Name)
	c.must(s.Partitions >= 1 && s.Partitions <= MaxPartitions, s.Name,
		"topic %s has %d partitions; expected 1 to %d", s.Topic, s.Partitions, MaxPartitions)
	c.rate(s)
	c.key(s)
	c.timeline(s, &spec.Population)
	c.share(s.Name, "late share", s.Late.Share)
	c.share(s.Name, "duplicates", s.Duplicates)
	c.share(s.Name, "deletes", s.Deletes)
	c.share(s.Name, "compressibility", s.Payload.Compressibility)
	if s.Late.Share > 0 {
		c.dist(s.Name, "late by", s.Late.By, MaxDuration.Seconds())
	}
	c.dist(s.Name, "size", s.Size, MaxSize)
	c.must(s.Size.Median >= 1, s.Name, "size is %v bytes; expected at least 1", s.Size.Median)
	c.must(findSchema(s.Payload.Schema) != nil, s.Name, "unknown schema %q; expected one of %s",
		s.Payload.Schema, strings.Join(Schemas(), ", "))
	h := s.History
	c.must(h.Bytes >= 0 && h.Bytes <= MaxHistory, s.Name, "history of %d bytes; expected 0 to %d", h.Bytes, int64(MaxHistory))
	c.must(h.Bytes <= 0 || h.Span > 0 && h.Span <= MaxDuration, s.Name, "history spans %v; expected more than 0, at most 366 days", h.Span)
	c.must(h.Bytes <= 0 || s.Deletes < 1, s.Name, "history of %d bytes cannot be filled with deletes alone", h.Bytes)
}

func (c *checker) rate(s *Source) {
	if b, ok := s.Arrivals.(Batch); ok {
		if b.Size < 1 || b.Every <= 0 {
			c.must(false, s.Name, "batch %d every %v; expected at least 1 event and more than 0 s", b.Size, b.Every)
			return
		}
	}
	if s.Curve != nil {
		return
	}
	rate := s.baseRate()
	c.must(rate > 0 && rate <= MaxRate, s.Name, "rate is %g/s; expected more than 0, at most %d/s", rate, MaxRate)
}

func (c *checker) key(s *Source) {
	for _, a := range s.Key.Attributes {
		c.must(slices.Contains(attributeNames(), a), s.Name, "unknown key attribute %q; expected one of %s",
			a, strings.Join(attributeNames(), ", "))
	}
	random := slices.Contains(s.Key.Attributes, "random")
	c.must(!random || len(s.Key.Attributes) == 1, s.Name, "key \"random\" cannot be joined with others")
}

func (c *checker) timeline(s *Source, p *Population) {
	for _, b := range s.Bursts {
		c.must(finite(b.To) && b.To >= 0, s.Name, "burst to %gx; expected 0 or more", b.To)
		c.must(times(b.Begin, b.Ramp, b.Hold, b.Decay), s.Name, "burst at %v, ramp %v, hold %v, decay %v; expected 0 to 366 days each",
			b.Begin, b.Ramp, b.Hold, b.Decay)
		c.share(s.Name, "burst focus", b.FocusShare)
		c.must(b.FocusShare == 0 || b.FocusTenant < max(p.Tenants.Count, 1), s.Name,
			"burst focuses on tenant %d; tenants are numbered from 0 to %d", b.FocusTenant, max(p.Tenants.Count, 1)-1)
		c.must(b.FocusShare == 0 || s.KeyTrace == nil, s.Name, "burst has a focus, but the users come from a file of keys")
	}
	for _, r := range s.Reconnects {
		c.share(s.Name, "reconnect devices", r.Devices)
		c.must(times(r.Begin, r.Silent, r.Flush), s.Name, "reconnect at %v, silent %v, flush %v; expected 0 to 366 days each",
			r.Begin, r.Silent, r.Flush)
	}
}

func (c *checker) decision(d *Decision, sources int) {
	ok := d.After >= 0 && d.After < sources
	c.must(ok, "", "decision %s comes after source number %d; there are %d", d.Name, d.After, sources)
	c.must(d.Share >= 0 && d.Share <= 1, "", "decision %s: share is %v; expected 0 to 1", d.Name, d.Share)
	c.must(finite(d.Think.Median) && d.Think.Median >= 0 && d.Think.Median <= MaxDuration.Seconds(), "",
		"decision %s: think is %v s; expected 0 to 366 days", d.Name, d.Think.Median)
	c.must(d.Think.Sigma >= 0 && d.Think.Sigma <= MaxSigma, "", "decision %s: think has sigma %v; expected 0 to %d", d.Name, d.Think.Sigma, MaxSigma)
}

func (c *checker) share(source, what string, v float64) {
	c.must(v >= 0 && v <= 1, source, "%s is %v; expected 0 to 1", what, v)
}

func (c *checker) dist(source, what string, d Dist, highest float64) {
	c.must(d.Kind <= Exponential, source, "%s has unknown distribution %d", what, d.Kind)
	c.must(d.Median > 0 && d.Median <= highest, source, "%s is %v; expected more than 0, at most %g", what, d.Median, highest)
	c.must(d.Sigma >= 0 && d.Sigma <= MaxSigma, source, "%s has sigma %v; expected 0 to %d", what, d.Sigma, MaxSigma)
}

// peaks checks the rates with bursts and traces in.
func (c *checker) peaks(spec *Spec) error {
	for i := range spec.Sources {
		s := &spec.Sources[i]
		for _, p := range newSchedule(s, spec.Duration) {
			last := p.rate + float64(p.slope*(p.end-p.begin).Seconds())
			if low := min(p.rate, last); low < -1e-6*s.baseRate() {
				c.must(false, s.Name, "bursts that overlap at %v take the rate below 0", p.begin)
				break
			}
			if high := max(p.rate, last); high > MaxRate {
				c.must(false, s.Name, "rate reaches %g/s at %v; expected at most %d/s", high, p.begin, MaxRate)
				break
			}
		}
	}
	return errors.Join(c.problems...)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// times reports whether all lie in [0, MaxDuration].
func times(all ...time.Duration) bool {
	return !slices.ContainsFunc(all, func(d time.Duration) bool { return d < 0 || d > MaxDuration })
}

// unquotable reports what would need escaping in JSON.
func unquotable(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == 0xfffd }
