package external

// cluster is what is known of the cluster since the start.
type cluster struct {
	id      string
	version string // a guess from the APIs, as "v4.0"
	brokers []broker
}

// broker is one broker as the cluster advertises it.
type broker struct {
	id   int32
	addr string
	rack string
}
