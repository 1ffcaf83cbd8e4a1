package harness

import (
	"math/rand/v2"
	"testing"
)

// TestABlockIsUsedAgainOnlyWhenAllOfItIsSettled settles in random order, and sees
// that no parcel is handed out twice while it is in use.
func TestABlockIsUsedAgainOnlyWhenAllOfItIsSettled(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var s recordSlab
	var open []*parcel
	inUse, blocks := map[*parcel]bool{}, map[*slabBlock]bool{}
	for i := range 100_000 {
		p := s.next()
		if inUse[p] {
			t.Fatalf("record %d was handed out while in use", i)
		}
		s.learn(100 + i/1000)
		p.buffer = append(p.buffer[:0], byte(i))
		inUse[p], blocks[p.block] = true, true
		open = append(open, p)
		for len(open) > 1000 {
			at := rng.IntN(len(open))
			p, open[at] = open[at], open[len(open)-1]
			open = open[:len(open)-1]
			delete(inUse, p)
			s.settled(p)
		}
	}
	// Settled in random order, some blocks are held by their last few.
	if len(blocks) > 100 {
		t.Errorf("%d blocks for 1000 records in use", len(blocks))
	}
}

// TestASlabAllocatesNothingARecord has all records settled in order, as a broker
// does.
func TestASlabAllocatesNothingARecord(t *testing.T) {
	var s recordSlab
	s.learn(200)
	for range 4 * slabRecords { // as many blocks as there are in flight
		s.settled(s.next())
	}
	if n := testing.AllocsPerRun(10*slabRecords, func() { s.settled(s.next()) }); n != 0 {
		t.Errorf("%v allocations a record", n)
	}
}
