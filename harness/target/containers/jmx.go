package containers

import (
	_ "embed"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/testcontainers/testcontainers-go"

	"github.com/freshet-bench/freshet/harness/target"
)

const (
	// ImageAgent stands for a JMX exporter that the image brings, at AgentPath.
	ImageAgent = "image"
	// AgentPath is where the agent is in a container.
	AgentPath = "/opt/kafka/jmx/agent.jar"

	copiedAgent = "/tmp/freshet-jmx-agent.jar"
	rulesPath   = "/tmp/freshet-jmx-rules.yaml"
	metricsPort = 9404
)

// rules make the agent read and export what is kept in a run record, and nothing
// else: with every bean, a page has over 11,000 lines.
//
//go:embed jmx-rules.yaml
var rules string

var _ target.Scraped = (*Target)(nil)

// MetricsPages is each broker's page of metrics, if there is an agent.
func (t *Target) MetricsPages() map[string][]string {
	if t.opts.JMX == "" {
		return nil
	}
	pages := map[string][]string{}
	for _, b := range t.all() {
		if b.metricsPort == 0 {
			continue
		}
		host, _, err := net.SplitHostPort(b.addr)
		if err != nil {
			continue
		}
		pages[strconv.Itoa(int(b.id))] = []string{"http://" + net.JoinHostPort(host, strconv.Itoa(b.metricsPort)) + "/metrics"}
	}
	return pages
}

// exportMetrics gives every broker a port for its page of metrics, if there is an
// agent.
func (t *Target) exportMetrics(ports []int) {
	for i, b := range t.brokers {
		if t.opts.JMX != "" {
			b.metricsPort = ports[i]
		}
	}
}

// addAgent makes a broker's JVM load the agent, beside what the user has it load.
func (t *Target) addAgent(env map[string]string) {
	if t.opts.JMX == "" {
		return
	}
	jar := AgentPath
	if t.opts.JMX != ImageAgent {
		jar = copiedAgent
	}
	env["KAFKA_OPTS"] = strings.TrimSpace(env["KAFKA_OPTS"] + fmt.Sprintf(" -javaagent:%s=%d:%s", jar, metricsPort, rulesPath))
}

// agentFiles are what goes into a broker's container for the agent.
func (t *Target) agentFiles() []testcontainers.ContainerFile {
	if t.opts.JMX == "" {
		return nil
	}
	const readable = 0o644
	files := []testcontainers.ContainerFile{{Reader: strings.NewReader(rules), ContainerFilePath: rulesPath, FileMode: readable}}
	if t.opts.JMX != ImageAgent {
		files = append(files, testcontainers.ContainerFile{HostFilePath: t.opts.JMX, ContainerFilePath: copiedAgent, FileMode: readable})
	}
	return files
}
