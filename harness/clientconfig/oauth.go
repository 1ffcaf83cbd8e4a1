package clientconfig

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/sasl/oauth"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// tokenWithin bounds one question for a token.
const tokenWithin = 10 * time.Second

// oauth sets a mechanism that authenticates with a token: of a file, or of an
// endpoint that gives one for client credentials.
func (f *file) oauth(s *Security, entry login) {
	if class := f.get(keyLoginHandler); class != "" && !strings.HasSuffix(class, "OAuthBearerLoginCallbackHandler") {
		f.wrong(keyLoginHandler, fmt.Errorf("expected OAuthBearerLoginCallbackHandler, found %q: classes of Java cannot be loaded", class))
		return
	}
	endpoint, err := url.Parse(f.get(keyTokenEndpoint))
	var token func(context.Context) (string, error)
	switch {
	case err != nil || f.get(keyTokenEndpoint) == "":
		err = errors.New("expected the URL of a token endpoint (https:, or file: for a token in a file)")
	case endpoint.Scheme == "file":
		token = fileToken(endpoint.Path)
	case endpoint.Scheme == "http", endpoint.Scheme == "https":
		token, err = f.clientToken(endpoint, entry.options)
	default:
		err = fmt.Errorf("expected a URL of https, http or file, found %q", endpoint.Scheme)
	}
	if err != nil {
		f.wrong(keyTokenEndpoint, err)
		return
	}
	extensions := extensionsOf(entry.options)
	s.SASL = oauth.Oauth(func(ctx context.Context) (oauth.Auth, error) {
		text, err := token(ctx)
		return oauth.Auth{Token: text, Extensions: extensions}, err
	})
}

// extensionsOf is the SASL extensions among the options of a login module.
func extensionsOf(options map[string]string) map[string]string {
	found := map[string]string{}
	for key, value := range options {
		if name, ok := strings.CutPrefix(key, "extension_"); ok {
			found[name] = value
		}
	}
	return found
}

// fileToken reads the token each time: whoever writes the file renews it.
func fileToken(path string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("read the token: %w", err)
		}
		token := strings.TrimSpace(string(text))
		if token == "" {
			return "", fmt.Errorf("the token in %s is empty", path)
		}
		return token, nil
	}
}

// clientToken asks an endpoint for a token with client credentials, and again
// when it expires.
func (f *file) clientToken(endpoint *url.URL, options map[string]string) (func(context.Context) (string, error), error) {
	conf := clientcredentials.Config{
		ClientID:     cmp.Or(f.get(keyOAuthID), options["clientId"]),
		ClientSecret: cmp.Or(f.get(keyOAuthSecret), options["clientSecret"]),
		TokenURL:     endpoint.String(),
		AuthStyle:    oauth2.AuthStyleInHeader,
	}
	if scope := cmp.Or(f.get(keyOAuthScope), options["scope"]); scope != "" {
		conf.Scopes = strings.Fields(scope)
	}
	switch {
	case conf.ClientID == "":
		return nil, fmt.Errorf("expected the option clientId in %s, or %s", keyJAAS, keyOAuthID)
	case conf.ClientSecret == "":
		return nil, fmt.Errorf("expected the option clientSecret in %s, or %s", keyJAAS, keyOAuthSecret)
	}
	bounded := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Timeout: tokenWithin})
	source := conf.TokenSource(bounded)
	return func(context.Context) (string, error) {
		token, err := source.Token()
		if err != nil {
			return "", fmt.Errorf("ask %s for a token: %w", endpoint.Redacted(), tokenError(err))
		}
		return token.AccessToken, nil
	}, nil
}

// tokenError is what an endpoint said, without its answer's body: that may repeat
// what it was sent.
func tokenError(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		if refused.ErrorCode != "" {
			return fmt.Errorf("it answers %q", refused.ErrorCode)
		}
		return fmt.Errorf("it answers %s", refused.Response.Status)
	}
	var onURL *url.Error
	if errors.As(err, &onURL) {
		return onURL.Err
	}
	return err
}
