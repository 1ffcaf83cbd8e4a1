package compare

import "errors"

// The fewest runs a side for an interval and for a p-value: with fewer, the
// smallest p-value that there can be is above every level in use.
const (
	MinInterval = 6
	MinTest     = 4
)

// Options say how sides are compared. The zero value is what the command does.
type Options struct {
	// Alpha is the level of the page; 0 = 0.05.
	Alpha float64
	// Resamples of each bootstrap; 0 = 10,000.
	Resamples int
	// Seed of the bootstrap; 0 = 1.
	Seed uint64
	// LeftOut are runs that could not be opened.
	LeftOut []LeftOut
}

// ErrNothing says that fewer than two sides have runs that can be compared.
var ErrNothing = errors.New("there is nothing to compare")

// Compare compares the sides with the first one. It leaves out runs that cannot be
// compared, and fails with ErrNothing, and every reason, if fewer than two sides
// are left.
func Compare(sides []Side, opt Options) (*Comparison, error) {
	return nil, ErrNothing
}
