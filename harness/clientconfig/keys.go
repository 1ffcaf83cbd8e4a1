package clientconfig

import (
	"fmt"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
)

// The settings that are taken from a file.
const (
	keyBootstrap       = "bootstrap.servers"
	keyProtocol        = "security.protocol"
	keyMechanism       = "sasl.mechanism"
	keyJAAS            = "sasl.jaas.config"
	keyTokenEndpoint   = "sasl.oauthbearer.token.endpoint.url"
	keyOAuthID         = "sasl.oauthbearer.client.credentials.client.id"
	keyOAuthSecret     = "sasl.oauthbearer.client.credentials.client.secret"
	keyOAuthScope      = "sasl.oauthbearer.scope"
	keyLoginHandler    = "sasl.login.callback.handler.class"
	keyTrustLocation   = "ssl.truststore.location"
	keyTrustType       = "ssl.truststore.type"
	keyTrustPassword   = "ssl.truststore.password"
	keyTrustCerts      = "ssl.truststore.certificates"
	keyKeyLocation     = "ssl.keystore.location"
	keyKeyType         = "ssl.keystore.type"
	keyKeyPassword     = "ssl.keystore.password"
	keyKeyKey          = "ssl.keystore.key"
	keyKeyChain        = "ssl.keystore.certificate.chain"
	keyPrivatePassword = "ssl.key.password"
	keyIdentification  = "ssl.endpoint.identification.algorithm"
	keyTLSVersion      = "ssl.protocol"
	keyTLSVersions     = "ssl.enabled.protocols"
)

func takenKeys() []string {
	return []string{
		keyBootstrap, keyProtocol, keyMechanism, keyJAAS, keyTokenEndpoint, keyOAuthID, keyOAuthSecret, keyOAuthScope, keyLoginHandler,
		keyTrustLocation, keyTrustType, keyTrustPassword, keyTrustCerts,
		keyKeyLocation, keyKeyType, keyKeyPassword, keyKeyKey, keyKeyChain, keyPrivatePassword,
		keyIdentification, keyTLSVersion, keyTLSVersions,
	}
}

// scenarioKeys are settings of clients that are the scenario's to say.
func scenarioKeys() []string {
	return []string{
		"acks", "batch.size", "buffer.memory", "compression.type", "delivery.timeout.ms", "enable.idempotence", "key.serializer",
		"linger.ms", "max.block.ms", "max.in.flight.requests.per.connection", "max.request.size", "partitioner.class",
		"retries", "transactional.id", "transaction.timeout.ms", "value.serializer",
		"allow.auto.create.topics", "auto.commit.interval.ms", "auto.offset.reset", "client.rack", "enable.auto.commit",
		"fetch.max.bytes", "fetch.max.wait.ms", "fetch.min.bytes", "group.id", "group.instance.id", "group.protocol", "group.remote.assignor",
		"heartbeat.interval.ms", "isolation.level", "key.deserializer", "max.partition.fetch.bytes", "max.poll.interval.ms",
		"max.poll.records", "partition.assignment.strategy", "session.timeout.ms", "value.deserializer",
	}
}

// unusedKeys are settings that have no meaning for Freshet's clients.
func unusedKeys() []string {
	return []string{
		"client.id", "client.dns.lookup", "connections.max.idle.ms", "default.api.timeout.ms", "enable.metrics.push", "interceptor.classes",
		"metadata.max.age.ms", "metric.reporters", "metrics.num.samples", "receive.buffer.bytes", "reconnect.backoff.max.ms",
		"reconnect.backoff.ms", "request.timeout.ms", "retry.backoff.max.ms", "retry.backoff.ms", "send.buffer.bytes",
		"socket.connection.setup.timeout.max.ms", "socket.connection.setup.timeout.ms",
		"security.providers", "ssl.cipher.suites", "ssl.keymanager.algorithm", "ssl.provider", "ssl.secure.random.implementation",
		"ssl.trustmanager.algorithm", "sasl.login.class", "sasl.login.connect.timeout.ms", "sasl.login.read.timeout.ms",
		"sasl.login.refresh.buffer.seconds", "sasl.login.refresh.min.period.seconds", "sasl.login.refresh.window.factor",
		"sasl.login.refresh.window.jitter", "sasl.login.retry.backoff.max.ms", "sasl.login.retry.backoff.ms",
		"sasl.oauthbearer.clock.skew.seconds", "sasl.oauthbearer.header.urlencode", "sasl.oauthbearer.scope.claim.name", "sasl.oauthbearer.sub.claim.name",
	}
}

// judgeKey says what a key that is not taken is: a note for a setting of somebody
// else, an error for what is nearly one that is taken, or claims to be about
// security and is not known.
func judgeKey(key string) (note string, err error) {
	switch {
	case key == "config.providers" || strings.HasPrefix(key, "config.providers."):
		return "", nil // references are resolved without them
	case slices.Contains(scenarioKeys(), key):
		return key + ": the scenario sets it", nil
	case slices.Contains(unusedKeys(), key):
		return key + ": not used by Freshet", nil
	}
	if nearest := measure.Nearest(key, append(takenKeys(), scenarioKeys()...)); nearest != "" {
		return "", fmt.Errorf("unknown setting %q; did you mean %q?", key, nearest)
	}
	for _, family := range []string{"ssl.", "sasl.", "security.", "bootstrap."} {
		if strings.HasPrefix(key, family) {
			return "", fmt.Errorf("the setting %q is not one that Freshet takes", key)
		}
	}
	return key + ": not a setting that Freshet knows", nil
}
