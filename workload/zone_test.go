package workload_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/workload"
)

func TestZonesAreEvenAndAUserStays(t *testing.T) {
	const users, zones = 60_000, 3
	var byUser, byKey [zones]int
	for u := range uint64(users) {
		z := workload.Zone(7, u, zones)
		if again := workload.Zone(7, u, zones); again != z {
			t.Fatalf("user %d in zone %d and in %d", u, z, again)
		}
		byUser[z]++
		byKey[workload.ZoneOfKey(7, fmt.Append(nil, "tenant-", u), zones)]++
	}
	for z := range zones {
		for what, n := range map[string]int{"users": byUser[z], "keys": byKey[z]} {
			if share := float64(n) / users; share < 0.32 || share > 0.347 {
				t.Errorf("zone %d has %.4f of the %s", z, share, what)
			}
		}
	}
}

func TestZonesAreInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed, user := rapid.Uint64().Draw(t, "seed"), rapid.Uint64().Draw(t, "user")
		zones, key := rapid.IntRange(1, 100).Draw(t, "zones"), rapid.SliceOf(rapid.Byte()).Draw(t, "key")
		for _, z := range []int{workload.Zone(seed, user, zones), workload.ZoneOfKey(seed, key, zones)} {
			if z < 0 || z >= zones {
				t.Fatalf("zone %d of %d", z, zones)
			}
		}
	})
}

// Where users are, and where their partitions are led, have nothing to do with each
// other: else a matrix would show locality that no real fleet has.
func TestZonesSayNothingOfPartitions(t *testing.T) {
	const users, zones, partitions = 60_000, 3, 6
	together := 0
	for u := range uint64(users) {
		p := workload.Partition(fmt.Append(nil, u), partitions)
		if workload.Zone(1, u, zones) == int(p)%zones {
			together++
		}
	}
	if share := float64(together) / users; share < 0.32 || share > 0.347 {
		t.Errorf("%.4f of users have their partition in their zone, want a third", share)
	}
}
