package containers

import (
	"maps"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
)

func TestOnlyWhatADeadProcessLeftIsAbandoned(t *testing.T) {
	own := ownLabels("run")
	dead := strconv.Itoa(endedProcess(t))
	with := func(key, value string) map[string]string {
		labels := maps.Clone(own)
		labels[key] = value
		return labels
	}
	for name, c := range map[string]struct {
		labels map[string]string
		want   bool
	}{
		"ours":                  {own, false},
		"a dead process's":      {with(labelPID, dead), true},
		"another machine's":     {map[string]string{labelRun: "run", labelHost: "elsewhere", labelPID: dead}, false},
		"no run's":              {with(labelRun, ""), false},
		"somebody else's":       {map[string]string{"maintainer": "somebody"}, false},
		"without a process":     {with(labelPID, "x"), false},
		"the same id, reissued": {with(labelStarted, "1"), runtime.GOOS == "linux"},
	} {
		if got := abandoned(c.labels); got != c.want {
			t.Errorf("%s: abandoned is %v", name, got)
		}
	}
}

// endedProcess is the id of a process that has ended.
func endedProcess(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("go", "version")
	if err := cmd.Run(); err != nil {
		t.Skipf("no process to end: %v", err)
	}
	return cmd.Process.Pid
}
