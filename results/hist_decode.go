package results

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// histDecoder reads histograms in the V2 compressed format of HdrHistogram. An hour
// of a run is some 15,000 of them; the library's decoder makes a decompressor of
// 40 KB for each and a histogram that it can go on recording into, which takes most
// of the time in which a record is read. This one keeps its decompressor. It is not
// safe for concurrent use.
type histDecoder struct {
	text    []byte // decoded from base64
	in      bytes.Reader
	zip     io.ReadCloser // nil before the first histogram
	payload []byte
}

// A count takes nine bytes at most, and the part before the counts is fixed.
const maxPayload = hdr.ENCODING_HEADER_SIZE + 9*cellCount

// decode reads a base64 text and refuses a histogram of another geometry, so that
// all of a record can be added up.
func (d *histDecoder) decode(text []byte) (*sparseHist, error) {
	payload, err := d.inflate(text)
	if err != nil {
		return nil, fmt.Errorf("histogram: %w", err)
	}
	be := binary.BigEndian
	if cookie := be.Uint32(payload) &^ 0xf0; cookie != cookieV2&^0xf0 {
		return nil, fmt.Errorf("histogram: cookie %#x, expected %#x, that of version 2", cookie, cookieV2&^0xf0)
	}
	counts := payload[hdr.ENCODING_HEADER_SIZE:]
	if n := be.Uint32(payload[4:]); int64(n) != int64(len(counts)) {
		return nil, fmt.Errorf("histogram: %d bytes of counts, expected %d", len(counts), n)
	}
	digits, low, high := int32(be.Uint32(payload[12:])), int64(be.Uint64(payload[16:])), int64(be.Uint64(payload[24:]))
	if low != 1 || high != highestMicros || digits != significantDigits {
		return nil, fmt.Errorf("histogram: range %d..%d with %d digits, expected 1..%d with %d", low, high, digits, highestMicros, significantDigits)
	}
	h, err := readCounts(counts)
	if err != nil {
		return nil, fmt.Errorf("histogram: %w", err)
	}
	return h, nil
}

// inflate is the decompressed content, which holds until the next call.
func (d *histDecoder) inflate(text []byte) ([]byte, error) {
	var err error
	if d.text, err = base64.StdEncoding.AppendDecode(d.text[:0], text); err != nil {
		return nil, err
	}
	if len(d.text) < 8 || binary.BigEndian.Uint32(d.text)&^0xf0 != cookieV2Compressed&^0xf0 {
		return nil, fmt.Errorf("no compressed histogram of version 2")
	}
	length := binary.BigEndian.Uint32(d.text[4:])
	if int64(length) > int64(len(d.text)-8) {
		return nil, fmt.Errorf("%d bytes are there, expected %d", len(d.text)-8, length)
	}
	d.in.Reset(d.text[8 : 8+length])
	if d.zip == nil {
		if d.zip, err = zlib.NewReader(&d.in); err != nil {
			return nil, err
		}
	} else if err = d.zip.(zlib.Resetter).Reset(&d.in, nil); err != nil {
		return nil, err
	}
	if d.payload == nil {
		d.payload = make([]byte, maxPayload+1)
	}
	n := 0
	for err == nil && n < len(d.payload) { // to the end, which verifies the checksum
		var more int
		more, err = d.zip.Read(d.payload[n:])
		n += more
	}
	switch {
	case err == nil:
		return nil, fmt.Errorf("more than %d bytes", maxPayload)
	case !errors.Is(err, io.EOF):
		return nil, err
	case n < hdr.ENCODING_HEADER_SIZE:
		return nil, fmt.Errorf("%d bytes, expected at least %d", n, hdr.ENCODING_HEADER_SIZE)
	}
	return d.payload[:n], nil
}

// readCounts reads what appendCounts writes.
func readCounts(in []byte) (*sparseHist, error) {
	h := &sparseHist{cells: make([]cellCounted, 0, len(in))}
	for next := int64(0); len(in) > 0; {
		v, n := binary.Varint(in)
		if n <= 0 {
			return nil, fmt.Errorf("a count is cut off")
		}
		in = in[n:]
		switch {
		case v < 0 && (v < -cellCount || next-v > cellCount), v >= 0 && next >= cellCount:
			return nil, fmt.Errorf("counts for more than %d cells", cellCount)
		case v < 0:
			next -= v
			continue
		case v >= 1<<32:
			return nil, fmt.Errorf("a count of %d, which no slot has", v)
		case v > 0:
			h.cells = append(h.cells, cellCounted{int32(next), uint32(v)})
			h.total += v
		}
		next++
	}
	h.cells = slices.Clone(h.cells) // as large as it is
	return h, nil
}
