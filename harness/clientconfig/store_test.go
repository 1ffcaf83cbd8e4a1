package clientconfig_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pavlo-v-chernykh/keystore-go/v4"
	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"
)

// identity is a self-signed certificate, which is its own authority.
type identity struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newIdentity(t *testing.T) identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, made, made, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return identity{cert, key}
}

func (id identity) certPEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: id.cert.Raw}))
}

// keyDER is the key as PKCS8.
func (id identity) keyDER(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(id.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func (id identity) keyPEM(t *testing.T) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: id.keyDER(t)}))
}

func (id identity) encryptedPEM(t *testing.T, password string) string {
	t.Helper()
	der, err := pkcs8.MarshalPrivateKey(id.key, []byte(password), nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der}))
}

// jks is a store of Java's own format with the certificate and the key.
func (id identity) jks(t *testing.T, password, keyPassword string) []byte {
	t.Helper()
	ks := keystore.New()
	cert := keystore.Certificate{Type: "X509", Content: id.cert.Raw}
	err := ks.SetTrustedCertificateEntry("ca", keystore.TrustedCertificateEntry{CreationTime: time.Now(), Certificate: cert})
	if err == nil {
		err = ks.SetPrivateKeyEntry("client", keystore.PrivateKeyEntry{CreationTime: time.Now(), PrivateKey: id.keyDER(t), CertificateChain: []keystore.Certificate{cert}}, []byte(keyPassword))
	}
	var out bytes.Buffer
	if err == nil {
		err = ks.Store(&out, []byte(password))
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (id identity) pkcs12(t *testing.T, password string) (trust, own []byte) {
	t.Helper()
	trust, err := pkcs12.Modern.EncodeTrustStore([]*x509.Certificate{id.cert}, password)
	if err == nil {
		own, err = pkcs12.Modern.Encode(id.key, id.cert, nil, password)
	}
	if err != nil {
		t.Fatal(err)
	}
	return trust, own
}

func save(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// oneLine is a PEM text as it stands on one line of a properties file.
func oneLine(text string) string { return strings.ReplaceAll(strings.TrimSpace(text), "\n", " ") }

// continued is a PEM text over several lines of a properties file.
func continued(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\\n\\\n")
}

func TestStores(t *testing.T) {
	id := newIdentity(t)
	trust12, own12 := id.pkcs12(t, "changeit")
	jks := save(t, "store.jks", id.jks(t, "changeit", "keypass"))
	ca, both := save(t, "ca.pem", []byte(id.certPEM())), save(t, "client.pem", []byte(id.keyPEM(t)+id.certPEM()))
	for name, lines := range map[string][]string{
		"PEM files": {"ssl.truststore.type=PEM", "ssl.truststore.location=" + ca, "ssl.keystore.type=PEM", "ssl.keystore.location=" + both},
		"PEM in the file, on a line": {"ssl.truststore.type=PEM", "ssl.truststore.certificates=" + oneLine(id.certPEM()), "ssl.keystore.type=PEM",
			"ssl.keystore.certificate.chain=" + oneLine(id.certPEM()), "ssl.keystore.key=" + oneLine(id.keyPEM(t))},
		"PEM in the file, continued, encrypted": {"ssl.truststore.type=PEM", "ssl.truststore.certificates=" + continued(id.certPEM()), "ssl.keystore.type=PEM",
			"ssl.keystore.certificate.chain=" + continued(id.certPEM()), "ssl.keystore.key=" + continued(id.encryptedPEM(t, "keypass")), "ssl.key.password=keypass"},
		"JKS": {"ssl.truststore.location=" + jks, "ssl.truststore.password=changeit", "ssl.keystore.location=" + jks, "ssl.keystore.password=changeit", "ssl.key.password=keypass"},
		"PKCS12": {"ssl.truststore.type=PKCS12", "ssl.truststore.location=" + save(t, "trust.p12", trust12), "ssl.truststore.password=changeit",
			"ssl.keystore.type=PKCS12", "ssl.keystore.location=" + save(t, "own.p12", own12), "ssl.keystore.password=changeit"},
		"PKCS12 under the type JKS": {"ssl.truststore.location=" + save(t, "trust.jks", trust12), "ssl.truststore.password=changeit",
			"ssl.keystore.location=" + save(t, "own.jks", own12), "ssl.keystore.password=changeit"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(t, append(lines, "security.protocol=SSL")...)
			if err != nil {
				t.Fatal(err)
			}
			conf := got.Security.TLS
			if _, err := id.cert.Verify(x509.VerifyOptions{Roots: conf.RootCAs, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
				t.Errorf("the truststore: %v", err)
			}
			cert, err := conf.GetClientCertificate(&tls.CertificateRequestInfo{})
			if err != nil || !bytes.Equal(cert.Certificate[0], id.cert.Raw) || !id.key.Equal(cert.PrivateKey) {
				t.Errorf("the keystore: %+v, %v", cert, err)
			}
		})
	}
}

func TestBadStores(t *testing.T) {
	id, other := newIdentity(t), newIdentity(t)
	trust12, _ := id.pkcs12(t, "changeit")
	jks := save(t, "store.jks", id.jks(t, "changeit", "keypass"))
	p12 := save(t, "trust.p12", trust12)
	mixed := save(t, "mixed.pem", []byte(other.keyPEM(t)+id.certPEM()))
	sealed := save(t, "sealed.pem", []byte(id.encryptedPEM(t, "keypass")+id.certPEM()))
	text := save(t, "text.txt", []byte("no store at all"))
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"JKS password":       {[]string{"ssl.truststore.location=" + jks, "ssl.truststore.password=guess42"}, ":1: ssl.truststore.location: " + jks + ": its password is wrong, or it is damaged"},
		"JKS key password":   {[]string{"ssl.keystore.location=" + jks, "ssl.keystore.password=changeit"}, "expected its password in ssl.key.password"},
		"PKCS12 password":    {[]string{"ssl.truststore.location=" + p12, "ssl.truststore.password=guess42"}, p12 + ": its password is wrong"},
		"no store":           {[]string{"ssl.truststore.location=" + text, "ssl.truststore.password=guess42"}, "not a JKS or PKCS12 store"},
		"no PEM":             {[]string{"ssl.truststore.type=PEM", "ssl.truststore.location=" + text}, "expected a certificate in PEM"},
		"key of another":     {[]string{"ssl.keystore.type=PEM", "ssl.keystore.location=" + mixed}, "the private key is not that of the first certificate"},
		"encrypted":          {[]string{"ssl.keystore.type=PEM", "ssl.keystore.location=" + sealed}, "the private key is encrypted: expected its password in ssl.key.password"},
		"encrypted, wrongly": {[]string{"ssl.keystore.type=PEM", "ssl.keystore.location=" + sealed, "ssl.key.password=guess42"}, "the private key cannot be decrypted"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, append(c.lines, "security.protocol=SSL")...)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "guess42") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}
