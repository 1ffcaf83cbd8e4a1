package compare

import "github.com/freshet-bench/freshet/results"

// Side is what is compared with others: the runs of one scenario that are to be
// alike. The first side of a comparison is the one that others are compared with.
type Side struct {
	// Name is unique among the sides: the folder's name, or the variant and the
	// target of a series.
	Name string `json:"name"`
	// Source is the argument that the side came from.
	Source string `json:"source"`
	// Variant and Target are those of a series; "" elsewhere.
	Variant string `json:"variant,omitempty"`
	Target  string `json:"target,omitempty"`
	// Runs are in the order in which they were made, or of their folders' names.
	Runs []Run `json:"runs"`
}

// Run is one run of a side: one sample.
type Run struct {
	Folder string `json:"folder"`
	// Verdict and Reason are those of the run itself, derived anew.
	Verdict results.Verdict `json:"verdict"`
	Reason  string          `json:"reason,omitempty"`
	// Untrusted says why the times of the run are no times of its target: the
	// generator was late, for example. They are shown and left out of statistics.
	Untrusted string `json:"untrusted,omitempty"`
	// Record is the opened record, with ages over time and histograms, and Outcome
	// what is derived from it.
	Record  *results.Record  `json:"-"`
	Outcome *results.Outcome `json:"-"`
	// facts is what is known of it apart from what was measured, and bill what its
	// workload costs.
	facts []fact
	bill  *modelled
}

// LeftOut is a run that is not compared.
type LeftOut struct {
	// Side is the name of the side that it would belong to.
	Side   string `json:"side"`
	Folder string `json:"folder"`
	Reason string `json:"reason"`
}
