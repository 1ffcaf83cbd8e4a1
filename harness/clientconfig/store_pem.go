package clientconfig

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/youmark/pkcs8"
)

// pemBlock finds a PEM block whose line ends may have been lost, as they are when
// it stands on one line of a properties file; Java's clients take that too.
var pemBlock = regexp.MustCompile(`-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END [A-Z0-9 ]+-----`)

// pemBlocks reads the blocks of a text.
func pemBlocks(text string) (blocks []*pem.Block) {
	for _, found := range pemBlock.FindAllStringSubmatch(text, -1) {
		body := strings.Join(strings.Fields(found[2]), "\n")
		block, _ := pem.Decode([]byte("-----BEGIN " + found[1] + "-----\n" + body + "\n-----END " + found[1] + "-----\n"))
		if block != nil {
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// pemCertificates reads the certificates of a text.
func pemCertificates(text string) ([]*x509.Certificate, error) {
	var certs []*x509.Certificate
	for _, block := range pemBlocks(text) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("read a certificate: %w", err)
		}
		certs = append(certs, cert)
	}
	if len(certs) == 0 {
		return nil, errors.New("expected a certificate in PEM (-----BEGIN CERTIFICATE-----)")
	}
	return certs, nil
}

// pemIdentity reads a key and its chain.
func pemIdentity(key, chain, password string) (*tls.Certificate, error) {
	certs, err := pemCertificates(chain)
	if err != nil {
		return nil, err
	}
	for _, block := range pemBlocks(key) {
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue
		}
		private, err := parseKey(block, password)
		if err != nil {
			return nil, err
		}
		return identityOf(private, certs)
	}
	return nil, errors.New("expected a private key in PEM (-----BEGIN PRIVATE KEY-----)")
}

// parseKey reads a private key as PKCS8 (encrypted or not), PKCS1 or SEC1.
func parseKey(block *pem.Block, password string) (any, error) {
	switch block.Type {
	case "ENCRYPTED PRIVATE KEY":
		if password == "" {
			return nil, fmt.Errorf("the private key is encrypted: expected its password in %s", keyPrivatePassword)
		}
		key, _, err := pkcs8.ParsePrivateKey(block.Bytes, []byte(password))
		if err != nil {
			return nil, fmt.Errorf("the private key cannot be decrypted: the password in %s is wrong, or its cipher is not known", keyPrivatePassword)
		}
		return key, nil
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(block.Bytes)
	}
	return x509.ParsePKCS8PrivateKey(block.Bytes)
}

// identityOf puts a key and its chain together and checks that they belong so.
func identityOf(private any, certs []*x509.Certificate) (*tls.Certificate, error) {
	signer, ok := private.(crypto.Signer)
	if !ok {
		return nil, errors.New("the private key is of a kind that cannot sign")
	}
	public, ok := certs[0].PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(signer.Public()) {
		return nil, errors.New("the private key is not that of the first certificate")
	}
	cert := &tls.Certificate{PrivateKey: private, Leaf: certs[0]}
	for _, c := range certs {
		cert.Certificate = append(cert.Certificate, c.Raw)
	}
	return cert, nil
}
