package containers

import "testing"

// TestPromisedPortsAreNotGivenAgain: the object store starts before brokers listen, and a
// broker that is down is to come back to its port.
func TestPromisedPortsAreNotGivenAgain(t *testing.T) {
	var promised []int
	for port := lowestPort; port <= highestPort; port++ {
		if port%2 == 0 {
			promised = append(promised, port)
		}
	}
	ports, err := freePorts(20, promised...)
	if err != nil {
		t.Fatal(err)
	}
	for _, port := range ports {
		if port%2 == 0 {
			t.Errorf("port %d was promised", port)
		}
	}
}
