package containers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

const (
	// LocalTierClass is the remote storage that Kafka's own tests use: a directory. It
	// is in the test jar of kafka-storage, and not in Kafka's official image.
	LocalTierClass = "org.apache.kafka.server.log.remote.storage.LocalTieredStorage"
	// LocalTierPath is where an image that has it is expected to have it.
	LocalTierPath = "/opt/kafka/tiered-storage/*"

	// tierFolder is where the volume that stands for the remote store is mounted.
	tierFolder = "/tiered"
	// tierJars is where jars of this machine are put.
	tierJars = "/tmp/freshet-tier-"
	// tierEvery is how often brokers look for segments to upload and to remove: with
	// Kafka's defaults, 30 s and 5 min, a run would be over before.
	tierEvery = time.Second
	// tierPartitions is of the topic in which Kafka keeps what the remote store holds.
	tierPartitions = 3
	// noJar is the exit code of the look into the image.
	noJar = 3
	// lookWithin bounds that look.
	lookWithin = time.Minute
)

// ErrNoTier says that an image does not have the class path of the remote storage.
var ErrNoTier = errors.New("has no remote storage")

// Tier is the remote storage of tiered brokers: a RemoteStorageManager (KIP-405).
type Tier struct {
	// Class is its class; "" = LocalTierClass. Settings of another one are given by
	// the environment, as KAFKA_RSM_CONFIG_X_Y for its setting x.y.
	Class string
	// Path is its class path inside the image; "" = LocalTierPath.
	Path string
	// Jars is a folder of this machine whose jars are put into every broker, and then
	// are the class path.
	Jars string
}

func (t Tier) class() string {
	if t.Class == "" {
		return LocalTierClass
	}
	return t.Class
}

// classPath is the class path as the brokers have it.
func (t Tier) classPath() (string, error) {
	if t.Jars == "" {
		if t.Path == "" {
			return LocalTierPath, nil
		}
		return t.Path, nil
	}
	files, err := t.files()
	var paths []string
	for _, f := range files {
		paths = append(paths, f.ContainerFilePath)
	}
	return strings.Join(paths, ":"), err
}

// files are the jars to put into a broker's container.
func (t Tier) files() ([]testcontainers.ContainerFile, error) {
	if t.Jars == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(t.Jars)
	if err != nil {
		return nil, fmt.Errorf("look for the jars of the remote storage: %w", err)
	}
	const readable = 0o644
	var files []testcontainers.ContainerFile
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".jar" {
			files = append(files, testcontainers.ContainerFile{
				HostFilePath: filepath.Join(t.Jars, e.Name()), ContainerFilePath: tierJars + e.Name(), FileMode: readable,
			})
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no jars in %s: expected those of the remote storage %s", t.Jars, t.class())
	}
	return files, nil
}

// tierEnvironment is what makes a broker tiered. copies is how many brokers hold the
// topics that Kafka makes for itself.
func (t *Target) tierEnvironment(copies int) map[string]string {
	every := strconv.FormatInt(tierEvery.Milliseconds(), 10)
	const topic = "KAFKA_RLMM_CONFIG_REMOTE_LOG_METADATA_TOPIC_"
	env := map[string]string{
		"KAFKA_REMOTE_LOG_STORAGE_SYSTEM_ENABLE":          "true",
		"KAFKA_REMOTE_LOG_STORAGE_MANAGER_CLASS_NAME":     t.opts.Tier.class(),
		"KAFKA_REMOTE_LOG_STORAGE_MANAGER_CLASS_PATH":     t.tierPath,
		"KAFKA_REMOTE_LOG_METADATA_MANAGER_LISTENER_NAME": "INTERNAL",
		topic + "REPLICATION_FACTOR":                      strconv.Itoa(copies),
		topic + "MIN_ISR":                                 strconv.Itoa(max(copies-1, 1)),
		topic + "NUM_PARTITIONS":                          strconv.Itoa(tierPartitions),
		"KAFKA_REMOTE_LOG_MANAGER_TASK_INTERVAL_MS":       every,
		"KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS":           every,
		"KAFKA_LOG_INITIAL_TASK_DELAY_MS":                 every,
	}
	if t.opts.Tier.class() == LocalTierClass {
		env["KAFKA_RSM_CONFIG_DIR"] = tierFolder
	}
	return env
}

