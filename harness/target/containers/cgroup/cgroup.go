// Package cgroup reads what a container uses from the kernel's files on this
// machine: some tens of microseconds, where Docker's own call takes up to a second.
package cgroup

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/freshet-bench/freshet/results"
)

// ErrOther says that the process is not of the container: it ended, or its number
// is of another machine or namespace.
var ErrOther = errors.New("no such process in the container")

// Read tells what the container with the process pid and the id uses now, by the
// names of results.UsageQuantities. root is the file system ("/" of this machine).
// What a kernel does not account is left out; CPU and memory are always there. The
// error is ErrOther if the process is not the container's, so that nobody reads a
// stranger's figures.
func Read(root fs.FS, pid int, id string) (map[string]float64, error) {
	proc := "proc/" + strconv.Itoa(pid)
	text, err := fs.ReadFile(root, proc+"/cgroup")
	if err != nil || id == "" || !strings.Contains(string(text), id) {
		return nil, ErrOther
	}
	groups := parseGroups(string(text))
	used := map[string]float64{}
	if folder, ok := groups.folder("memory"); ok {
		err = readV1(root, groups, folder, used)
	} else {
		err = readV2(root, groups.unified(), used)
	}
	if err != nil {
		return nil, err
	}
	if err := readNetwork(root, proc+"/net/dev", used); err != nil {
		return nil, err
	}
	readDisk(root, proc+"/io", used)
	return used, nil
}

// groups is where a process stands: its path in the hierarchy of each controller,
// "" for the unified one.
type groups map[string]string

// parseGroups reads /proc/PID/cgroup: lines of number:controllers:path.
func parseGroups(text string) groups {
	out := groups{}
	for line := range strings.Lines(text) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		for _, controller := range strings.Split(parts[1], ",") {
			out[controller] = parts[2]
		}
	}
	return out
}

const mount = "sys/fs/cgroup"

// folder is the folder of a controller of cgroup v1.
func (g groups) folder(controller string) (string, bool) {
	at, ok := g[controller]
	return path.Join(mount, controller, at), ok
}

// unified is the folder of cgroup v2.
func (g groups) unified() string { return path.Join(mount, g[""]) }

// readV1 reads CPU and memory of cgroup v1, with a hierarchy for each controller.
func readV1(root fs.FS, g groups, memory string, used map[string]float64) error {
	cpu, ok := g.folder("cpuacct")
	if !ok {
		return errors.New("no CPU accounts")
	}
	nanoseconds, err := readNumber(root, cpu+"/cpuacct.usage")
	if err != nil {
		return err
	}
	all, err := readNumber(root, memory+"/memory.usage_in_bytes")
	if err != nil {
		return err
	}
	stat, err := readFields(root, memory+"/memory.stat")
	if err != nil {
		return err
	}
	used[results.UsedCPU] = nanoseconds / 1e9
	used[results.UsedMemory] = max(all-stat["total_inactive_file"], 0)
	return nil
}

// readV2 reads CPU and memory of cgroup v2, and the disk, which v1 accounts only
// for writes that bypass the page cache.
func readV2(root fs.FS, folder string, used map[string]float64) error {
	cpu, err := readFields(root, folder+"/cpu.stat")
	if err != nil {
		return err
	}
	all, err := readNumber(root, folder+"/memory.current")
	if err != nil {
		return err
	}
	stat, err := readFields(root, folder+"/memory.stat")
	if err != nil {
		return err
	}
	used[results.UsedCPU] = cpu["usage_usec"] / 1e6
	used[results.UsedMemory] = max(all-stat["inactive_file"], 0)
	if text, err := fs.ReadFile(root, folder+"/io.stat"); err == nil {
		read, written := sumIO(string(text))
		used[results.UsedDiskRead], used[results.UsedDiskWritten] = read, written
	}
	return nil
}

// sumIO adds up io.stat: a line for each device, as "8:0 rbytes=1 wbytes=2 ...".
func sumIO(text string) (read, written float64) {
	for field := range strings.FieldsSeq(text) {
		name, number, _ := strings.Cut(field, "=")
		v, err := strconv.ParseFloat(number, 64)
		if err != nil {
			continue
		}
		switch name {
		case "rbytes":
			read += v
		case "wbytes":
			written += v
		}
	}
	return read, written
}

// readDisk reads the process's own bytes where the group's are not accounted. It
// needs the right to; without it there are none.
func readDisk(root fs.FS, name string, used map[string]float64) {
	if _, known := used[results.UsedDiskRead]; known {
		return
	}
	io, err := readFields(root, name)
	if err != nil {
		return
	}
	used[results.UsedDiskRead], used[results.UsedDiskWritten] = io["read_bytes:"], io["write_bytes:"]
}

// readNetwork adds up the interfaces of the container, loopback left out.
func readNetwork(root fs.FS, name string, used map[string]float64) error {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	const received, sent, columns = 0, 8, 16
	var in, out float64
	for line := range strings.Lines(string(text)) {
		device, counters, ok := strings.Cut(line, ":")
		fields := strings.Fields(counters)
		if !ok || strings.TrimSpace(device) == "lo" || len(fields) < columns {
			continue
		}
		r, errR := strconv.ParseFloat(fields[received], 64)
		s, errS := strconv.ParseFloat(fields[sent], 64)
		if err := errors.Join(errR, errS); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		in, out = in+r, out+s
	}
	used[results.UsedNetIn], used[results.UsedNetOut] = in, out
	return nil
}

// readNumber reads a file that is one number.
func readNumber(root fs.FS, name string) (float64, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return v, nil
}

// readFields reads a file of lines of a name and a number.
func readFields(root fs.FS, name string) (map[string]float64, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) == 2 {
			if v, err := strconv.ParseFloat(fields[1], 64); err == nil {
				out[fields[0]] = v
			}
		}
	}
	return out, nil
}
