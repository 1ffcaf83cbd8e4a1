package scenarios

import "slices"

func (l *loader) zones() {
	for i, zone := range l.scenario.Zones {
		at := indexPath("zones", i)
		if !nameForm.MatchString(zone) {
			l.fail(l.where(at), "", "%q is not a zone name; expected lower case letters, digits and hyphens", zone)
		}
		if slices.Contains(l.scenario.Zones[:i], zone) {
			l.fail(l.where(at), "", "zone %q stands here a second time", zone)
		}
	}
	l.fetchFrom("fetch-from")
}

// inZone checks the zone of the source or stage at a path.
func (l *loader) inZone(at, zone string) {
	if l.given(at+".zone") && !l.badAt(at+".zone") {
		l.reference(at+".zone", zone, l.scenario.Zones, "zone")
	}
}

// fetchFrom refuses a choice of replicas where nothing has a zone.
func (l *loader) fetchFrom(path string) {
	if l.given(path) && !l.badAt(path) && len(l.scenario.Zones) == 0 && !l.badAt("zones") {
		l.fail(l.key(path), "", "fetch-from has no effect in a scenario without zones")
	}
}
