package containers

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const (
	// s3Metrics is MinIO's page of metrics. MinIO looks every 10 s or so, so asking more
	// often says nothing more.
	s3Metrics      = "/minio/v2/metrics/cluster"
	s3MeterEvery   = 10 * time.Second
	s3MetricsBytes = 8 << 20 // as much of the page as is read

	s3RequestsMetric = "minio_s3_requests_total"
	s3InMetric       = "minio_s3_traffic_received_bytes"
	s3OutMetric      = "minio_s3_traffic_sent_bytes"
)

var _ target.ObjectMeter = (*Target)(nil)

// Objects is what the object store has been asked for since its start; nothing where
// there is none.
func (t *Target) Objects(ctx context.Context) []results.UsageLine {
	if t.s3 == nil {
		return nil
	}
	line := results.UsageLine{Broker: results.UsageObjects, From: results.UsageObjects}
	values, err := t.s3.meter(ctx)
	if err != nil {
		line.Missing = firstLine(err)
		return []results.UsageLine{line}
	}
	line.Values = values
	return []results.UsageLine{line}
}

// ObjectsEvery is how far apart samples are to be taken; 0 = there is no object store.
func (t *Target) ObjectsEvery() time.Duration {
	if t.preset.Name != AutoMQ {
		return 0
	}
	return s3MeterEvery
}

// meter reads the page of metrics.
func (s *s3Server) meter(ctx context.Context) (map[string]float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+s3Metrics, http.NoBody)
	if err != nil {
		return nil, err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("read the object store's metrics: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("read the object store's metrics: it answers %s", resp.Status)
	}
	return parseS3Metrics(io.LimitReader(resp.Body, s3MetricsBytes))
}

// parseS3Metrics takes requests by API and bytes out of MinIO's page of metrics.
func parseS3Metrics(page io.Reader) (map[string]float64, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(page)
	if err != nil {
		return nil, fmt.Errorf("the object store's metrics: %w", err)
	}
	if families[s3InMetric] == nil && families[s3RequestsMetric] == nil {
		return nil, fmt.Errorf("the object store's metrics have no %s: it has to be MinIO", s3InMetric)
	}
	out := map[string]float64{results.ObjectsIn: 0, results.ObjectsOut: 0}
	for _, m := range families[s3RequestsMetric].GetMetric() {
		for _, l := range m.GetLabel() {
			if l.GetName() == "api" {
				out[results.ObjectRequests+l.GetValue()] += valueOf(m)
			}
		}
	}
	for name, metric := range map[string]string{results.ObjectsIn: s3InMetric, results.ObjectsOut: s3OutMetric} {
		for _, m := range families[metric].GetMetric() {
			out[name] += valueOf(m)
		}
	}
	return out, nil
}

// valueOf is a counter's value, however it is typed; 0 for what no counter can be.
func valueOf(m *dto.Metric) float64 {
	v := m.GetCounter().GetValue() + m.GetGauge().GetValue() + m.GetUntyped().GetValue()
	if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
		return 0
	}
	return v
}
