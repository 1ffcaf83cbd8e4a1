package clientconfig

import (
	"crypto/tls"
	"strings"
)

// security is what the file says about connections.
func (f *file) security() (s Security) {
	protocol := f.word(keyProtocol, Plaintext, Plaintext, SSL, SASLPlaintext, SASLSSL)
	if protocol == SSL || protocol == SASLSSL {
		s.TLS, s.AnyHostname = f.tls()
	} else {
		f.unused("ssl.", protocol)
	}
	if protocol == SASLPlaintext || protocol == SASLSSL {
		f.sasl(&s)
	} else {
		f.unused("sasl.", protocol)
	}
	return s
}

// unused notes the settings of a family that has no effect with the protocol.
func (f *file) unused(family, protocol string) {
	for _, key := range takenKeys() {
		if s, ok := f.settings[key]; ok && strings.HasPrefix(key, family) {
			f.note(s, key+": no effect with "+keyProtocol+"="+protocol)
		}
	}
}

// tls is the configuration of connections, and whether a certificate may be for
// another host.
func (f *file) tls() (conf *tls.Config, anyHostname bool) {
	conf = &tls.Config{MinVersion: tls.VersionTLS12}
	f.versions(conf)
	trust := store{
		location: f.get(keyTrustLocation), kind: f.word(keyTrustType, storeJKS, storeJKS, storePKCS12, storePEM),
		password: f.get(keyTrustPassword), certificates: f.get(keyTrustCerts),
	}
	roots, err := trust.roots()
	if err != nil {
		f.wrong(trust.saidBy(keyTrustLocation, keyTrustCerts), err)
	}
	conf.RootCAs = roots
	own := store{
		location: f.get(keyKeyLocation), kind: f.word(keyKeyType, storeJKS, storeJKS, storePKCS12, storePEM),
		password: f.get(keyKeyPassword), certificates: f.get(keyKeyChain), key: f.get(keyKeyKey), keyPassword: f.get(keyPrivatePassword),
	}
	cert, err := own.identity()
	if err != nil {
		f.wrong(own.saidBy(keyKeyLocation, keyKeyChain), err)
	}
	presents(conf, cert)
	if f.has(keyIdentification) {
		anyHostname = f.word(keyIdentification, "", "https") == ""
	}
	return conf, anyHostname
}

// presents has connections show a certificate whenever the server asks for one.
// (By itself the library leaves it out if it does not come from an authority that
// the server names, and the server's refusal then says less.)
func presents(conf *tls.Config, cert *tls.Certificate) {
	if cert != nil {
		conf.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return cert, nil }
	}
}

// versions sets the lowest and the highest version of TLS.
func (f *file) versions(conf *tls.Config) {
	if f.word(keyTLSVersion, "", "TLS", "TLSv1.2", "TLSv1.3") == "TLSv1.2" {
		conf.MaxVersion = tls.VersionTLS12
	}
	enabled := f.get(keyTLSVersions)
	if enabled == "" {
		return
	}
	var low, high uint16
	for word := range strings.SplitSeq(enabled, ",") {
		var version uint16
		switch strings.TrimSpace(word) {
		case "TLSv1.2":
			version = tls.VersionTLS12
		case "TLSv1.3":
			version = tls.VersionTLS13
		default:
			f.wrong(keyTLSVersions, errVersions)
			return
		}
		if low == 0 || version < low {
			low = version
		}
		high = max(high, version)
	}
	conf.MinVersion, conf.MaxVersion = low, high
}
