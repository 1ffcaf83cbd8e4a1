package results

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/freshet-bench/freshet/results/internal/atomicfile"
)

// Names of a record's files. Those of a worker carry its number.
const (
	fileRun      = "run.json"
	filePlan     = "plan.json"
	fileScenario = "scenario.yaml"
	fileEvents   = "events.jsonl"
	fileAudit    = "audit.json"
	fileOutcome  = "outcome.json"
	fileUsage    = "usage.jsonl"

	prefixWindows = "windows-"
	prefixLedger  = "ledger-"
	prefixWorst   = "worst-"
	prefixTraffic = "traffic-"
	prefixAges    = "ages-"
)

// worker is the number of the only worker of a run.
const worker = "0"

// lineFile is an append-only file of lines: each reaches the operating system by
// one write, so that a killed process leaves at most one torn line.
type lineFile struct {
	name string
	mu   sync.Mutex
	f    *os.File
	// lines is how many were written.
	lines int64
}

func createLines(dir, name string) (*lineFile, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, atomicfile.Failed(name, err)
	}
	return &lineFile{name: name, f: f}, nil
}

// write appends a line that ends in a newline.
func (l *lineFile) write(line []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.f.Write(line); err != nil {
		return atomicfile.Failed(l.name, err)
	}
	l.lines++
	return nil
}

// written is how many lines were written so far.
func (l *lineFile) written() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines
}

func (l *lineFile) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.f.Close(); err != nil {
		return atomicfile.Failed(l.name, err)
	}
	return nil
}

// jsonLine encodes a value as one line.
func jsonLine(name string, v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("writing %s: %w", name, err)
	}
	return b.Bytes(), nil
}
