package containers

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports come from below the ranges that systems give to outgoing connections
// (32768 up on Linux, 49152 up elsewhere): while a broker is down, a connection
// could otherwise take its port, and the broker could not come back.
const (
	lowestPort  = 20_000
	highestPort = 29_999
	portTries   = 200
)

// freePorts finds n ports that nobody listens on, and none of those that are promised.
func freePorts(n int, promised ...int) ([]int, error) {
	taken := map[int]bool{}
	for _, port := range promised {
		taken[port] = true
	}
	var ports []int
	for range portTries {
		port := lowestPort + rand.IntN(highestPort-lowestPort+1)
		if taken[port] {
			continue
		}
		taken[port] = true
		if free(port) {
			ports = append(ports, port)
		}
		if len(ports) == n {
			return ports, nil
		}
	}
	return nil, fmt.Errorf("find %d free ports between %d and %d: there are hardly any", n, lowestPort, highestPort)
}

func free(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// promised are the ports of brokers, also of those that are down or not yet started.
func (t *Target) promised() []int {
	var ports []int
	for _, b := range t.all() {
		ports = append(ports, b.port, b.metricsPort)
	}
	return ports
}
