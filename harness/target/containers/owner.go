package containers

import (
	"os"
	"strconv"
)

// Labels of what a run makes in Docker. They say which process made it, on which
// machine, so that another run knows when nobody needs it any more.
const (
	labelRun     = "dev.freshet.run"
	labelHost    = "dev.freshet.host"
	labelPID     = "dev.freshet.pid"
	labelStarted = "dev.freshet.pid-started"
)

// ownLabels are those of this process.
func ownLabels(run string) map[string]string {
	pid := os.Getpid()
	return map[string]string{
		labelRun: run, labelHost: hostName(), labelPID: strconv.Itoa(pid), labelStarted: processStarted(pid),
	}
}

// abandoned reports whether labels are those of a process of this machine that is
// gone. A process id can be somebody else's by now; the time of the process's
// start, where it is known, tells.
func abandoned(labels map[string]string) bool {
	pid, err := strconv.Atoi(labels[labelPID])
	if err != nil || labels[labelRun] == "" || labels[labelHost] != hostName() {
		return false
	}
	return !processAlive(pid) || processStarted(pid) != labels[labelStarted]
}

func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}
