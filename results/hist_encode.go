package results

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// histEncoder writes histograms in the V2 compressed format of HdrHistogram. The
// library's own Encode allocates a compressor of more than 1 MB for each
// histogram, which a load generator would notice several times a second; this one
// keeps its compressor. It is not safe for concurrent use.
type histEncoder struct {
	zip     *zlib.Writer
	zipped  bytes.Buffer
	payload []byte
}

// histHeader is the fixed part before the counts; see the library's
// ENCODING_HEADER_SIZE.
const (
	cookieV2           = 0x1c849303 | 0x10
	cookieV2Compressed = 0x1c849304 | 0x10
)

func newHistEncoder() *histEncoder {
	return &histEncoder{zip: zlib.NewWriter(nil)}
}

// append appends the base64 text of a histogram.
func (e *histEncoder) append(dst []byte, c *cells) ([]byte, error) {
	e.payload = appendCounts(e.payload[:0], c)
	e.zipped.Reset()
	e.zipped.Write(make([]byte, 8)) // cookie and length, filled in below
	e.zip.Reset(&e.zipped)
	header := make([]byte, 0, hdr.ENCODING_HEADER_SIZE)
	header = binary.BigEndian.AppendUint32(header, cookieV2)
	header = binary.BigEndian.AppendUint32(header, uint32(len(e.payload)))
	header = binary.BigEndian.AppendUint32(header, 0) // normalizing index offset
	header = binary.BigEndian.AppendUint32(header, significantDigits)
	header = binary.BigEndian.AppendUint64(header, 1)
	header = binary.BigEndian.AppendUint64(header, uint64(highestMicros))
	header = binary.BigEndian.AppendUint64(header, math.Float64bits(1)) // conversion ratio
	for _, part := range [][]byte{header, e.payload} {
		if _, err := e.zip.Write(part); err != nil {
			return dst, fmt.Errorf("compressing a histogram: %w", err)
		}
	}
	if err := e.zip.Close(); err != nil {
		return dst, fmt.Errorf("compressing a histogram: %w", err)
	}
	out := e.zipped.Bytes()
	binary.BigEndian.PutUint32(out, cookieV2Compressed)
	binary.BigEndian.PutUint32(out[4:], uint32(len(out)-8))
	return base64.StdEncoding.AppendEncode(dst, out), nil
}

// appendCounts appends the counts as ZigZag LEB128 numbers: a count, or minus the
// length of a run of empty cells.
func appendCounts(dst []byte, c *cells) []byte {
	next := 0 // the first cell not yet written
	c.each(func(i int, count int64) {
		switch gap := i - next; {
		case gap == 1:
			dst = binary.AppendVarint(dst, 0)
		case gap > 1:
			dst = binary.AppendVarint(dst, -int64(gap))
		}
		dst = binary.AppendVarint(dst, count)
		next = i + 1
	})
	return dst
}
