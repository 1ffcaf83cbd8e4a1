//go:build linux || darwin || freebsd

package target

import "golang.org/x/sys/unix"

// freeBytes is what an ordinary user may still write to the file system of dir.
func freeBytes(dir string) (free int64, known bool, err error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, false, err
	}
	return int64(st.Bavail) * int64(st.Bsize), true, nil
}
