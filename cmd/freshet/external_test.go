package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/results"
)

// small is a scenario of a second that any machine keeps up with.
const small = `
name: small
duration: 1s
warmup: 200ms
population: {users: 1000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks: {partitions: 2, replication: 1}
sources:
  clicks: {topic: raw.clicks, rate: 100/s, size: 200B}
stages:
  ranking: {reads: raw.clicks, serves: user, objective: 5s}
expect:
  - lost == 0
`

// secured is a cluster whose users have passwords.
func secured(t *testing.T, opts ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	c, err := kfake.NewCluster(append(opts, kfake.NumBrokers(1), kfake.EnableSASL(),
		kfake.Superuser("SCRAM-SHA-512", "alice", "swordfish-1"), kfake.Superuser("PLAIN", "bob", "swordfish-2"))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// onCluster runs the program on a cluster, in a folder with the files.
func onCluster(t *testing.T, env, files map[string]string, args ...string) (*session, int) {
	t.Helper()
	s := newSession(harness.Run)
	s.getenv = func(name string) string { return env[name] }
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s, s.execute(t.Context(), args)
}

func TestNoSecretLeavesTheProgram(t *testing.T) {
	c := secured(t)
	bootstrap := strings.Join(c.ListenAddrs(), ",")
	properties := "bootstrap.servers=" + bootstrap + "\nsecurity.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-512\nacks=all\n" +
		`sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" password="${env:KAFKA_PASSWORD}";` + "\n"
	for name, run := range map[string]struct {
		env  map[string]string
		args []string
	}{
		"client.properties": {map[string]string{"KAFKA_PASSWORD": "swordfish-1"}, []string{"--config", "client.properties"}},
		"the environment":   {map[string]string{passwordVariable: "swordfish-2"}, []string{"--bootstrap", bootstrap, "--user", "bob", "--sasl", "plain"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"small.yaml": small, "client.properties": properties}
			args := append([]string{"run", "small.yaml", "--target", "external", "--out", "record"}, run.args...)
			s, code := onCluster(t, run.env, files, args...)
			if code != exitOK && code != exitUnknown { // a busy machine does not decide
				t.Fatalf("exit code %d\n%s%s", code, &s.out, &s.err)
			}
			written := map[string][]byte{"standard output": s.out.Bytes(), "standard error": s.err.Bytes()}
			gather(t, "record", written)
			if len(written) < 8 {
				t.Fatalf("only %d files were written", len(written))
			}
			for where, text := range written {
				if bytes.Contains(text, []byte("swordfish")) {
					t.Errorf("the password is in %s", where)
				}
			}
			for _, want := range []string{"as alice", "as bob"} {
				if strings.Contains(s.err.String(), want) {
					return
				}
			}
			t.Errorf("the summary does not say who we are:\n%s", &s.err)
		})
	}
}

// TestNoSecretIsInTheProcessList runs the program as a process of its own and looks
// at what others see of it.
func TestNoSecretIsInTheProcessList(t *testing.T) {
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		t.Skip("needs /proc")
	}
	c := secured(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"small.yaml": small, "password": "swordfish-1\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The test binary is the program when it is called so: see TestMain.
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Args = []string{"freshet", "run", "small.yaml", "--target", "external", "--bootstrap", c.ListenAddrs()[0], "--user", "alice", "--password-file", "password"}
	cmd.Dir = dir
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	var seen []byte
	var said bytes.Buffer
	for lines.Scan() {
		if seen == nil { // it has connected, and is still there
			seen, _ = os.ReadFile("/proc/" + strconv.Itoa(cmd.Process.Pid) + "/cmdline")
		}
		fmt.Fprintln(&said, lines.Text())
	}
	_ = cmd.Wait() // the verdict is the machine's
	if !bytes.Contains(seen, []byte("--password-file")) || bytes.Contains(seen, []byte("swordfish")) {
		t.Errorf("the process list shows %q\n%s", seen, &said)
	}
	if !strings.Contains(said.String(), "as alice") || strings.Contains(said.String(), "swordfish") {
		t.Errorf("it said:\n%s", &said)
	}
}

func TestWhatIsKeptCanBeCleaned(t *testing.T) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	addr := c.ListenAddrs()[0]
	s, code := onCluster(t, nil, map[string]string{"small.yaml": small}, "run", "small.yaml", "--target", "external", "--bootstrap", addr, "--keep", "--out", "record")
	if code != exitOK && code != exitUnknown {
		t.Fatalf("exit code %d\n%s%s", code, &s.out, &s.err)
	}
	if again := "--target external --bootstrap " + addr + " --keep\n"; !strings.Contains(s.out.String(), again) {
		t.Errorf("%s lacks %q", &s.out, again)
	}
	rec, err := results.Open("record")
	if err != nil {
		t.Fatal(err)
	}
	id := rec.Run.ID
	s, code = onCluster(t, nil, nil, "clean", "--bootstrap", addr, "--run", id)
	if want := "Removed topic freshet-" + id + ".raw.clicks\nRemoved group freshet-" + id + ".ranking\n"; code != exitOK || s.out.String() != want {
		t.Errorf("exit code %d, %q%q, want %q", code, &s.out, &s.err, want)
	}
}

