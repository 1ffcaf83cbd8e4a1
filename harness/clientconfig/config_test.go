package clientconfig_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness/clientconfig"
)

func environment(name string) string {
	return map[string]string{"KAFKA_PASSWORD": "from the environment"}[name]
}

func parse(t *testing.T, lines ...string) (clientconfig.Config, error) {
	t.Helper()
	return clientconfig.Parse("client.properties", []byte(strings.Join(lines, "\n")), environment)
}

func TestWhatAFileSays(t *testing.T) {
	got, err := parse(t,
		"# a comment \\",
		"bootstrap.servers = kafka1:9092, \\",
		"    SASL_SSL://kafka2:9093",
		"! another",
		"security.protocol: sasl_plaintext",
		"sasl.mechanism SCRAM-SHA-512",
		`sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" \`,
		`  password="${env:KAFKA_PASSWORD}";`,
		"acks=all",
		"client.id=mine",
		"ssl.truststore.location=/not/there",
		"house.rule=1",
	)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Bootstrap, []string{"kafka1:9092", "kafka2:9093"}) {
		t.Errorf("bootstrap %v", got.Bootstrap)
	}
	if s := got.Security; s.Protocol() != clientconfig.SASLPlaintext || s.Mechanism() != clientconfig.Scram512 || s.User != "alice" {
		t.Errorf("security %s, %s, %s", s.Protocol(), s.Mechanism(), s.User)
	}
	want := []string{
		"client.properties:9: acks: the scenario sets it",
		"client.properties:10: client.id: not used by Freshet",
		"client.properties:12: house.rule: not a setting that Freshet knows",
		"client.properties:11: ssl.truststore.location: no effect with security.protocol=SASL_PLAINTEXT",
	}
	if !slices.Equal(got.Notes, want) {
		t.Errorf("notes:\n%s", strings.Join(got.Notes, "\n"))
	}
}

// password returns what a SASL PLAIN exchange of the file's user sends.
func password(t *testing.T, c clientconfig.Config) string {
	t.Helper()
	_, first, err := c.Security.SASL.Authenticate(t.Context(), "kafka1:9092")
	if err != nil {
		t.Fatal(err)
	}
	return string(first)
}

func plainFile(jaas string) []string {
	return []string{"security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN", "sasl.jaas.config=" + jaas}
}

const plainModule = "org.apache.kafka.common.security.plain.PlainLoginModule"

func TestPasswordsArriveAsWritten(t *testing.T) {
	for jaas, want := range map[string]string{
		plainModule + ` required username="alice" password="simple";`:                        "simple",
		plainModule + ` required username=alice password='single quotes';`:                   "single quotes",
		plainModule + ` required username=alice password="with \\"quotes\\" and \\\\";`:      `with "quotes" and \`,
		plainModule + ` required username=alice password="semi;colon=and//more";`:            "semi;colon=and//more",
		plainModule + ` required username=alice password="a\\tb\\101\\60";`:                  "a\tbA0",
		plainModule + ` REQUIRED /* a comment */ username=alice password="\u0061bc"; // end`: "abc",
		plainModule + ` required username=alice password="${env:KAFKA_PASSWORD}";`:           "from the environment",
		`kafkashaded.` + plainModule + ` required password=unquoted username=alice;`:         "unquoted",
	} {
		got, err := parse(t, plainFile(jaas)...)
		if err != nil {
			t.Errorf("%s: %v", jaas, err)
			continue
		}
		if sent := password(t, got); sent != "\x00alice\x00"+want {
			t.Errorf("%s: sends %q", jaas, sent)
		}
	}
}

