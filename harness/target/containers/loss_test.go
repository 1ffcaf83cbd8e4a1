package containers_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/harness/target/logview"
	"github.com/freshet-bench/freshet/results"
)

// unsafe is a topic of one partition whose writer asks for what the test says.
func unsafe(topic, client string) string {
	return `
name: loss
duration: 34s
drain: 15s
population: {users: 500}
topics:
  raw.clicks: {partitions: 1, ` + topic + `}
sources:
  clicks: {topic: raw.clicks, rate: 100/s, arrivals: even, size: 128B, client: ` + client + `}
expect: ["topics[raw.clicks].lost == 0"]
`
}

// misfortune is what befalls a cluster in the middle of a run, from outside of its
// timeline.
type misfortune struct {
	t     *testing.T
	tgt   *containers.Target
	topic string
	acked chan int64 // of each window
	done  chan struct{}
	found []uint64 // the Seq of every event in the log at the end
}

// befall has something happen once load is under way, and the log read at the end
// of the run by a client beside it.
func befall(t *testing.T, tgt *containers.Target, opt *harness.Options, what func(context.Context, *misfortune)) *misfortune {
	t.Helper()
	m := &misfortune{t: t, tgt: tgt, acked: make(chan int64, 1000), done: make(chan struct{})}
	opt.Observe.Plan = func(p results.Plan, _ string) { m.topic = physical(p, "raw.clicks") }
	opt.Observe.Window = func(w results.Window) { m.acked <- w.Sources["clicks"].Acked }
	opt.Observe.Event = func(e results.Event) {
		switch {
		case e.Kind == results.Phase && e.Text == results.PhaseLoad:
			go func() {
				defer close(m.done)
				what(t.Context(), m)
			}()
		case e.Kind == results.Phase && e.Text == results.PhaseDone:
			<-m.done
			m.read()
		}
	}
	return m
}

// awaitAcked waits until n events more were acknowledged.
func (m *misfortune) awaitAcked(n int64) {
	for len(m.acked) > 0 {
		<-m.acked
	}
	for got := int64(0); got < n; {
		select {
		case more := <-m.acked:
			got += more
		case <-time.After(time.Minute):
			m.t.Errorf("%d of %d events were acknowledged within a minute", got, n)
			return
		}
	}
}

// read notes what is in the log.
func (m *misfortune) read() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	records, err := logview.Read(ctx, m.tgt, m.topic, false)
	if err != nil {
		m.t.Error(err)
	}
	for _, r := range records {
		if ev := eventOf(r); ev != nil {
			m.found = append(m.found, laneSeq(ev.Shard, ev.Seq))
		}
	}
	slices.Sort(m.found)
}

// laneSeq is one number for a shard and its dense counter; there is one partition.
func laneSeq(shard uint16, seq uint64) uint64 { return uint64(shard)<<48 | seq }

// lost is how many of the events that were acknowledged are not in the log.
func (m *misfortune) lost(rec *results.Record) (n int64) {
	acked := map[uint64]bool{}
	for _, l := range rec.Ledger {
		if l.State != results.StateAcked || l.Stage != "" {
			continue
		}
		for _, span := range l.Intervals {
			for seq := span.First; seq <= span.Last; seq++ {
				acked[laneSeq(l.Shard, seq)] = true
			}
		}
	}
	for event := range acked {
		if _, ok := slices.BinarySearch(m.found, event); !ok {
			n++
		}
	}
	return n
}

// must ends the misfortune's part of the test on an error.
func (m *misfortune) must(err error) {
	if err != nil {
		m.t.Error(err)
	}
}

// others are the brokers but one.
func (m *misfortune) others(one int32) []int32 {
	return slices.DeleteFunc(m.tgt.BrokerIDs(), func(id int32) bool { return id == one })
}

