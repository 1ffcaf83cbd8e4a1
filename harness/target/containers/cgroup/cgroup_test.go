package cgroup

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/freshet-bench/freshet/results"
)

const id = "66e07c53c3d1ddb760c3646aa9d737430658660f342fca7253f972b1294e228b"

const netDev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    9999       1    0    0    0     0          0         0     9999       1    0    0    0     0       0          0
  eth0: 1292        14    0    0    0     0          0         0      7360       8    0    0    0     0       0          0
  eth1:8        1    0    0    0     0          0         0      2       1    0    0    0     0       0          0
`

func tree(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// v1 is a container under cgroup v1, as a kernel with a hierarchy for each
// controller and an empty unified one shows it.
func v1() map[string]string {
	const at = "/docker/" + id
	return map[string]string{
		"proc/7/cgroup":  "4:memory:" + at + "\n2:cpuacct:" + at + "\n1:cpu:" + at + "\n0::" + at + "\n",
		"proc/7/net/dev": netDev,
		"proc/7/io":      "rchar: 6610187\nread_bytes: 144580608\nwrite_bytes: 135168\n",
		"sys/fs/cgroup/cpuacct" + at + "/cpuacct.usage":        "2514639000\n",
		"sys/fs/cgroup/memory" + at + "/memory.usage_in_bytes": "260349952\n",
		"sys/fs/cgroup/memory" + at + "/memory.stat":           "cache 144670720\ninactive_file 1\ntotal_inactive_file 136966144\n",
	}
}

// v2 is one under cgroup v2, made by systemd.
func v2() map[string]string {
	const at = "/system.slice/docker-" + id + ".scope"
	return map[string]string{
		"proc/7/cgroup":                          "0::" + at + "\n",
		"proc/7/net/dev":                         netDev,
		"sys/fs/cgroup" + at + "/cpu.stat":       "usage_usec 2514639\nuser_usec 2000000\nsystem_usec 514639\n",
		"sys/fs/cgroup" + at + "/memory.current": "260349952\n",
		"sys/fs/cgroup" + at + "/memory.stat":    "anon 113717248\nfile 144670720\ninactive_file 136966144\n",
		"sys/fs/cgroup" + at + "/io.stat":        "8:0 rbytes=144000000 wbytes=100000 rios=1 wios=2 dbytes=0 dios=0\n8:16 rbytes=580608 wbytes=35168 rios=1 wios=2\n",
	}
}

func TestRead(t *testing.T) {
	want := map[string]float64{
		results.UsedCPU: 2.514639, results.UsedMemory: 123383808, results.UsedNetIn: 1300, results.UsedNetOut: 7362,
		results.UsedDiskRead: 144580608, results.UsedDiskWritten: 135168,
	}
	for name, files := range map[string]map[string]string{"v1": v1(), "v2": v2()} {
		got, err := Read(tree(files), 7, id)
		if err != nil || !maps.Equal(got, want) {
			t.Errorf("%s: %v, %v\nwant %v", name, got, err, want)
		}
	}
}

func TestWhatIsNotAccountedIsLeftOut(t *testing.T) {
	files := v1()
	delete(files, "proc/7/io")
	got, err := Read(tree(files), 7, id)
	if _, ok := got[results.UsedDiskRead]; err != nil || ok || len(got) != 4 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestControllersMountedTogether(t *testing.T) {
	files := v1()
	files["proc/7/cgroup"] = strings.Replace(files["proc/7/cgroup"], "2:cpuacct:", "2:cpu,cpuacct:", 1)
	if got, err := Read(tree(files), 7, id); err != nil || got[results.UsedCPU] != 2.514639 {
		t.Errorf("%v, %v", got, err)
	}
}

// A process number of Docker's machine may be another's here.
func TestAStrangersProcessIsRefused(t *testing.T) {
	for name, change := range map[string]func(map[string]string){
		"gone":     func(f map[string]string) { delete(f, "proc/7/cgroup") },
		"stranger": func(f map[string]string) { f["proc/7/cgroup"] = "4:memory:/user\n2:cpuacct:/user\n" },
		"torn":     func(f map[string]string) { f["proc/7/cgroup"] = "4:mem" },
	} {
		files := v1()
		change(files)
		if got, err := Read(tree(files), 7, id); !errors.Is(err, ErrOther) || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := Read(tree(v1()), 7, ""); !errors.Is(err, ErrOther) {
		t.Errorf("without an id: %v", err)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for _, files := range []map[string]string{v1(), v2()} {
		for name := range files {
			if strings.HasSuffix(name, "/io") || strings.HasSuffix(name, "io.stat") || strings.HasSuffix(name, "7/cgroup") {
				continue
			}
			without := maps.Clone(files)
			delete(without, name)
			if _, err := Read(tree(without), 7, id); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("without %s: %v", name, err)
			}
		}
	}
	files := v1()
	files["sys/fs/cgroup/cpuacct/docker/"+id+"/cpuacct.usage"] = "many\n"
	if _, err := Read(tree(files), 7, id); err == nil || !strings.Contains(err.Error(), "cpuacct.usage") {
		t.Errorf("error: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(v1()["proc/7/cgroup"], netDev, "8:0 rbytes=1 wbytes=2\n", "1\n", "total_inactive_file 5\n")
	f.Add(v2()["proc/7/cgroup"], netDev, "rbytes= =\n", "-1", "inactive_file x\n")
	f.Fuzz(func(_ *testing.T, groups, net, io, number, stat string) {
		files := v2()
		maps.Copy(files, v1())
		for name := range files {
			switch {
			case strings.HasSuffix(name, "/cgroup"):
				files[name] = groups + id
			case strings.HasSuffix(name, "dev"):
				files[name] = net
			case strings.HasSuffix(name, "io.stat"), strings.HasSuffix(name, "/io"):
				files[name] = io
			case strings.HasSuffix(name, ".stat"):
				files[name] = stat
			default:
				files[name] = number
			}
		}
		_, _ = Read(tree(files), 7, id)
	})
}

// BenchmarkRead reads what a process here uses, as one broker's sample does.
func BenchmarkRead(b *testing.B) {
	root := os.DirFS("/")
	if _, err := Read(root, os.Getpid(), "/"); err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		if _, err := Read(root, os.Getpid(), "/"); err != nil {
			b.Fatal(err)
		}
	}
}
