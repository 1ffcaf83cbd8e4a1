package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

// The kinds of Arrivals.
const (
	even    = "even"
	poisson = "poisson"
	batch   = "batch"
	trace   = "trace"
)

// arrivals is even, poisson, "batch 500 every 10s", or a map with a trace.
func arrivals() codec[Arrivals] {
	file := object(curveTraceFields)
	const what = `even, poisson, "batch 500 every 10s" or {trace: file.csv, ...}`
	return codec[Arrivals]{
		read: func(d *decoder, n *yaml.Node, path string, v *Arrivals) bool {
			if n.Kind == yaml.MappingNode {
				t := CurveTrace{Speed: 1, Times: 1}
				if !file.read(d, n, path, &t) {
					return false
				}
				*v = Arrivals{Kind: trace, Trace: &t}
				return true
			}
			text, ok := word(d, n, what)
			if !ok {
				return false
			}
			switch {
			case text == even || text == poisson:
				*v = Arrivals{Kind: text}
				return true
			case strings.HasPrefix(text, batch+" "):
				message := ""
				if *v, message = parseBatch(text); message != "" {
					return d.fail(n, "", "%s", message)
				}
				return true
			}
			return d.fail(n, measure.Nearest(text, []string{even, poisson, batch, trace}), "unknown arrivals %q; expected %s", text, what)
		},
		write: func(v Arrivals) *yaml.Node {
			switch v.Kind {
			case trace:
				return file.write(*v.Trace)
			case batch:
				return scalar(fmt.Sprintf("batch %d every %s", v.Batch, durationText(v.Every)))
			}
			return scalar(v.Kind)
		},
		schema: schemaNode{"title": "even, poisson, batch N every T, or a map with a trace", "oneOf": []any{
			schemaNode{"type": "string", "pattern": `^(even|poisson|batch [0-9_]+ every .+)$`}, file.schema,
		}},
	}
}

func parseBatch(text string) (Arrivals, string) {
	words := strings.Fields(text)
	if len(words) != 4 || words[2] != "every" {
		return Arrivals{}, strconv.Quote(text) + ` is not a batch; expected "batch 500 every 10s"`
	}
	n, err := strconv.Atoi(strings.ReplaceAll(words[1], "_", ""))
	if err != nil || n < 1 || n > maxRate {
		return Arrivals{}, strconv.Quote(words[1]) + " is not a batch of 1 to 10000000 events"
	}
	every, err := measure.ParseDuration(words[3])
	if err != nil {
		return Arrivals{}, err.Error()
	}
	if every < time.Millisecond || float64(n)/every.Seconds() > maxRate {
		return Arrivals{}, strconv.Quote(text) + " is too fast; expected at least 1ms and at most " + rateText(maxRate)
	}
	return Arrivals{Kind: batch, Batch: n, Every: every}, ""
}

func curveTraceFields() []field[CurveTrace] {
	return []field[CurveTrace]{
		needed(at("trace", func(t *CurveTrace) *string { return &t.File }, name("a file"), "A CSV file of counts per bin, or of timestamps.")),
		at("from", func(t *CurveTrace) *string { return &t.From }, name("a time of the file, or a duration from its start"), "Where in the file to start."),
		at("to", func(t *CurveTrace) *string { return &t.To }, name("a time of the file, or a duration from its start"), "Where in the file to end."),
		at("speed", func(t *CurveTrace) *float64 { return &t.Speed }, factor(1e6), "Seconds of the file in one second of the run."),
		at("mean", func(t *CurveTrace) *float64 { return &t.Mean }, rate(), "Events per second, mean over the run; as in the file if absent."),
		at("times", func(t *CurveTrace) *float64 { return &t.Times }, factor(1e6), "In place of mean: a multiple of the file's counts."),
	}
}

func freshKeyTrace() KeyTrace { return KeyTrace{Key: "session", Loop: true} }

// meanRate is a source's events per second before bursts, 0 if only its trace
// tells.
func (s *Source) meanRate() float64 {
	switch s.Arrivals.Kind {
	case batch:
		return float64(s.Arrivals.Batch) / s.Arrivals.Every.Seconds()
	case trace:
		return s.Arrivals.Trace.Mean
	}
	return s.Rate
}
