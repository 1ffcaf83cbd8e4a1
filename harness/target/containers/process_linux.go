package containers

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// startField is where the time of the start stands in /proc/PID/stat, counted from
// the field after the command's name (proc_pid_stat(5): field 22).
const startField = 22 - 3

// processStarted is when a process started, in clock ticks since the machine did;
// "" if there is no such process.
func processStarted(pid int) string {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	// The name is in parentheses and may hold anything.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) <= startField {
		return ""
	}
	return fields[startField]
}

// processAlive reports whether a process exists.
func processAlive(pid int) bool {
	return !errors.Is(unix.Kill(pid, 0), unix.ESRCH)
}
