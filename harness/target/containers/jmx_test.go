package containers

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

func TestTheAgentIsLoadedBesideOthers(t *testing.T) {
	for _, tc := range []struct{ jmx, opts, want string }{
		{"", "", ""},
		{"", "-Dx=1", "-Dx=1"},
		{ImageAgent, "", "-javaagent:/opt/kafka/jmx/agent.jar=9404:/tmp/freshet-jmx-rules.yaml"},
		{"agent.jar", "-Dx=1", "-Dx=1 -javaagent:/tmp/freshet-jmx-agent.jar=9404:/tmp/freshet-jmx-rules.yaml"},
	} {
		tgt := lay(3)
		tgt.opts.JMX = tc.jmx
		if tc.opts != "" {
			tgt.opts.Env["KAFKA_OPTS"] = tc.opts
		}
		tgt.exportMetrics([]int{20011, 20012, 20013})
		if got := tgt.environment(tgt.brokers[0])["KAFKA_OPTS"]; got != tc.want {
			t.Errorf("KAFKA_OPTS %q, want %q", got, tc.want)
		}
		pages, files := tgt.MetricsPages(), tgt.agentFiles()
		switch {
		case tc.jmx == "" && (pages != nil || files != nil):
			t.Errorf("without an agent: %v, %v", pages, files)
		case tc.jmx == ImageAgent && (len(files) != 1 || pages["2"][0] != "http://127.0.0.1:20012/metrics"):
			t.Errorf("the image's agent: %v, %v", pages, files)
		case tc.jmx == "agent.jar" && (len(files) != 2 || files[1].HostFilePath != tc.jmx):
			t.Errorf("an agent of ours: %v", files)
		}
	}
}

// The rules are YAML that names nothing but beans by their whole name.
func TestRulesAreNarrow(t *testing.T) {
	var parsed struct {
		IncludeObjectNames []string `yaml:"includeObjectNames"`
		Rules              []map[string]any
	}
	if err := yaml.Unmarshal([]byte(rules), &parsed); err != nil {
		t.Fatal(err)
	}
	if len(parsed.IncludeObjectNames) < 5 || len(parsed.Rules) == 0 {
		t.Errorf("rules: %+v", parsed)
	}
	for _, bean := range parsed.IncludeObjectNames {
		if !strings.Contains(bean, ",name=") {
			t.Errorf("%s is many beans", bean)
		}
	}
}