// awaitLeader waits until a broker leads the topic and returns it.
func (m *misfortune) awaitLeader(ctx context.Context) int32 {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		leader, err := m.tgt.Leader(ctx, m.topic, 0)
		if err == nil {
			return leader
		}
		select {
		case <-ctx.Done():
			m.t.Errorf("nobody leads: %v", err)
			return -1
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// isFoundExactly compares what the run reports as lost with the log.
func (m *misfortune) isFoundExactly(res *harness.Result) {
	m.t.Helper()
	s, lost := settled(m.t, res.Outcome, "raw.clicks"), m.lost(res.Record)
	m.t.Logf("%d acknowledged events are not in the log; the run: %+v", lost, s)
	if s.Lost != lost || s.Unknown != "" {
		m.t.Errorf("the run has %d lost (%s), the log lacks %d", s.Lost, s.Unknown, lost)
	}
	if lost == 0 {
		m.t.Error("nothing was lost: the test shows nothing")
	}
	if c := res.Outcome.Checks[0]; c.Verdict != results.Fail {
		m.t.Errorf("%s: %s, %s", c.Text, c.Verdict, c.Shown)
	}
}

// TestWhatOneBrokerAcknowledgedDiesWithIt has both followers hang, not long enough
// to be noticed, and the leader die with what it acknowledged in the meantime.
func TestWhatOneBrokerAcknowledgedDiesWithIt(t *testing.T) {
	needDocker(t)
	tgt := containers.New(containers.Options{Progress: func(line string) { t.Log(line) }, Env: with(map[string]string{
		"KAFKA_BROKER_SESSION_TIMEOUT_MS": "9000",
		"KAFKA_REPLICA_LAG_TIME_MAX_MS":   "60000",
	})})
	var opt harness.Options
	m := befall(t, tgt, &opt, func(ctx context.Context, m *misfortune) {
		m.awaitAcked(300)
		leader := m.awaitLeader(ctx)
		release, err := m.tgt.Stall(ctx, m.others(leader))
		m.must(err)
		m.awaitAcked(150)
		_, err = m.tgt.Kill(ctx, []int32{leader})
		m.must(err)
		release()
		m.awaitAcked(100)
	})
	m.isFoundExactly(drive(t, tgt, unsafe("replication: 3, min-isr: 1", "{acks: 1, idempotent: false, linger: 5ms}"), opt))
}

// TestAnUncleanElectionLosesWhatIsAcknowledgedByAll kills the follower, then the
// leader, and starts the follower: it becomes the leader without what it missed,
// acks: all or not.
func TestAnUncleanElectionLosesWhatIsAcknowledgedByAll(t *testing.T) {
	needDocker(t)
	tgt := containers.New(containers.Options{Progress: func(line string) { t.Log(line) }, Env: with(map[string]string{
		"KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE": "true",
	})})
	var opt harness.Options
	m := befall(t, tgt, &opt, func(ctx context.Context, m *misfortune) {
		m.awaitAcked(300)
		leader := m.awaitLeader(ctx)
		follower, err := m.follower(ctx, leader)
		m.must(err)
		start, err := m.tgt.Kill(ctx, []int32{follower})
		m.must(err)
		m.awaitAcked(150)
		_, err = m.tgt.Kill(ctx, []int32{leader})
		m.must(err)
		m.must(start(ctx))
		m.awaitAcked(100)
	})
	m.isFoundExactly(drive(t, tgt, unsafe("replication: 2, min-isr: 1", "{acks: all, linger: 5ms}"), opt))
}

// follower is the other replica of a partition with two.
func (m *misfortune) follower(ctx context.Context, leader int32) (int32, error) {
	cl, err := logview.Client(m.tgt)
	if err != nil {
		return -1, err
	}
	defer cl.Close()
	topics, err := kadm.NewClient(cl).ListTopics(ctx, m.topic)
	if err != nil {
		return -1, err
	}
	for _, id := range topics[m.topic].Partitions[0].Replicas {
		if id != leader {
			return id, nil
		}
	}
	return -1, errors.New("the partition has no follower")
}
