package clientconfig_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

func oauthFile(endpoint, options string) []string {
	return []string{
		"security.protocol=SASL_PLAINTEXT", "sasl.mechanism=OAUTHBEARER", "sasl.oauthbearer.token.endpoint.url=" + endpoint,
		"sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
		"sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required " + options + ";",
	}
}

func TestATokenForClientCredentials(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		id, secret, _ := r.BasicAuth()
		if id != "me" || secret != "s3cret" || r.FormValue("scope") != "kafka" || r.FormValue("grant_type") != "client_credentials" {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, "you sent %s", secret)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"access_token": "the-token", "token_type": "bearer", "expires_in": 3600}`)
	}))
	defer server.Close()
	got, err := parse(t, oauthFile(server.URL, `clientId="me" clientSecret="s3cret" scope="kafka" extension_logicalCluster="lkc-1"`)...)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if sent := password(t, got); !strings.Contains(sent, "auth=Bearer the-token") || !strings.Contains(sent, "logicalCluster=lkc-1") {
			t.Errorf("sends %q", sent)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times for a token that is good for an hour", asked)
	}
	refused, err := parse(t, oauthFile(server.URL, `clientId="me" clientSecret="wr0ng"`)...)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = refused.Security.SASL.Authenticate(t.Context(), "kafka1:9092")
	if err == nil || !strings.Contains(err.Error(), "401 Unauthorized") || strings.Contains(err.Error(), "wr0ng") {
		t.Errorf("refused: %v", err)
	}
}

func TestATokenInAFileIsReadEachTime(t *testing.T) {
	path := save(t, "token", []byte("first\n"))
	got, err := parse(t, oauthFile("file://"+path, "")...)
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{"first", "second"} {
		if err := os.WriteFile(path, []byte(token), 0o600); err != nil {
			t.Fatal(err)
		}
		if sent := password(t, got); !strings.Contains(sent, "auth=Bearer "+token) {
			t.Errorf("sends %q", sent)
		}
	}
}
