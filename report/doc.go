// Package report shows a run to people and to programs: a summary for the
// terminal, one self-contained HTML page, and JSON. It reads a run record and
// what was derived from it, and needs neither the scenario nor the target.
//
// Everything that a section says about how a measure is to be read comes from
// results/measure, so that the docs, the verdicts and the report agree.
package report
