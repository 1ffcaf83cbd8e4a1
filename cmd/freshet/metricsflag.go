package main

import (
	"net"
	"strconv"
	"time"

	"github.com/spf13/pflag"
)

// defaultLinger is somewhat more than the usual time between two scrapes.
const defaultLinger = 20 * time.Second

// metricsFlags are where a run's metrics are served, and for how long.
type metricsFlags struct {
	address addressFlag
	linger  durationFlag
}

func (f *metricsFlags) bind(flags *pflag.FlagSet) {
	f.linger = durationFlag(defaultLinger)
	flags.Var(&f.address, "metrics", "serve metrics for Prometheus at this `address` while it runs: 9464 for this machine alone, :9464 for every interface")
	flags.Var(&f.linger, "metrics-linger", "where somebody scrapes the metrics, wait at most this `duration` after a run for the scrape that sees how it ended; 0s for not at all")
}

// addressFlag is where to listen: host:port, or a port alone for the loopback
// interface.
type addressFlag string

var _ pflag.Value = (*addressFlag)(nil)

func (a *addressFlag) String() string { return string(*a) }

func (a *addressFlag) Set(text string) error {
	address := text
	if _, err := strconv.Atoi(text); err == nil {
		address = net.JoinHostPort("127.0.0.1", text)
	}
	_, port, err := net.SplitHostPort(address)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || strconv.FormatUint(n, 10) != port {
		return usagef("expected a port, or an address with one, as in 9464, :9464 or 127.0.0.1:9464")
	}
	*a = addressFlag(address)
	return nil
}

func (a *addressFlag) Type() string { return "address" }
