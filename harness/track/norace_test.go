//go:build !race

package track

// raced is true under the race detector, where what only measures is left out.
const raced = false
