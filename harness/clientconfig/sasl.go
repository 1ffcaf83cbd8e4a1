package clientconfig

import (
	"errors"
	"fmt"
	"strings"

	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// The login modules that there are.
const (
	plainModule = "PlainLoginModule"
	scramModule = "ScramLoginModule"
	oauthModule = "OAuthBearerLoginModule"
)

// sasl sets who connections are.
func (f *file) sasl(s *Security) {
	if f.get(keyMechanism) == "" {
		f.wrong(keyMechanism, fmt.Errorf("expected %s; Java's default, GSSAPI (Kerberos), is not one that Freshet speaks", oneOf(Mechanisms())))
		return
	}
	mechanism := f.word(keyMechanism, "", Mechanisms()...)
	if mechanism == "" {
		return
	}
	if f.get(keyJAAS) == "" {
		f.wrong(keyJAAS, errors.New("missing: expected a login module with the user and the password, or a token's"))
		return
	}
	entry, err := parseJAAS(f.get(keyJAAS))
	if err == nil && entry.module != moduleOf(mechanism) {
		err = fmt.Errorf("%s %s goes with %s", keyMechanism, mechanism, moduleOf(mechanism))
	}
	if err != nil {
		f.wrong(keyJAAS, err)
		return
	}
	if mechanism == OAuthBearer {
		f.oauth(s, entry)
		return
	}
	if err := s.login(mechanism, entry.options); err != nil {
		f.wrong(keyJAAS, err)
	}
}

func moduleOf(mechanism string) string {
	switch mechanism {
	case Plain:
		return plainModule
	case OAuthBearer:
		return oauthModule
	}
	return scramModule
}

// login sets a mechanism with a user and a password.
func (s *Security) login(mechanism string, options map[string]string) error {
	user, password := options["username"], options["password"]
	switch {
	case user == "":
		return errors.New("expected the option username")
	case password == "":
		return errors.New("expected the option password")
	}
	s.User = user
	auth := scram.Auth{User: user, Pass: password, IsToken: strings.EqualFold(options["tokenauth"], "true")}
	switch mechanism {
	case Plain:
		s.SASL = plain.Auth{User: user, Pass: password}.AsMechanism()
	case Scram256:
		s.SASL = auth.AsSha256Mechanism()
	case Scram512:
		s.SASL = auth.AsSha512Mechanism()
	}
	return nil
}
