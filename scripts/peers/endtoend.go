package main

import (
	"context"
	"regexp"
	"strconv"
)

// endToEndRecords is how many records kafka-e2e-latency sends: it has no rate, as each
// record is sent when the one before has been read.
const endToEndRecords = 20_000

// endToEnd is the end-to-end benchmark that comes with Kafka: one record at a time,
// from the call of send until it is read.
func endToEnd() peer {
	return peer{
		name:     "kafka-e2e-latency",
		measures: "send to read, one record at a time",
		version:  kafkaVersion,
		watch: func(ctx context.Context, l load, loading chan<- struct{}) (figures, string, error) {
			args := []string{"kafka-e2e-latency.sh", l.bootstrap, l.topic, strconv.Itoa(endToEndRecords), "all", strconv.Itoa(recordBytes)}
			close(loading)
			out, err := output(ctx, nil, inImage(l, args)...)
			if err != nil {
				return nil, "", err
			}
			got, err := readEndToEnd(out)
			return got, typed(args...), err
		},
	}
}

var endToEndFigures = map[string]*regexp.Regexp{
	"p50":   regexp.MustCompile(`50th = ([0-9.]+)`),
	"p99":   regexp.MustCompile(`99th = ([0-9.]+)`),
	"p99.9": regexp.MustCompile(`99\.9th = ([0-9.]+)`),
}

func readEndToEnd(text string) (figures, error) { return read(text, endToEndFigures) }
