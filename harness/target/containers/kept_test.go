package containers

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
)

func digest(t *testing.T, tgt *Target) string {
	t.Helper()
	d, err := tgt.settings()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSettingsTellClustersApart(t *testing.T) {
	jar := filepath.Join(t.TempDir(), "agent.jar")
	write := func(text string) {
		if err := os.WriteFile(jar, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	same := digest(t, lay(3, "a", "b"))
	other := lay(3, "a", "b")
	other.cluster = "BBBBBBBBBBBBBBBBBBBBBB"
	other.brokers = newBrokers(3, []string{"a", "b"}, loopback, []int{1, 2, 3})
	if digest(t, other) != same {
		t.Error("ids and ports make a difference")
	}
	seen := map[string]string{same: "nothing"}
	for what, change := range map[string]func(*Target){
		"the image":            func(t *Target) { t.imageID = "other" },
		"a setting":            func(t *Target) { t.opts.Env = map[string]string{"KAFKA_HEAP_OPTS": "-Xmx1g"} },
		"the shortest session": func(t *Target) { t.session = time.Second },
		"the racks":            func(t *Target) { t.brokers = newBrokers(3, []string{"a"}, loopback, []int{1, 2, 3}) },
		"the brokers":          func(t *Target) { t.brokers = newBrokers(5, nil, loopback, []int{1, 2, 3, 4, 5}) },
		"the image's agent":    func(t *Target) { t.opts.JMX = ImageAgent },
		"an agent":             func(t *Target) { t.opts.JMX = jar },
		"another agent":        func(t *Target) { t.opts.JMX = jar; write("two") },
	} {
		write("one")
		tgt := lay(3, "a", "b")
		change(tgt)
		d := digest(t, tgt)
		if before, ok := seen[d]; ok {
			t.Errorf("%s makes no more difference than %s", what, before)
		}
		seen[d] = what
	}
	missing := lay(1)
	missing.opts.JMX = filepath.Join(t.TempDir(), "nowhere.jar")
	if _, err := missing.settings(); err == nil || !strings.Contains(err.Error(), "read the agent: ") {
		t.Errorf("an agent that is not there: %v", err)
	}
}

// leased is a lease of a process.
func leased(labels map[string]string) *container.Summary { return &container.Summary{Labels: labels} }

func TestChoiceAmongKeptClusters(t *testing.T) {
	mine, dead := ownLabels("x"), ownLabels("x")
	dead[labelPID] = strconv.Itoa(endedProcess(t))
	elsewhere := ownLabels("x")
	elsewhere[labelHost], elsewhere[labelPID] = "elsewhere", dead[labelPID]
	all := []*kept{
		{cluster: "free", settings: "s"},
		{cluster: "taken", settings: "s", lease: leased(mine)},
		{cluster: "killed", settings: "s", lease: leased(dead)},
		{cluster: "another machine's", settings: "s", lease: leased(elsewhere)},
		{cluster: "other", settings: "o"},
		{cluster: "other, taken", settings: "o", lease: leased(mine)},
		{cluster: "also free", settings: "s"},
	}
	got := choose(all, "s")
	if len(got.fit) != 2 || got.fit[0].cluster != "free" || got.fit[1].cluster != "also free" || got.busy != 2 || got.others != 1 {
		t.Errorf("%d fit, %d busy, %d others", len(got.fit), got.busy, got.others)
	}
	if got := choose(all, "none"); len(got.fit) != 0 || got.busy != 0 || got.others != 3 {
		t.Errorf("of no such settings: %d fit, %d busy, %d others", len(got.fit), got.busy, got.others)
	}
}

func TestAKeptClusterIsWhole(t *testing.T) {
	whole := func() *kept {
		k := &kept{cluster: "AAAAAAAAAAAAAAAAAAAAAA", network: "n"}
		for i := 1; i <= 3; i++ {
			k.add(container.Summary{ID: "c" + strconv.Itoa(i), State: container.StateRunning, Created: int64(100 + i), Labels: map[string]string{
				labelBroker: strconv.Itoa(i), labelPort: strconv.Itoa(20000 + i), labelMetricsPort: strconv.Itoa(21000 + i),
			}})
		}
		return k
	}
	brokers, err := whole().adopt(3, []string{"a", "b"}, loopback)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range brokers {
		id := i + 1
		want := broker{id: int32(id), rack: []string{"a", "b"}[i%2], port: 20000 + id, metricsPort: 21000 + id,
			addr: "127.0.0.1:" + strconv.Itoa(20000+id), controls: true, container: "c" + strconv.Itoa(id), starts: 1}
		if *b != want {
			t.Errorf("broker %+v, want %+v", *b, want)
		}
	}
	if started := whole().started; !started.Equal(time.Unix(101, 0)) {
		t.Errorf("started %v", started)
	}
	for want, harm := range map[string]func(*kept){
		"2 of its 3 brokers are there":                 func(k *kept) { k.brokers = k.brokers[:2] },
		"4 of its 3 brokers are there":                 func(k *kept) { k.brokers = append(k.brokers, k.brokers[0]) },
		"3 of its 3 brokers are there, and no network": func(k *kept) { k.network = "" },
		"its broker 2 is paused":                       func(k *kept) { k.brokers[1].State = container.StatePaused },
		"its broker 3 is exited":                       func(k *kept) { k.brokers[2].State = container.StateExited },
		"its broker 1 is not there":                    func(k *kept) { k.brokers[0].Labels[labelBroker] = "7" },
		"its broker 3 is not there":                    func(k *kept) { delete(k.brokers[2].Labels, labelPort) },
	} {
		k := whole()
		harm(k)
		if _, err := k.adopt(3, nil, loopback); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestAKeptClusterSaysWhatItIs(t *testing.T) {
	k := &kept{cluster: "AAAAAAAAAAAAAAAAAAAAAA", about: "3 brokers of mine:1"}
	if got := k.String(); got != "cluster 00000000 (3 brokers of mine:1)" {
		t.Error(got)
	}
	for age, want := range map[time.Duration]string{
		20 * time.Second: "20 s", 3*time.Minute + 20*time.Second: "3 min", 2 * time.Hour: "2 h",
	} {
		if got := ago(time.Now().Add(-age)); got != want {
			t.Errorf("%v ago is %s, want %s", age, got, want)
		}
	}
}

func TestOneOfManyGetsTheLease(t *testing.T) {
	docker, err := connect(t.Context())
	if err != nil {
		t.Skip(err)
	}
	defer docker.Close()
	tgt := New(Options{})
	if _, err := docker.ImageInspect(t.Context(), tgt.image); err != nil {
		t.Skip(err) // nothing is started, but a lease is made of an image
	}
	labels := ownLabels(newClusterID())
	labels[labelLease] = "1"
	const many = 8
	ids, errs := make([]string, many), make([]error, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() { ids[i], errs[i] = takeLease(t.Context(), docker, tgt.image, labels) })
	}
	all.Wait()
	got := 0
	for i, err := range errs {
		switch {
		case err == nil:
			got++
			if err := endLease(t.Context(), docker, ids[i]); err != nil {
				t.Error(err)
			}
		case !errors.Is(err, errLeased):
			t.Error(err)
		}
	}
	if got != 1 {
		t.Errorf("%d got the lease", got)
	}
	again, err := takeLease(t.Context(), docker, tgt.image, labels)
	if err != nil {
		t.Errorf("a lease that ended cannot be taken: %v", err)
	}
	if err := endLease(t.Context(), docker, again); err != nil {
		t.Error(err)
	}
}
