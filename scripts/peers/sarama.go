package main

import (
	"context"
	"regexp"
	"strconv"
)

// saramaTool is the producer benchmark of the Sarama client library, built by the go
// command from its module.
const saramaTool = "github.com/IBM/sarama/tools/kafka-producer-performance@v1.61.1"

// sarama is that benchmark. Its latency is that of requests to the broker.
func sarama() peer {
	return peer{
		name:     "Sarama's kafka-producer-performance",
		measures: "request to response",
		version:  func(context.Context, load) (string, error) { return saramaTool, nil },
		watch: func(ctx context.Context, l load, loading chan<- struct{}) (figures, string, error) {
			// Built before, so that the load begins with the process.
			if _, err := output(ctx, nil, "go", "run", saramaTool, "-h"); err != nil {
				return nil, "", err
			}
			args := []string{
				"go", "run", saramaTool, "-brokers", l.bootstrap, "-topic", l.topic, "-version", "2.8.0",
				"-message-load", strconv.Itoa(l.records()), "-message-size", strconv.Itoa(recordBytes),
				"-throughput", strconv.Itoa(l.rate), "-required-acks", "-1",
			}
			close(loading)
			out, err := output(ctx, nil, args...)
			if err != nil {
				return nil, "", err
			}
			got, err := readSarama(out)
			return got, typed(args...), err
		},
	}
}

var saramaFigures = map[string]*regexp.Regexp{
	"p50":   regexp.MustCompile(`([0-9.]+) ms 50th`),
	"p95":   regexp.MustCompile(`([0-9.]+) ms 95th`),
	"p99":   regexp.MustCompile(`([0-9.]+) ms 99th`),
	"p99.9": regexp.MustCompile(`([0-9.]+) ms 99\.9th`),
}

func readSarama(text string) (figures, error) { return read(text, saramaFigures) }