func TestAReferenceToAFile(t *testing.T) {
	secrets := filepath.Join(t.TempDir(), "secrets.properties")
	if err := os.WriteFile(secrets, []byte("other=1\nkafka.password=from a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := parse(t, plainFile(plainModule+` required username=alice password="${file:`+secrets+`:kafka.password}";`)...)
	if err != nil {
		t.Fatal(err)
	}
	if sent := password(t, got); sent != "\x00alice\x00from a file" {
		t.Errorf("sends %q", sent)
	}
}

func TestMistakesAreNamedWithTheirPlace(t *testing.T) {
	const secret = "hunter2"
	jaas := plainModule + ` required username="alice" password="` + secret + `"`
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"mechanism":           {[]string{"security.protocol=SASL_SSL", "", "sasl.mechanism=SCRAM", "sasl.jaas.config=" + jaas + ";"}, `client.properties:3: sasl.mechanism: expected PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER, found "SCRAM"`},
		"no mechanism":        {[]string{"security.protocol=SASL_SSL"}, "client.properties: sasl.mechanism: expected PLAIN"},
		"protocol":            {[]string{"security.protocol=TLS"}, `client.properties:1: security.protocol: expected PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, found "TLS"`},
		"misspelt":            {[]string{"acks=1", "sasl.mechanisms=PLAIN"}, `client.properties:2: unknown setting "sasl.mechanisms"; did you mean "sasl.mechanism"?`},
		"misspelt, no family": {[]string{"boostrap.servers=k:1"}, `did you mean "bootstrap.servers"?`},
		"not taken":           {[]string{"sasl.kerberos.service.name=kafka"}, `client.properties:1: the setting "sasl.kerberos.service.name" is not one that Freshet takes`},
		"address":             {[]string{"bootstrap.servers=kafka1"}, `client.properties:1: bootstrap.servers: expected host:port, found "kafka1"`},
		"no jaas":             {[]string{"security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN"}, "client.properties: sasl.jaas.config: missing"},
		"no semicolon":        {plainFile(jaas), "client.properties:3: sasl.jaas.config: expected a semicolon at the end"},
		"two modules":         {plainFile(jaas + ";" + jaas + ";"), "sasl.jaas.config: expected one login module"},
		"open quote":          {plainFile(plainModule + ` required username=alice password="` + secret + `;`), "the option password: its quote is not closed"},
		"a quote too many":    {plainFile(plainModule + ` required username=alice password="half"` + secret + `";`), "expected = after an option that is not known (are the quotes right?)"},
		"twice":               {plainFile(jaas + ` password=x;`), "the option password is there twice"},
		"no flag":             {plainFile(plainModule + ` username=alice;`), "expected required after the login module"},
		"no password":         {plainFile(plainModule + ` required username=alice;`), "expected the option password"},
		"no user":             {plainFile(plainModule + ` required password=` + secret + `;`), "expected the option username"},
		"another module":      {plainFile("org.apache.kafka.common.security.scram.ScramLoginModule required username=a password=" + secret + ";"), "sasl.mechanism PLAIN goes with PlainLoginModule"},
		"no such variable":    {plainFile(plainModule + ` required username=alice password="${env:NOT_SET}";`), "client.properties:3: sasl.jaas.config: ${env:NOT_SET}: the environment variable NOT_SET is not set"},
		"another provider":    {plainFile(plainModule + ` required username=alice password="${vault:secret/kafka:password}";`), `the config provider "vault" is not one that Freshet has`},
		"a reference half":    {plainFile(plainModule + ` required username=alice password="${x:` + secret + `}";`), `the config provider "x" is not one`},
		"no such store":       {[]string{"security.protocol=SSL", "ssl.truststore.location=/not/there.jks"}, "client.properties:2: ssl.truststore.location: open /not/there.jks: no such file or directory"},
		"store type":          {[]string{"security.protocol=SSL", "ssl.truststore.type=BKS"}, `ssl.truststore.type: expected JKS, PKCS12 or PEM, found "BKS"`},
		"inline not PEM":      {[]string{"security.protocol=SSL", "ssl.truststore.certificates=x"}, "client.properties:2: ssl.truststore.certificates: certificates in the file itself need the type PEM"},
		"TLS versions":        {[]string{"security.protocol=SSL", "ssl.enabled.protocols=TLSv1.1"}, "ssl.enabled.protocols: expected TLSv1.2, TLSv1.3 or both"},
		"hostnames":           {[]string{"security.protocol=SSL", "ssl.endpoint.identification.algorithm=none"}, `expected https, found "none"`},
		"bad escape":          {[]string{"", `sasl.jaas.config=\u00zz` + secret}, `client.properties:2: not a property: expected key=value, and after \u four hexadecimal digits`},
		"no token endpoint":   {[]string{"security.protocol=SASL_PLAINTEXT", "sasl.mechanism=OAUTHBEARER", "sasl.jaas.config=x.OAuthBearerLoginModule required;"}, "client.properties: sasl.oauthbearer.token.endpoint.url: expected the URL of a token endpoint"},
		"another handler":     {[]string{"security.protocol=SASL_PLAINTEXT", "sasl.mechanism=OAUTHBEARER", "sasl.login.callback.handler.class=my.Handler", "sasl.jaas.config=x.OAuthBearerLoginModule required;"}, "client.properties:3: sasl.login.callback.handler.class: expected OAuthBearerLoginCallbackHandler"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, c.lines...)
			if err == nil {
				t.Fatal("taken")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q lacks %q", err, c.want)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the password is in %q", err)
			}
		})
	}
}

func TestAllMistakesAtOnceInTheOrderOfTheFile(t *testing.T) {
	_, err := parse(t, "sasl.mechanisms=PLAIN", "bootstrap.servers=kafka1", "security.protocol=TLS")
	if lines := strings.Split(fmt.Sprint(err), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[0], "client.properties:1:") || !strings.HasPrefix(lines[2], "client.properties:3:") {
		t.Errorf("%v", err)
	}
}

func TestFlags(t *testing.T) {
	for want, f := range map[string]clientconfig.Flags{
		"PLAINTEXT ":                   {},
		"SSL ":                         {TLS: true},
		"SASL_SSL SCRAM-SHA-512":       {TLS: true, User: "alice", Password: "x"},
		"SASL_PLAINTEXT PLAIN":         {User: "alice", Password: "x", Mechanism: "PLAIN"},
		"SASL_PLAINTEXT SCRAM-SHA-256": {User: "alice", Password: "x", Mechanism: "SCRAM-SHA-256"},
	} {
		got, err := f.Security()
		if err != nil || got.Protocol()+" "+got.Mechanism() != want {
			t.Errorf("%s: %s %s, %v", want, got.Protocol(), got.Mechanism(), err)
		}
	}
	for want, f := range map[string]clientconfig.Flags{
		`not with "GSSAPI"`:       {User: "alice", Password: "x", Mechanism: "GSSAPI"},
		`not with "OAUTHBEARER"`:  {User: "alice", Password: "x", Mechanism: "OAUTHBEARER"},
		"needs a user":            {Mechanism: "PLAIN"},
		"go together":             {Cert: "cert.pem"},
		"open /not/there.pem":     {CA: "/not/there.pem"},
		"expected the option pas": {User: "alice"},
	} {
		if _, err := f.Security(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
