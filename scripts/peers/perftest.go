package main

import (
	"context"
	"regexp"
	"strconv"
)

// perfTest is the producer benchmark that comes with Kafka. Its latency is from the
// call of send to the acknowledgement.
func perfTest() peer {
	return peer{
		name:     "kafka-producer-perf-test",
		measures: "send to acknowledgement",
		version:  kafkaVersion,
		watch: func(ctx context.Context, l load, loading chan<- struct{}) (figures, string, error) {
			args := []string{
				"kafka-producer-perf-test.sh", "--topic", l.topic, "--num-records", strconv.Itoa(l.records()),
				"--record-size", strconv.Itoa(recordBytes), "--throughput", strconv.Itoa(l.rate),
				"--bootstrap-server", l.bootstrap,
			}
			close(loading)
			out, err := output(ctx, nil, inImage(l, args)...)
			if err != nil {
				return nil, "", err
			}
			got, err := readPerfTest(out)
			return got, typed(args...), err
		},
	}
}

var perfTestFigures = map[string]*regexp.Regexp{
	"maximum": regexp.MustCompile(`([0-9.]+) ms max latency, [0-9]+ ms 50th`),
	"p50":     regexp.MustCompile(`([0-9]+) ms 50th`),
	"p95":     regexp.MustCompile(`([0-9]+) ms 95th`),
	"p99":     regexp.MustCompile(`([0-9]+) ms 99th`),
	"p99.9":   regexp.MustCompile(`([0-9]+) ms 99\.9th`),
}

func readPerfTest(text string) (figures, error) { return read(text, perfTestFigures) }

// kafkaBin is where the image has Kafka's commands.
const kafkaBin = "/opt/kafka/bin/"

// inImage runs a command of the Kafka image in a container of its own, on this
// machine's network, so that it is not paused with the broker.
func inImage(l load, args []string) []string {
	docker := []string{"docker", "run", "--rm", "--network", "host", "--env", "KAFKA_HEAP_OPTS=-Xmx1g", "--entrypoint", kafkaBin + args[0], l.image}
	return append(docker, args[1:]...)
}

func kafkaVersion(ctx context.Context, l load) (string, error) {
	out, err := output(ctx, nil, inImage(l, []string{"kafka-topics.sh", "--version"})...)
	return lastLine(out), err
}
