package results

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzip"

	"github.com/freshet-bench/freshet/results/internal/atomicfile"
)

// sealFrom is from which size on, in bytes, a file of lines is compressed once
// nothing more comes: those of a short run stay readable as they are.
const sealFrom = 1 << 20

// suffixSealed is what the name of a compressed file has more.
const suffixSealed = ".gz"

// seal compresses a closed file of lines of at least sealFrom, and then removes it.
// Until the compressed file is whole and synced, the other stays.
func seal(dir, name string) error {
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if err != nil || info.Size() < sealFrom {
		return err
	}
	in, err := os.Open(path)
	if err != nil {
		return atomicfile.Failed(name, err)
	}
	defer in.Close()
	if err := atomicfile.WriteBy(dir, name+suffixSealed, func(w io.Writer) error { return compress(w, in) }); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return atomicfile.Failed(name, err)
	}
	return nil
}

func compress(to io.Writer, from io.Reader) error {
	z, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := io.Copy(z, from); err != nil {
		return err
	}
	return z.Close()
}

// openLines opens a file of lines, or the one that it was compressed into, and says
// which by its name.
func openLines(path string) (lines io.ReadCloser, name string, err error) {
	name = filepath.Base(path)
	f, err := os.Open(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return f, name, err
	}
	name += suffixSealed
	sealed, err := os.Open(path + suffixSealed)
	if err != nil {
		return nil, name, err
	}
	z, err := gzip.NewReader(sealed)
	if err != nil {
		_ = sealed.Close()
		return nil, name, err
	}
	return sealedLines{z, sealed}, name, nil
}

// sealedLines reads a compressed file.
type sealedLines struct {
	*gzip.Reader
	file *os.File
}

func (s sealedLines) Close() error { return errors.Join(s.Reader.Close(), s.file.Close()) }
