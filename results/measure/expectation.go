package measure

// Expectation is a parsed line of a scenario's expect list.
type Expectation struct {
	// Text is the expectation as written.
	Text string
	// Subject is the stage, source, decision, class or topic; "" = the run, or
	// for a function the worst serving stage.
	Subject     string
	SubjectKind Scope // filled in by Resolve
	// Measure is a name of the catalogue, a function's included.
	Measure string
	// Stat is "p99", "p99.9", "max", "mean", "count" or "rate"; "" = the default.
	Stat string
	// Args are a function's arguments as written: "burst.end", "ranking".
	Args []string
	Op   Op
	// Value is in the base unit of Unit.
	Value     float64
	Unit      Unit
	Qualifier Qualifier
	// Entry is the timeline entry of a during, before or after.
	Entry string
}

// Op is a comparison.
type Op string

// The comparisons.
const (
	Less         Op = "<"
	LessEqual    Op = "<="
	Greater      Op = ">"
	GreaterEqual Op = ">="
	Equal        Op = "=="
	NotEqual     Op = "!="
)

// Holds reports whether got op want.
func (o Op) Holds(got, want float64) bool {
	switch o {
	case Less:
		return got < want
	case LessEqual:
		return got <= want
	case Greater:
		return got > want
	case GreaterEqual:
		return got >= want
	case Equal:
		return got == want
	case NotEqual:
		return got != want
	}
	return false
}

// Qualifier is the part of the run that an expectation is about.
type Qualifier string

// The qualifiers. Steady is what stands when none is written.
const (
	Steady  Qualifier = ""
	Overall Qualifier = "overall"
	During  Qualifier = "during"
	Before  Qualifier = "before"
	After   Qualifier = "after"
)
