// Package workload says what traffic looks like: when events happen, who acts,
// with which keys, sizes and payloads, and how an event travels in a record.
//
// It is pure: no clock, no I/O, no state shared between streams. Everything that
// can be drawn is a function of the seed, the source's name, the event's number
// and the attribute (see draw.go), so that changing a key, a rate, another source
// or the timeline redraws nothing else, and two equal Specs give equal traffic on
// any machine: draws are integers, and the few real-valued functions are computed
// without the operations on which processors differ (see exact.go).
//
// Compile checks a Spec and prepares it; a Stream then yields a source's events
// in the order in which they are due.
package workload
