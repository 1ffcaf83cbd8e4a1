package containers

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/moby/client"

	"github.com/freshet-bench/freshet/harness/target"
)

// Custom is how the brokers of an image are started that speaks Kafka's protocol and is
// not laid out as Kafka's. Its texts, and the values of Options.Env with it, have
// variables: see CustomVariables.
type Custom struct {
	// Command is the arguments of the image's entrypoint; none = those of the image.
	Command []string
	// Ready is a program with its arguments that ends with 0 in a broker's container
	// when the broker is ready; none = it is ready when it answers clients and knows all
	// brokers, which is waited for in any case.
	Ready []string
	// Port is where brokers listen for clients outside of their network; 0 = 19092.
	Port int
}

// CustomVariables are the variables of a Custom, with what they stand for.
func CustomVariables() map[string]string {
	return map[string]string{
		"id":      "the broker's id, from 1",
		"alias":   "the broker's name in the network of brokers",
		"address": "HOST:PORT at which clients reach the broker, to be advertised",
		"host":    "the host of address",
		"port":    "the port of address",
		"rack":    "the broker's zone; empty without zones",
		"cluster": "a random id of the cluster, 22 characters",
		"peers":   "all brokers that there are from the start, with a port: {peers:33145} is kafka1:33145,kafka2:33145",
	}
}

var variableForm = regexp.MustCompile(`\{([a-z]+)(:[0-9]+)?\}`)

// CheckVariables is an error if a text has a variable that there is not.
func CheckVariables(text string) error {
	for _, m := range variableForm.FindAllStringSubmatch(text, -1) {
		if _, known := CustomVariables()[m[1]]; !known {
			return fmt.Errorf("there is no variable %s; there are {%s}", m[0], strings.Join(slices.Sorted(maps.Keys(CustomVariables())), "}, {"))
		}
		if hasPort := m[2] != ""; hasPort != (m[1] == "peers") {
			return fmt.Errorf("%s: expected a port with peers, as {peers:33145}, and with nothing else", m[0])
		}
	}
	return nil
}

// expand replaces the variables of a text for a broker.
func (t *Target) expand(text string, b *broker) string {
	host, port, err := net.SplitHostPort(b.addr)
	if err != nil { // an address that freePorts and Docker's host made
		host = b.addr
	}
	values := map[string]string{
		"id": strconv.Itoa(int(b.id)), "alias": b.alias(), "address": b.addr, "host": host, "port": port, "rack": b.rack, "cluster": t.cluster,
	}
	return variableForm.ReplaceAllStringFunc(text, func(found string) string {
		m := variableForm.FindStringSubmatch(found)
		if m[1] == "peers" {
			return t.peers(m[2])
		}
		return values[m[1]]
	})
}

// peers are all brokers with a port, ":33145".
func (t *Target) peers(port string) string {
	var list []string
	for _, b := range t.all() {
		list = append(list, b.alias()+port)
	}
	return strings.Join(list, ",")
}

func (t *Target) expandAll(texts []string, b *broker) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = t.expand(text, b)
	}
	return out
}

// customConfigured is the environment and the command of a broker of a Custom.
func (t *Target) customConfigured(b *broker) (env map[string]string, command []string) {
	env = map[string]string{}
	for name, value := range t.opts.Env {
		env[name] = t.expand(value, b)
	}
	return env, t.expandAll(t.opts.Custom.Command, b)
}

// insidePort is where brokers listen for clients outside of their network.
func (t *Target) insidePort() int {
	if t.opts.Custom == nil {
		return externalPort
	}
	return cmp.Or(t.opts.Custom.Port, externalPort)
}

// awaitReady waits until the broker's own check says that it is ready, where there is
// one.
func (t *Target) awaitReady(ctx context.Context, b *broker) error {
	if t.opts.Custom == nil || len(t.opts.Custom.Ready) == 0 {
		return nil
	}
	for i := 1; ; i++ {
		err := t.succeeds(ctx, t.containerOf(b), t.expandAll(t.opts.Custom.Ready, b))
		if err == nil {
			return nil
		}
		if i%lookEvery == 0 {
			if died := t.lookAt(ctx, b); died != nil {
				return died
			}
		}
		if !pause(ctx, inSyncPoll) {
			return fmt.Errorf("broker %d is not ready: %w (last: %s)", b.id, context.Cause(ctx), firstLine(err))
		}
	}
}

// succeeds is an error if a program in a container does not end with 0.
func (t *Target) succeeds(ctx context.Context, in string, program []string) error {
	made, err := t.docker.ExecCreate(ctx, in, client.ExecCreateOptions{AttachStdout: true, AttachStderr: true, Cmd: program})
	if err != nil {
		return err
	}
	said, err := t.readExec(ctx, made.ID)
	if err != nil {
		return err
	}
	for {
		ended, err := t.docker.ExecInspect(ctx, made.ID, client.ExecInspectOptions{})
		switch {
		case err != nil:
			return err
		case !ended.Running && ended.ExitCode == 0:
			return nil
		case !ended.Running:
			return fmt.Errorf("%s ended with code %d: %s", program[0], ended.ExitCode, strings.TrimSpace(said))
		}
		// What it writes has ended, and Docker does not know yet with which code.
		if !pause(ctx, readyPoll) {
			return context.Cause(ctx)
		}
	}
}

var _ target.Limited = (*Target)(nil)

// Refuses says why a verb cannot be done to brokers of an image that is not laid out as
// Kafka's: how its brokers come, go and are replaced is its own. "" = it can be tried.
func (t *Target) Refuses(verb string) (why string) {
	if t.opts.Custom != nil && slices.Contains([]string{"replace", "scale", "move"}, verb) {
		return "how that is done with " + t.image + " is not known"
	}
	return ""
}
