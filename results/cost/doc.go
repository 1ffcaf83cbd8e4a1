// Package cost models what a stream costs a month: facts of a workload and prices
// in, lines out, each with its formula, its inputs and where its price comes from.
// It is pure: no clock, no files, no network. docs/cost.md derives every formula.
//
// Amounts are in the price list's currency per month. They are modelled, never
// billed: list prices without discounts, and no staff or support.
package cost
