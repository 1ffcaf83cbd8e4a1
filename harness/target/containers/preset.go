package containers

import (
	"slices"

	"github.com/freshet-bench/freshet/results"
)

// The presets: what kind of cluster is started.
const (
	Kafka  = "kafka"  // Apache Kafka on the brokers' own disks
	Tiered = "tiered" // Apache Kafka with remote storage
	AutoMQ = "automq" // AutoMQ over an S3 server
)

// Preset is a cluster by the way in which it stores records.
type Preset struct {
	Name string
	// About is what it is, for lists.
	About string
	// Model is the storage model: results.ModelSharedNothing and so on.
	Model string
	// Storage is where records are.
	Storage string
	// Replication is what replication means there.
	Replication string
	// Limits is what figures of it cannot say.
	Limits []string

	image    string // unless another is named,
	variable string // by this environment variable
}

// sameMachine is what no figure of containers on one machine can say.
const sameMachine = "brokers, load and storage have the same cores and disks: compare shapes, bytes and requests, not throughput or latency"

// Presets are those that need nothing but a name.
func Presets() []Preset {
	return []Preset{
		{
			Name: Kafka, About: "Apache Kafka in Docker, on the brokers' own disks", Model: results.ModelSharedNothing,
			Storage:     "a Docker volume for each broker",
			Replication: "every record is on the disks of as many brokers as its topic has replicas; a broker with an empty disk copies all that it is to hold",
			Limits:      []string{sameMachine},
			image:       DefaultImage, variable: ImageVariable,
		},
		{
			Name: Tiered, About: "Apache Kafka in Docker with remote storage: topics with history keep older segments off the brokers' disks", Model: results.ModelTiered,
			Storage:     "a Docker volume for each broker, and one that stands for the remote store",
			Replication: "what is on the brokers' disks is there as often as the topic has replicas; a segment in the remote store is there once, and its durability is the store's. A broker with an empty disk copies the local part alone",
			Limits: []string{
				sameMachine,
				"the remote store is a directory on the same disk: it proves the path, and says nothing of an object store's latency, throughput, requests or price",
			},
			image: DefaultImage, variable: ImageVariable,
		},
		{
			Name: AutoMQ, About: "AutoMQ in Docker, all records in an S3 server beside it", Model: results.ModelShared,
			Storage:     "an S3 server in a container, the write-ahead log too",
			Replication: "there is none between brokers: every topic has one replica, whatever the scenario asks for, and min-isr means nothing. How safe a record is, is the object store's to say; a broker that takes over copies nothing",
			Limits: []string{
				sameMachine,
				"the object store is on this machine: a real one adds tens of milliseconds to every request, and an acknowledgement waits for two of them, one after the other",
				"requests are counted by the store's own meter, up to 10 s late",
				"a broker that dies within a minute of its start, also of one by an entry before, is failed over only when the minute is up",
			},
			image: DefaultAutoMQImage, variable: AutoMQVariable,
		},
	}
}

// PresetNames are the names of the presets.
func PresetNames() []string {
	var names []string
	for _, p := range Presets() {
		names = append(names, p.Name)
	}
	return names
}

// presetNamed is the preset of a name; Kafka's for one that there is not.
func presetNamed(name string) Preset {
	list := Presets()
	return list[max(slices.IndexFunc(list, func(p Preset) bool { return p.Name == name }), 0)]
}