// tierSettings are those of them that are not Kafka's defaults and change what is
// measured, as facts have them.
func (t *Target) tierSettings() []string {
	var out []string
	for name, value := range t.tierEnvironment(0) {
		if strings.HasPrefix(name, "KAFKA_LOG_") || strings.HasPrefix(name, "KAFKA_REMOTE_LOG_MANAGER_") || strings.HasSuffix(name, "_CLASS_NAME") {
			if _, given := t.opts.Env[name]; !given {
				out = append(out, name+"="+value)
			}
		}
	}
	slices.Sort(out)
	return out
}

// makeTier makes the volume that stands for the remote store, and sees that the image
// has what serves it, before any broker starts.
func (t *Target) makeTier(ctx context.Context) error {
	if t.preset.Name != Tiered {
		return nil
	}
	var err error
	if t.tierPath, err = t.opts.Tier.classPath(); err != nil {
		return err
	}
	t.tierVolume = "freshet-" + clusterName(t.cluster) + "-tier"
	if _, err := t.docker.VolumeCreate(ctx, client.VolumeCreateOptions{Name: t.tierVolume, Labels: ownLabels(t.cluster)}); err != nil {
		return makeError("make a volume for the remote store", err)
	}
	return t.lookForTier(ctx)
}

// lookForTier lets every user write to the volume, and looks for the class path in
// the image, in a container that lives for a moment.
func (t *Target) lookForTier(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	looked, err := testcontainers.Run(ctx, t.image,
		testcontainers.WithLogger(quiet),
		testcontainers.WithName("freshet-"+clusterName(t.cluster)+"-tier"),
		testcontainers.WithLabels(ownLabels(t.cluster)),
		testcontainers.WithEntrypoint("sh", "-c", lookScript(t.tierPath, t.opts.Tier.Jars == "")),
		testcontainers.WithConfigModifier(func(c *container.Config) { c.User = "0" }),
		testcontainers.WithHostConfigModifier(func(h *container.HostConfig) { h.Binds = t.tierBinds() }),
		testcontainers.WithWaitStrategy(wait.ForExit()),
	)
	if err != nil {
		return makeError("make room for the remote store", err)
	}
	state, err := looked.State(ctx)
	if err != nil {
		return fmt.Errorf("make room for the remote store: %w", err)
	}
	if err := looked.Terminate(ctx); err != nil {
		return fmt.Errorf("make room for the remote store: %w", err)
	}
	switch state.ExitCode {
	case 0:
		return nil
	case noJar:
		return t.noTier()
	}
	return fmt.Errorf("make room for the remote store: ended with code %d", state.ExitCode)
}

// lookScript opens the remote store to all, and ends with noJar if nothing is at one
// of the entries of a class path, where that is to be looked for.
func lookScript(classPath string, look bool) string {
	script := "chmod 0777 " + tierFolder + " || exit 1"
	if !look {
		return script
	}
	for entry := range strings.SplitSeq(classPath, ":") {
		script += fmt.Sprintf("\nset -- %s\n[ -e \"$1\" ] || exit %d", entry, noJar)
	}
	return script
}

// noTier says what to do about an image without the remote storage.
func (t *Target) noTier() error {
	if t.opts.Tier.Path != "" || t.opts.Tier.Class != "" {
		return fmt.Errorf("the image %s %w at %s: name another class path of %s (--tier-path), or a folder of its jars on this machine (--tier-jars)", t.image, ErrNoTier, t.tierPath, t.opts.Tier.class())
	}
	return fmt.Errorf("the image %s %w at %s, as Kafka's official one has none: give a folder (--tier-jars) with kafka-storage-VERSION-test.jar of Maven Central (org.apache.kafka:kafka-storage, classifier test) for a directory as the remote store, or with a plugin's jars and its class (--tier-class)", t.image, ErrNoTier, t.tierPath)
}

// tierBinds mounts the remote store, if there is one.
func (t *Target) tierBinds() []string {
	if t.tierVolume == "" {
		return nil
	}
	return []string{t.tierVolume + ":" + tierFolder}
}
