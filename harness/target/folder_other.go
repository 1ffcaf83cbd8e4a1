//go:build !linux && !darwin && !freebsd

package target

// freeBytes does not know.
func freeBytes(string) (free int64, known bool, err error) { return 0, false, nil }
