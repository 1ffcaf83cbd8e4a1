package inject

import (
	"encoding/binary"
	"hash/crc32"
)

// Where the fields of a record batch (magic 2) stand, from the protocol's guide.
const (
	crcAt      = 17 // over everything after it
	crcFrom    = 21
	producerAt = 43
	epochAt    = 51
	sequenceAt = 53
	headerSize = 61
)

const (
	noProducer = -1
	// firstDonor begins a range of producer ids that no cluster gives out.
	firstDonor = 1 << 48
)

// setProducer writes a batch's producer id, epoch and first sequence number. What
// is too short to be a batch stays as it is.
func setProducer(batch []byte, id int64, epoch int16, sequence int32) {
	if len(batch) < headerSize {
		return
	}
	binary.BigEndian.PutUint64(batch[producerAt:], uint64(id))
	binary.BigEndian.PutUint16(batch[epochAt:], uint16(epoch))
	binary.BigEndian.PutUint32(batch[sequenceAt:], uint32(sequence))
	sum := crc32.Checksum(batch[crcFrom:], crc32.MakeTable(crc32.Castagnoli))
	binary.BigEndian.PutUint32(batch[crcAt:], sum)
}
