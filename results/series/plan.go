package series

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// New plans a series: in each of rounds, from 1, every side once, in an order that
// the seed draws anew for every round. No run has begun.
func New(name string, seed uint64, rounds int, sides []Side, created time.Time) *Series {
	s := &Series{Format: Format, Name: name, Seed: seed, Rounds: rounds, Created: created, Sides: slices.Clone(sides)}
	seeds := Seeds(seed, rounds)
	draw := rand.New(rand.NewPCG(seed, orderStream))
	for round := 1; round <= rounds; round++ {
		for _, at := range draw.Perm(len(sides)) {
			run := Run{N: len(s.Runs) + 1, Round: round, Variant: sides[at].Variant, Target: sides[at].Target, Seed: seeds[round-1]}
			run.Folder = s.folder(run)
			s.Runs = append(s.Runs, run)
		}
	}
	return s
}

// Streams of draws from one seed, which have nothing to do with each other.
const (
	orderStream = 1
	seedsStream = 2
)

// Seeds are the seeds of the rounds. The first round has the seed itself, so that it
// is the run that there would be without rounds; the others are drawn, each another
// and below 2^53, which every reader of JSON can hold.
func Seeds(seed uint64, rounds int) []uint64 {
	draw := rand.New(rand.NewPCG(seed, seedsStream))
	seeds := []uint64{seed}
	for len(seeds) < rounds {
		if next := draw.Uint64N(1 << 53); !slices.Contains(seeds, next) {
			seeds = append(seeds, next)
		}
	}
	return seeds[:max(rounds, 0)]
}

// folder names the folder of a run: its number and, of variant and target, what
// differs between the sides.
func (s *Series) folder(r Run) string {
	parts := []string{fmt.Sprintf("%03d", r.N)}
	variants, targets := s.Varied()
	if variants && r.Variant != "" {
		parts = append(parts, r.Variant)
	}
	if targets {
		parts = append(parts, r.Target)
	}
	return strings.Join(parts, "-")
}

// freshFolder is the folder of a run with -2, -3, ... behind it, the first that is
// not taken.
func (s *Series) freshFolder(r Run, taken func(folder string) bool) string {
	base := s.folder(r)
	for n := 2; ; n++ {
		if name := fmt.Sprintf("%s-%d", base, n); !taken(name) {
			return name
		}
	}
}