// gather reads every file below dir.
func gather(t *testing.T, dir string, into map[string][]byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		into[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestARefusedRunIsOneLineAndWritesNothing(t *testing.T) {
	c := secured(t)
	s, code := onCluster(t, map[string]string{passwordVariable: "guess"}, map[string]string{"small.yaml": small},
		"run", "small.yaml", "--target", "external", "--bootstrap", c.ListenAddrs()[0], "--user", "alice", "--out", "record", "--quiet")
	if want := "freshet: starting the target external: " + c.ListenAddrs()[0] + ` refuses the user "alice" (SCRAM-SHA-512): the user or the password is wrong` + "\n"; code != exitFailed || s.err.String() != want {
		t.Errorf("exit code %d, %q, want %q", code, &s.err, want)
	}
	if _, err := os.Stat("record"); err == nil {
		t.Error("a record was made")
	}
}

func TestMistakesOfAConfigurationAreUsage(t *testing.T) {
	s, code := onCluster(t, nil, map[string]string{"small.yaml": small, "client.properties": "sasl.mechanisms=PLAIN\nbootstrap.servers=kafka1\n"},
		"run", "small.yaml", "--target", "external", "--config", "client.properties")
	want := `client.properties:1: unknown setting "sasl.mechanisms"; did you mean "sasl.mechanism"?` + "\n" +
		`client.properties:2: bootstrap.servers: expected host:port, found "kafka1"` + "\n"
	if code != exitUsage || s.err.String() != want {
		t.Errorf("exit code %d, %q", code, &s.err)
	}
}

func TestPreflightAndClean(t *testing.T) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "freshet-20250102-030405-abc.raw.clicks", "orders"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	addr := c.ListenAddrs()[0]
	s, code := onCluster(t, nil, map[string]string{"small.yaml": small}, "check", "small.yaml", "--target", "external", "--bootstrap", addr, "--preflight")
	if code != exitOK {
		t.Fatalf("exit code %d\n%s", code, &s.err)
	}
	for _, want := range []string{"will make   1 topic with 2 partitions", "topics of other runs, under way or left behind: 20250102-030405-abc; freshet clean --bootstrap " + addr} {
		if !strings.Contains(s.err.String(), want) {
			t.Errorf("%s lacks %q", &s.err, want)
		}
	}
	s, code = onCluster(t, nil, nil, "clean", "--bootstrap", addr)
	if want := "Removed topic freshet-20250102-030405-abc.raw.clicks\n"; code != exitOK || s.out.String() != want {
		t.Errorf("exit code %d, %q%q", code, &s.out, &s.err)
	}
	s, code = onCluster(t, nil, nil, "clean", "--bootstrap", addr)
	if want := "No run has left anything on the cluster\n"; code != exitOK || s.out.String() != want {
		t.Errorf("exit code %d, %q%q", code, &s.out, &s.err)
	}
}

func TestCleanATargetOfAProfile(t *testing.T) {
	const left = "freshet-20250102-030405-abc.raw.clicks"
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, left, "orders"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	addr := c.ListenAddrs()[0]
	files := map[string]string{
		"small.yaml":        small,
		"client.properties": "bootstrap.servers=" + addr + "\n",
		"freshet.yaml":      "lab: {kind: external, config: client.properties}\nnowhere: {kind: external, bootstrap: [\"${FRESHET_NOT_SET}\"]}\nbox: {kind: containers}\n",
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"clean", "--target", "lba"}, exitUsage, `did you mean "lab"?`},
		{[]string{"clean", "--target", "box"}, exitUsage, "what runs on box leave is on this machine: freshet clean without --target removes it"},
		{[]string{"clean", "--target", "nowhere"}, exitUsage, "freshet.yaml:2:"},
		{[]string{"clean", "--target", "lab", "--bootstrap", addr}, exitUsage, "--bootstrap and --target lab do not go together: how that is reached stands in freshet.yaml"},
		{[]string{"check", "small.yaml", "--target", "lab", "--preflight"}, exitOK, "freshet clean --target lab removes what was left"},
		{[]string{"clean", "--target", "lab", "--older-than", "1h"}, exitOK, "Removed topic " + left},
		{[]string{"clean", "--target", "lab"}, exitOK, "No run has left anything on the cluster"},
	} {
		s, code := onCluster(t, nil, files, c.args...)
		if all := s.out.String() + s.err.String(); code != c.code || !strings.Contains(all, c.want) {
			t.Errorf("%v: exit code %d, want %d and %q in\n%s", c.args, code, c.code, c.want, all)
		}
	}
}
