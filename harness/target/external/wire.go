package external

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Keys of the requests that the preflight asks after.
const (
	keyProduce            = int16(kmsg.Produce)
	keyFetch              = int16(kmsg.Fetch)
	keySASLHandshake      = int16(kmsg.SASLHandshake)
	mostBytes             = 1 << 20 // of an answer to one of these
	alertRecord      byte = 0x15    // the type of a TLS record that carries an alert
)

// errSpeaksTLS is the answer to a request in plaintext that is a TLS alert.
var errSpeaksTLS = errors.New("answers with a TLS alert")

// wire is one connection on which requests of an old version are exchanged.
type wire struct {
	conn   net.Conn
	format *kmsg.RequestFormatter
	asked  int32
}

// newWire puts requests on a connection, until the context's deadline.
func newWire(ctx context.Context, conn net.Conn) *wire {
	if end, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(end) // a failure shows in the next read
	}
	return &wire{conn: conn, format: kmsg.NewRequestFormatter(kmsg.FormatterClientID("freshet-preflight"))}
}

// ask sends a request and reads the answer into resp.
func (w *wire) ask(req kmsg.Request, resp kmsg.Response) error {
	if _, err := w.conn.Write(w.format.AppendRequest(nil, req, w.asked)); err != nil {
		return err
	}
	w.asked++
	var head [8]byte // size and correlation id
	if n, err := io.ReadFull(w.conn, head[:]); err != nil {
		if n > 1 && head[0] == alertRecord && head[1] == 3 {
			return errSpeaksTLS
		}
		return err
	}
	size := int32(binary.BigEndian.Uint32(head[:4]))
	switch {
	case head[0] == alertRecord && head[1] == 3:
		return errSpeaksTLS
	case size < 4 || size > mostBytes:
		return fmt.Errorf("an answer of %d bytes", size)
	}
	body := make([]byte, size-4)
	if _, err := io.ReadFull(w.conn, body); err != nil {
		return err
	}
	return resp.ReadFrom(body)
}

// apiVersions asks what the broker speaks.
func (w *wire) apiVersions() (apis, error) {
	req := kmsg.NewPtrApiVersionsRequest()
	resp := kmsg.NewPtrApiVersionsResponse()
	if err := w.ask(req, resp); err != nil {
		return nil, err
	}
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return nil, err
	}
	spoken := apis{}
	for _, k := range resp.ApiKeys {
		spoken[k.ApiKey] = k.MaxVersion
	}
	return spoken, nil
}

// saslHandshake asks for a mechanism and returns those that are offered.
func (w *wire) saslHandshake(mechanism string) ([]string, error) {
	req := kmsg.NewPtrSASLHandshakeRequest()
	req.Version, req.Mechanism = 1, mechanism
	resp := kmsg.NewPtrSASLHandshakeResponse()
	resp.Version = req.Version
	if err := w.ask(req, resp); err != nil {
		return nil, err
	}
	return resp.SupportedMechanisms, kerr.ErrorForCode(resp.ErrorCode)
}

// metadata asks for the brokers and for no topic.
func (w *wire) metadata() error {
	req := kmsg.NewPtrMetadataRequest()
	req.Version, req.Topics = 1, []kmsg.MetadataRequestTopic{}
	resp := kmsg.NewPtrMetadataResponse()
	resp.Version = req.Version
	return w.ask(req, resp)
}
