package containers

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

const s3Page = `# HELP minio_s3_requests_total Total number of S3 requests
# TYPE minio_s3_requests_total counter
minio_s3_requests_total{api="getobject",server="127.0.0.1:9000",type="s3"} 3
minio_s3_requests_total{api="putobject",server="127.0.0.1:9000",type="s3"} 5
minio_s3_requests_total{api="putobject",server="127.0.0.2:9000",type="s3"} 2
# TYPE minio_s3_traffic_received_bytes counter
minio_s3_traffic_received_bytes{server="127.0.0.1:9000"} 1000
# TYPE minio_s3_traffic_sent_bytes counter
minio_s3_traffic_sent_bytes{server="127.0.0.1:9000"} 20
minio_node_process_cpu_total_seconds{server="127.0.0.1:9000"} 1
`

func TestS3Metrics(t *testing.T) {
	got, err := parseS3Metrics(strings.NewReader(s3Page))
	want := map[string]float64{results.ObjectRequests + "getobject": 3, results.ObjectRequests + "putobject": 7, results.ObjectsIn: 1000, results.ObjectsOut: 20}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for page, says := range map[string]string{"": "it has to be MinIO", "up 1\n": "it has to be MinIO", "{": "metrics"} {
		if _, err := parseS3Metrics(strings.NewReader(page)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", page, err)
		}
	}
}

func FuzzS3Metrics(f *testing.F) {
	f.Add(s3Page)
	f.Add("minio_s3_traffic_sent_bytes NaN\nminio_s3_traffic_received_bytes -1\n")
	f.Fuzz(func(t *testing.T, page string) {
		values, err := parseS3Metrics(strings.NewReader(page))
		if err != nil && strings.Contains(err.Error(), "panic") {
			t.Error(err)
		}
		for name, v := range values {
			if v < 0 {
				t.Errorf("%s is %g", name, v)
			}
		}
	})
}

// A server that has just started is not ready for a while.
func TestABucketIsMadeWhenTheServerIsReady(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	s := &s3Server{url: server.URL, client: server.Client()}
	if err := s.makeBucket(t.Context(), "b"); err != nil || asked != 3 {
		t.Errorf("asked %d times: %v", asked, err)
	}
}

// An object store that does not answer as one says so, and is no failure of the run.
func TestAnObjectStoreThatCannotBeMetered(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && r.Header.Get("Authorization") == "" {
			t.Error("a request is not signed")
		}
		w.WriteHeader(http.StatusForbidden)
	}))
	defer server.Close()
	tgt := New(Options{Preset: AutoMQ})
	tgt.s3 = &s3Server{url: server.URL, client: server.Client()}
	lines := tgt.Objects(t.Context())
	if len(lines) != 1 || lines[0].From != results.UsageObjects || !strings.Contains(lines[0].Missing, "403") {
		t.Errorf("%+v", lines)
	}
	if err := tgt.s3.makeBucket(t.Context(), "b"); err == nil || !strings.Contains(err.Error(), "make the bucket b: it answers 403") {
		t.Error(err)
	}
	if lines := New(Options{}).Objects(t.Context()); lines != nil {
		t.Errorf("without an object store: %+v", lines)
	}
}
