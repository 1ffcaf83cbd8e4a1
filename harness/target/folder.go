package target

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/freshet-bench/freshet/internal/filelock"
)

const (
	folderPrefix = "freshet-embedded-"
	ownerFile    = "pid"
	dataFolder   = "data"
	// roomFactor is what must be free over the estimate: indexes, logs of groups
	// and the batches' own overhead are not in it.
	roomFactor = 1.2
	// unowned is how old a folder without an owner's file must be to count as left
	// behind, not as just being made.
	unowned = time.Minute
)

// folder is a temporary folder whose owner can be told alive or dead: the owner's
// file is locked, and the kernel unlocks it when the process ends in any way.
// (A process id alone could belong to somebody else by now, or to another
// container with the same /tmp.)
type folder struct {
	path  string
	data  string // for the records
	owner *os.File
}

// newFolder removes what dead processes left, checks that there is room and makes
// a folder in dir ("" = the system's temporary folder).
func newFolder(dir string, needed int64) (*folder, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	// What cannot be removed is in nobody's way; what cannot be listed is said below.
	_, _ = Clean(dir)
	if err := checkRoom(dir, needed); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(dir, folderPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary folder for the records: %w", err)
	}
	f := &folder{path: path, data: filepath.Join(path, dataFolder)}
	if f.owner, err = own(path); err != nil {
		return nil, errors.Join(fmt.Errorf("mark the temporary folder as in use: %w", err), os.RemoveAll(path))
	}
	return f, nil
}

// own writes and locks the owner's file. It gets its name when it is locked, so
// that nobody finds it unlocked.
func own(path string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(path, ownerFile+".new"), os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	locked, err := tryLock(file)
	if err == nil && !locked {
		err = errors.New("somebody else locked it")
	}
	if err == nil {
		_, err = fmt.Fprintln(file, os.Getpid())
	}
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(path, ownerFile))
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// tryLock locks a file for this process until it is closed; false if another open
// file holds it. Where the system cannot tell whether an owner is alive, a new folder
// is taken for owned, and one found is left alone.
func tryLock(file *os.File) (bool, error) {
	held, err := filelock.Try(file)
	if errors.Is(err, errors.ErrUnsupported) {
		return filepath.Base(file.Name()) != ownerFile, nil
	}
	return held, err
}

// checkRoom tells whether the file system of dir takes needed bytes.
func checkRoom(dir string, needed int64) error {
	free, known, err := freeBytes(dir)
	if err != nil {
		return fmt.Errorf("free space of %s: %w", dir, err)
	}
	want := int64(float64(needed) * roomFactor)
	if known && free < want {
		return fmt.Errorf("not enough room in %s: the run needs %s, %s are free; set TMPDIR to a larger disk or scale the run down", dir, mebibytes(want), mebibytes(free))
	}
	return nil
}

func mebibytes(n int64) string { return strconv.FormatInt(n>>20, 10) + " MiB" }

// removeIfDead removes a folder while holding its lock, or if it is old and nobody
// ever owned it, and tells whether it is gone.
func removeIfDead(path string) bool {
	file, err := os.OpenFile(filepath.Join(path, ownerFile), os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		info, err := os.Stat(path)
		return err == nil && time.Since(info.ModTime()) > unowned && os.RemoveAll(path) == nil
	}
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	locked, err := tryLock(file)
	return err == nil && locked && os.RemoveAll(path) == nil
}

// used is how many bytes the folder holds. Files that vanish meanwhile count as 0.
func (f *folder) used() (int64, error) {
	var sum int64
	err := filepath.WalkDir(f.path, func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil {
			sum += info.Size()
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("size of %s: %w", f.path, err)
	}
	return sum, nil
}

// remove deletes the folder and gives up the lock.
func (f *folder) remove() error {
	err := errors.Join(os.RemoveAll(f.path), f.owner.Close())
	if err != nil {
		return fmt.Errorf("remove the temporary folder %s: %w", f.path, err)
	}
	return nil
}
