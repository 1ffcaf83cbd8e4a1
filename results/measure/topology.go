package measure

// Topology is what an expectation may speak of: the names of a scenario, or of a
// run's plan.
type Topology struct {
	Stages    []Stage
	Sources   []Source
	Decisions []string
	Topics    []string
	Entries   []Entry
}

// Stage is a stage as far as expectations care.
type Stage struct {
	Name  string
	Class string // serving, analytics or background
	// Objective is true if the stage states one; recovery and stale-time need it.
	Objective bool
}

// Source is a source as far as expectations care.
type Source struct {
	Name  string
	Class string
}

// Entry is a timeline entry as far as expectations care.
type Entry struct {
	Name string
	Verb string
	// Teams is the number of teams of a replay.
	Teams int
}

// Classes are the classes of stages and sources, which may stand as a subject:
// the worst stage or source of the class.
func Classes() []string { return []string{"serving", "analytics", "background"} }

// stages returns the names of all stages.
func (t Topology) stages() []string {
	names := make([]string, len(t.Stages))
	for i, s := range t.Stages {
		names[i] = s.Name
	}
	return names
}

// sources returns the names of all sources.
func (t Topology) sources() []string {
	names := make([]string, len(t.Sources))
	for i, s := range t.Sources {
		names[i] = s.Name
	}
	return names
}

// entries returns the names of all timeline entries.
func (t Topology) entries() []string {
	names := make([]string, len(t.Entries))
	for i, e := range t.Entries {
		names[i] = e.Name
	}
	return names
}

func (t Topology) entry(name string) (Entry, bool) {
	for _, e := range t.Entries {
		if e.Name == name {
			return e, true
		}
	}
	return Entry{}, false
}

func (t Topology) stage(name string) (Stage, bool) {
	for _, s := range t.Stages {
		if s.Name == name {
			return s, true
		}
	}
	return Stage{}, false
}
