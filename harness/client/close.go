package client

import "github.com/twmb/franz-go/pkg/kgo"

// CloseDead closes the client of a killed gate without waiting: it sends nothing,
// so its group learns of the death by the session timeout alone. The channel is
// closed when the client has let go of everything.
func CloseDead(cl *kgo.Client) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		cl.CloseAllowingRebalance()
	}()
	return done
}
