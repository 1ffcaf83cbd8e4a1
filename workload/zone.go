package workload

// Zone is the zone, 0..zones-1, that a user acts from: the same for every source,
// for as long as the zones are. zones must be above 0.
func Zone(seed, user uint64, zones int) int {
	return zoneOf(familyOf(seed, domainZone, "user"), user, zones)
}

// ZoneOfKey is the zone that the records of a key are written from.
func ZoneOfKey(seed uint64, key []byte, zones int) int {
	return zoneOf(familyOf(seed, domainZone, "key"), uint64(familyOf(0, domainZone, string(key))), zones)
}

func zoneOf(f family, of uint64, zones int) int {
	return int(below(f.of(of).draw(0), uint64(zones)))
}
