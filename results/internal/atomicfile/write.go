// Package atomicfile writes the small files of a record whole or not at all.
package atomicfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write writes the file name in the folder dir under a temporary name, syncs it and
// renames it, so that a reader finds the old content, the new or none.
func Write(dir, name string, content []byte) error {
	return WriteBy(dir, name, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// WriteBy is Write for content that a function writes.
func WriteBy(dir, name string, content func(io.Writer) error) error {
	f, err := os.CreateTemp(dir, "."+name+".*")
	if err != nil {
		return Failed(name, err)
	}
	err = content(f)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return Failed(name, err)
	}
	syncFolder(dir)
	return nil
}

// syncFolder has the new name survive a power cut, where the system can do that for
// folders.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// WriteJSON writes a value as an indented JSON file, as Write does.
func WriteJSON(dir, name string, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return Write(dir, name, b.Bytes())
}

// Failed says which file could not be written and why, without the path twice.
func Failed(name string, err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &pathErr):
		err = pathErr.Err
	case errors.As(err, &linkErr):
		err = linkErr.Err
	}
	return fmt.Errorf("writing %s: %w", name, err)
}
