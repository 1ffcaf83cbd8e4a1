package filelock_test

import (
	"errors"
	"os"
	"testing"

	"github.com/freshet-bench/freshet/internal/filelock"
)

func TestOneHoldsTheLockOfAFolder(t *testing.T) {
	dir := t.TempDir()
	open := func() *os.File {
		f, err := os.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	first, second := open(), open()
	held, err := filelock.Try(first)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("this system has no such locks")
	}
	if !held || err != nil {
		t.Fatalf("the first: %t, %v", held, err)
	}
	if held, err := filelock.Try(second); held || err != nil {
		t.Errorf("the second: %t, %v", held, err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if held, err := filelock.Try(second); !held || err != nil {
		t.Errorf("after the first: %t, %v", held, err)
	}
}
