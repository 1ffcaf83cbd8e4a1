package containers

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func layCustom(custom Custom, env map[string]string) *Target {
	t := New(Options{Image: "other:1", Custom: &custom, Env: env})
	t.cluster = "AAAAAAAAAAAAAAAAAAAAAA"
	t.brokers = newBrokers(3, []string{"a", "b"}, loopback, []int{20001, 20002, 20003})
	return t
}

func TestAnotherImageIsToldWhatItNeeds(t *testing.T) {
	tgt := layCustom(Custom{
		Command: []string{"--id={id}", "--at={alias}:9092,{address}", "--h={host}", "--p={port}", "--seeds={peers:7000}", "{cluster}", "{}", "--rack={rack}"},
		Port:    7777,
	}, map[string]string{"WHO": "{id}", "JSON": `{"a":1}`})
	env, command, err := tgt.configured(tgt.brokers[1])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"--id=2", "--at=kafka2:9092,127.0.0.1:20002", "--h=127.0.0.1", "--p=20002", "--seeds=kafka1:7000,kafka2:7000,kafka3:7000", "AAAAAAAAAAAAAAAAAAAAAA", "{}", "--rack=b"}
	if !slices.Equal(command, want) {
		t.Errorf("got  %q\nwant %q", command, want)
	}
	if want := map[string]string{"WHO": "2", "JSON": `{"a":1}`}; !maps.Equal(env, want) {
		t.Errorf("environment %v", env)
	}
	if exposed, _, err := tgt.brokers[0].published(publishedOn(loopback), tgt.insidePort()); err != nil || !slices.Equal(exposed, []string{"7777/tcp"}) {
		t.Errorf("exposed %v, %v", exposed, err)
	}
}

func TestVariablesOfAnotherImage(t *testing.T) {
	for text, problem := range map[string]string{
		"{id} {alias} {address} {host} {port} {rack} {cluster} {peers:1}": "",
		`{"a":1} ${HOME} {A}`: "",
		"{ids}":               "there is no variable {ids}; there are {address}, ",
		"{peers}":             "{peers}: expected a port with peers",
		"{id:5}":              "{id:5}: expected a port with peers",
	} {
		err := CheckVariables(text)
		if (err == nil) != (problem == "") || err != nil && !strings.Contains(err.Error(), problem) {
			t.Errorf("%s: %v, want %q", text, err, problem)
		}
	}
	tgt := layCustom(Custom{}, nil)
	for name := range CustomVariables() {
		text := "{" + name + "}"
		if name == "peers" {
			text = "{peers:1}"
		}
		if got := tgt.expand(text, tgt.brokers[0]); got == text || got == "" {
			t.Errorf("%s becomes %q", text, got)
		}
	}
}

func TestWhatAnotherImageRefuses(t *testing.T) {
	tgt := layCustom(Custom{}, nil)
	for verb, refused := range map[string]bool{"replace": true, "scale": true, "move": true, "kill": false, "stall": false, "restart": false, "cut": false} {
		if why := tgt.Refuses(verb); (why != "") != refused {
			t.Errorf("%s: %q", verb, why)
		}
		if why := New(Options{}).Refuses(verb); why != "" {
			t.Errorf("%s of Kafka: %s", verb, why)
		}
	}
	if facts := tgt.Facts(); facts.StorageModel != "" || len(facts.Limits) == 0 {
		t.Errorf("facts %+v", facts)
	}
}
