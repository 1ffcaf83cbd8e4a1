// Package compare holds runs of one scenario against each other: of several
// targets, variants or versions. It opens run records, derives their outcomes anew,
// says first what differs between the sides, refuses what is not comparable, and
// tests every measure of the page with the run as the sample. It knows neither HTML
// nor Kafka. docs/compare.md has the formulas.
package compare
