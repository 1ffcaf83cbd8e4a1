package harness

import (
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/workload"
)

// senders are the clients of a source: one for each zone that it stands in, or one
// alone. The source hands each event to one of them, in order of due, whatever zone
// it goes to: so there is one credit, one backlog and one account of slip, and the
// dense counter of a lane, which the schedule gives, has no gap. What is kept in
// order on the wire is what one client sends to one partition; so all that has to
// stay in order goes through one client.
type senders struct {
	clients []*kgo.Client
	// byKey is true where versions of a record key have to stay in order, and users
	// share the key.
	byKey bool
}

// connect makes the source's clients.
func (s *source) connect() error {
	zones := s.run.sc.Zones
	switch {
	case s.spec.Zone != "":
		zones = []string{s.spec.Zone}
	case len(zones) == 0:
		zones = []string{""}
	}
	s.senders.byKey = s.topic.Compact && (s.spec.Keys != nil || !slices.Contains(s.spec.Key, "user"))
	for _, zone := range zones {
		role := client.Role{Kind: client.KindSource, Name: s.spec.Name, Class: s.spec.Class, Zone: zone}
		opts := append(client.ProducerOpts(s.spec.Client), kgo.DefaultProduceTopic(s.topic.physical))
		cl, err := s.run.clients.New(role, nil, opts...)
		if err != nil {
			s.senders.close()
			return err
		}
		s.senders.clients = append(s.senders.clients, cl)
	}
	return nil
}

// sender is the client that an event with a record key goes through: that of its
// user's zone, or of its key's.
func (s *source) sender(ev *workload.Event, key []byte) *kgo.Client {
	return s.senders.clients[s.zoneIndex(ev, key)]
}

// zoneIndex is which of the source's clients an event goes through.
func (s *source) zoneIndex(ev *workload.Event, key []byte) int {
	n, seed := len(s.senders.clients), s.run.sc.Seed
	switch {
	case n == 1:
		return 0
	case s.senders.byKey:
		return workload.ZoneOfKey(seed, key, n)
	}
	return workload.Zone(seed, ev.User, n)
}

func (s *senders) close() {
	for _, cl := range s.clients {
		cl.Close()
	}
}
