package metrics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Path is where the metrics are.
const Path = "/metrics"

const (
	// requestWithin bounds a request and its response.
	requestWithin = 10 * time.Second
	// closeWithin bounds how long Close waits for scrapes under way.
	closeWithin = 2 * time.Second
	// mostScrapes is how many scrapes at once are served; more are refused.
	mostScrapes = 4
)

// Server serves the metrics of an Exporter over HTTP.
type Server struct {
	listener net.Listener
	http     http.Server
	served   chan error
}

// Listen serves metrics at an address, host:port; without a host, on all
// interfaces, with port 0, on a free one.
func Listen(address string, e *Exporter) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		var op *net.OpError
		var system *os.SyscallError
		switch {
		case errors.As(err, &system):
			err = system.Err
		case errors.As(err, &op):
			err = op.Err
		}
		return nil, fmt.Errorf("serving metrics on %s: %w", address, err)
	}
	s := &Server{listener: listener, served: make(chan error, 1)}
	mux := http.NewServeMux()
	mux.Handle("GET "+Path, e.watched(promhttp.HandlerFor(e, promhttp.HandlerOpts{EnableOpenMetrics: true, MaxRequestsInFlight: mostScrapes})))
	s.http = http.Server{
		Handler: mux, ReadTimeout: requestWithin, WriteTimeout: requestWithin, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 1 << 16,
		ErrorLog:       log.New(io.Discard, "", 0), // of clients that hang up
	}
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// URL is where the metrics are, for this machine.
func (s *Server) URL() string {
	host, port, _ := net.SplitHostPort(s.listener.Addr().String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + Path
}

// Close ends the server. Scrapes under way are finished, if they are quick.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = s.http.Close()
	}
	if serving := <-s.served; !errors.Is(serving, http.ErrServerClosed) {
		err = errors.Join(err, serving)
	}
	if err != nil {
		return fmt.Errorf("closing the metrics server: %w", err)
	}
	return nil
}
