package measure

import (
	"fmt"
	"strings"
)

// SyntaxError is why a text is not an expectation.
type SyntaxError struct {
	Offset  int // of the offending word, in bytes
	Message string
	Hint    string // the word that was probably meant; may be ""
}

// Error returns the message and the hint.
func (e *SyntaxError) Error() string {
	if e.Hint != "" {
		return fmt.Sprintf("%s; did you mean %q?", e.Message, e.Hint)
	}
	return e.Message
}

// Parse reads an expectation:
//
//	expectation = measure op value [ qualifier ] .
//	measure     = [ subject "." ] name [ "." stat ] | function "(" argument { "," argument } ")" .
//	subject     = name | "topics" "[" topic "]" .
//	stat        = "p" number | "max" | "mean" | "count" | "rate" .
//	op          = "<" | "<=" | ">" | ">=" | "==" | "!=" .
//	qualifier   = ( "during" | "before" | "after" ) entry | "overall" .
//
// An error is a *SyntaxError. Parse knows only the grammar; Resolve checks names,
// units and what goes with what.
func Parse(text string) (Expectation, error) {
	p, err := parse(text)
	if err != nil {
		return Expectation{}, err
	}
	return p.Expectation, nil
}

// parsed is an expectation and where its words stand in the text.
type parsed struct {
	Expectation
	at offsets
}

type offsets struct {
	subject, measure, stat, value, qualifier, entry int
	args                                            []int
}

func parse(text string) (*parsed, *SyntaxError) {
	p := &parsed{Expectation: Expectation{Text: text}}
	c := &cursor{text: text}
	for _, step := range []func(*cursor) *SyntaxError{p.readMeasure, p.readOp, p.readValue, p.readQualifier} {
		c.space()
		if err := step(c); err != nil {
			return nil, err
		}
	}
	c.space()
	if !c.done() {
		return nil, c.fail("nothing more is expected here")
	}
	return p, nil
}

func (p *parsed) readMeasure(c *cursor) *SyntaxError {
	p.at.subject, p.at.measure, p.at.stat = c.pos, c.pos, c.pos
	word := c.word()
	switch {
	case word == "":
		return c.fail("expected a measure, as ranking.platform-age.p99 or lost")
	case c.take("("):
		p.Measure = word
		return p.readArguments(c)
	case word == "topics" && c.take("["):
		return p.readTopic(c)
	}
	return p.readPath(c, word)
}

// readPath reads what follows the first word of "subject.name.stat", of which
// only the name is necessary.
func (p *parsed) readPath(c *cursor, first string) *SyntaxError {
	words, at := []string{first}, []int{p.at.measure}
	for c.take(".") {
		at = append(at, c.pos)
		word := c.word()
		if word == "" {
			return c.fail("expected a name after the dot")
		}
		words = append(words, word)
	}
	switch {
	case len(words) == 1:
		p.Measure = words[0]
	case len(words) == 2 && isStat(words[1]):
		p.Measure, p.Stat, p.at.stat = words[0], words[1], at[1]
	case len(words) <= 3:
		p.Subject, p.Measure, p.at.measure = words[0], words[1], at[1]
		if len(words) == 3 {
			p.Stat, p.at.stat = words[2], at[2]
		}
	default:
		return &SyntaxError{Offset: at[3], Message: "too many dots; expected subject.measure.statistic, a topic as topics[raw.clicks].lost"}
	}
	return nil
}

func (p *parsed) readTopic(c *cursor) *SyntaxError {
	p.at.subject = c.pos
	end := strings.IndexByte(c.rest(), ']')
	if end <= 0 {
		return c.fail("expected a topic in brackets, as topics[raw.clicks]")
	}
	p.Subject, p.SubjectKind = strings.TrimSpace(c.rest()[:end]), OfTopic
	c.pos += end + 1
	if !c.take(".") {
		return c.fail("expected a dot and a measure after the topic")
	}
	p.at.measure = c.pos
	if p.Measure = c.word(); p.Measure == "" {
		return c.fail("expected a measure after the dot")
	}
	if c.take(".") {
		p.at.stat = c.pos
		if p.Stat = c.word(); p.Stat == "" {
			return c.fail("expected a statistic after the dot")
		}
	}
	return nil
}

func (p *parsed) readArguments(c *cursor) *SyntaxError {
	for {
		c.space()
		start := c.pos
		end := strings.IndexAny(c.rest(), ",)")
		if end < 0 {
			return &SyntaxError{Offset: start, Message: fmt.Sprintf("%s( is not closed; in YAML put the whole expectation in quotes, because an unquoted comma splits it", p.Measure)}
		}
		arg := strings.Join(strings.Fields(c.rest()[:end]), " ")
		if arg == "" {
			return c.fail(fmt.Sprintf("expected an argument of %s, as recovery(burst.end, ranking)", p.Measure))
		}
		p.Args, p.at.args = append(p.Args, arg), append(p.at.args, start)
		c.pos += end
		if c.take(")") {
			return nil
		}
		c.take(",")
	}
}

func (p *parsed) readOp(c *cursor) *SyntaxError {
	for _, op := range []Op{LessEqual, GreaterEqual, Equal, NotEqual, Less, Greater} {
		if c.take(string(op)) {
			p.Op = op
			return nil
		}
	}
	err := c.fail("expected <, <=, >, >=, == or !=")
	if strings.HasPrefix(c.rest(), "=") {
		err.Hint = "=="
	}
	return err
}

func (p *parsed) readValue(c *cursor) *SyntaxError {
	p.at.value = c.pos
	written := c.field()
	if written == "" {
		return c.fail("expected a value, as 500ms, 0.5%, 20x or 0")
	}
	value, unit, err := ParseQuantity(written)
	if err != nil {
		return &SyntaxError{Offset: p.at.value, Message: err.Error()}
	}
	p.Value, p.Unit = value, unit
	return nil
}

func (p *parsed) readQualifier(c *cursor) *SyntaxError {
	if c.done() {
		return nil
	}
	p.at.qualifier = c.pos
	word := c.field()
	switch q := Qualifier(word); q {
	case Overall:
		p.Qualifier = q
		return nil
	case During, Before, After:
		p.Qualifier = q
		c.space()
		p.at.entry = c.pos
		if p.Entry = c.word(); p.Entry == "" {
			return c.fail(fmt.Sprintf("expected the name of a timeline entry after %s", word))
		}
		return nil
	}
	return &SyntaxError{
		Offset:  p.at.qualifier,
		Message: fmt.Sprintf("%q is not a qualifier; expected during, before or after and a timeline entry, or overall (none means steady)", word),
		Hint:    Nearest(word, []string{"during", "before", "after", "overall"}),
	}
}
