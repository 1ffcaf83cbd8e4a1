package containers

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
	"time"
)

const (
	// DefaultAutoMQImage is AutoMQ's own image, AutoMQVariable the environment variable
	// that names another.
	DefaultAutoMQImage = "automqinc/automq:1.7.3"
	AutoMQVariable     = "FRESHET_AUTOMQ_IMAGE"

	automqStart  = "/opt/automq/kafka/bin/kafka-server-start.sh"
	automqConfig = "/opt/automq/kafka/config/kraft/server.properties"
	// automqHeap is of every broker unless the user says otherwise: without it the
	// start script takes 75 % of the machine's memory.
	automqHeap = "-Xms512m -Xmx1g -XX:MaxDirectMemorySize=512m"

	// balancerVariable is how a user turns the balancer on or off.
	balancerVariable = "KAFKA_AUTOBALANCER_CONTROLLER_ENABLE"

	dataBucket = "automq-data"
	opsBucket  = "automq-ops"

	// automqGuard is for how long after its start AutoMQ does not fail over a broker
	// that dies, and a second more. It counts from when the broker answers: its own
	// start is somewhere between that and the container's, 10 s before on a busy machine.
	automqGuard = 61 * time.Second
)

// automqProperties is the configuration of a broker.
//
//go:embed automq.properties
var automqProperties string

// automqInternal are the topics that AutoMQ makes for itself, beside Kafka's own: no
// count is to have them.
func automqInternal() []string { return []string{"__auto_balancer_metrics", "__automq_cluster_events"} }

// automqBroker is what the configuration of a broker is made from.
type automqBroker struct {
	Cluster, Voters, Controllers, Alias, Addr, Rack string
	ID                                              int32
	Port, InternalPartitions                        int
	Controls, Balance                               bool
	S3, Region, DataBucket, OpsBucket               string
}

// automqSettings is the configuration of a broker, by property.
func (t *Target) automqSettings(b *broker) (map[string]string, error) {
	brokers := t.all()
	var controllersAt []string
	for _, c := range controllers(brokers) {
		controllersAt = append(controllersAt, c.alias()+":9093")
	}
	text, err := template.New("automq.properties").Option("missingkey=error").Parse(automqProperties)
	if err != nil {
		return nil, fmt.Errorf("read AutoMQ's configuration: %w", err)
	}
	var out strings.Builder
	if err := text.Execute(&out, automqBroker{
		Cluster: t.cluster, Voters: voters(brokers), Controllers: strings.Join(controllersAt, ","),
		Alias: b.alias(), Addr: b.addr, Rack: b.rack, ID: b.id, Port: externalPort, InternalPartitions: internalPartitions,
		Controls: b.controls, Balance: t.growing,
		S3: s3Inside, Region: s3Region, DataBucket: dataBucket, OpsBucket: opsBucket,
	}); err != nil {
		return nil, fmt.Errorf("fill in AutoMQ's configuration: %w", err)
	}
	settings := map[string]string{}
	for line := range strings.Lines(out.String()) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && !strings.HasPrefix(name, "#") {
			settings[name] = value
		}
	}
	for name, value := range sessions(t.session) {
		settings[propertyOf(name)] = value
	}
	for name, value := range t.opts.Env {
		if !ofTheScript(name) {
			settings[propertyOf(name)] = value
		}
	}
	return settings, nil
}

// automqCommand is the command line of a broker.
func (t *Target) automqCommand(b *broker) ([]string, error) {
	settings, err := t.automqSettings(b)
	if err != nil {
		return nil, err
	}
	command := []string{automqStart, automqConfig}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		command = append(command, "--override", name+"="+settings[name])
	}
	return command, nil
}

// automqEnvironment is what AutoMQ's start script and its S3 client take from the
// environment.
func (t *Target) automqEnvironment() map[string]string {
	env := map[string]string{"KAFKA_S3_ACCESS_KEY": s3User, "KAFKA_S3_SECRET_KEY": s3Password, "KAFKA_HEAP_OPTS": automqHeap}
	for name, value := range t.opts.Env {
		if ofTheScript(name) {
			env[name] = value
		}
	}
	t.addAgent(env)
	return env
}

// ofTheScript reports whether a variable is read by Kafka's start script or AutoMQ's S3
// client, and is no property of the broker.
func ofTheScript(name string) bool {
	return strings.HasSuffix(name, "_OPTS") || slices.Contains([]string{"KAFKA_S3_ACCESS_KEY", "KAFKA_S3_SECRET_KEY", "KAFKA_DEBUG", "KAFKA_JMX_PORT"}, name)
}

// propertyOf is the property that a variable KAFKA_X_Y sets, as Kafka's image has it: _
// is a dot, __ is _, and ___ is -.
func propertyOf(variable string) string {
	name := strings.ToLower(strings.TrimPrefix(variable, "KAFKA_"))
	return strings.NewReplacer("___", "-", "__", "_", "_", ".").Replace(name)
}

// awaitGuard waits until every broker of AutoMQ has run for long enough to be failed
// over, if the run is to take one away: else the figure is the guard's, and not the
// system's.
func (t *Target) awaitGuard(ctx context.Context, tell func(line string)) error {
	if t.preset.Name != AutoMQ || !t.faults {
		return nil
	}
	var youngest time.Time
	t.mu.Lock()
	for _, b := range t.brokers {
		if b.answered.After(youngest) {
			youngest = b.answered
		}
	}
	t.mu.Unlock()
	left := time.Until(youngest.Add(automqGuard))
	if left <= 0 {
		return nil
	}
	tell(fmt.Sprintf("waiting for %.0f s more: AutoMQ does not fail over a broker in the first minute after its start", left.Seconds()))
	if !pause(ctx, left) {
		return context.Cause(ctx)
	}
	return nil
}
