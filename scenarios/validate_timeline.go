package scenarios

import (
	"fmt"
	"strings"
	"time"
)

func (l *loader) timeline() {
	s := l.scenario
	names := map[string]bool{}
	for i := range s.Timeline {
		e := &s.Timeline[i]
		at := indexPath("timeline", i)
		if e.Verb == "" || l.badAt(at) {
			names[e.Name] = true
			continue
		}
		if names[e.Name] {
			l.fail(l.where(at), "", "a second entry called %q; give it another name, as name: %s-2", e.Name, e.Name)
		}
		names[e.Name] = true
		l.entryTimes(e, at)
		l.entryFor(e, at)
		l.entryBody(e, childPath(at, e.Verb))
	}
}

// entryTimes checks when an entry begins and ends.
func (l *loader) entryTimes(e *Entry, at string) {
	s := l.scenario
	switch hasAt, hasAfter := l.given(at+".at"), l.given(at+".after"); {
	case hasAt && hasAfter:
		l.fail(l.key(at+".after"), "", "at and after exclude each other")
		return
	case l.badAt(at+".at") || l.badAt(at+".after"):
		return
	case !hasAt && !hasAfter:
		l.fail(l.where(at), "", "%s needs a begin, as at: 60s or after: ENTRY", e.Name)
		return
	case hasAfter && !l.entryAfter(e, at):
		return
	}
	if l.shortened() {
		return // tooShort has said it
	}
	begin, end, known := s.EntryWindow(e.Name)
	where := at + ".at"
	if e.After != "" {
		where = at + ".after"
	}
	switch {
	case s.Duration == 0 || begin < 0:
	case !s.inRun(begin):
		l.fail(l.where(where), "", "%s begins at %s, but the run ends at %s", e.Name, durationText(begin), durationText(s.Duration))
	case known && end > s.Duration:
		l.fail(l.where(where), "", "%s ends at %s, but the run ends at %s", e.Name, durationText(end), durationText(s.Duration))
	}
}

// entryAfter checks what an entry waits for.
func (l *loader) entryAfter(e *Entry, at string) bool {
	s := l.scenario
	path := at + ".after"
	if !l.reference(path, e.After, s.entryNames(), "timeline entry") {
		return false
	}
	for name, steps := e.After, 0; name != ""; steps++ {
		if name == e.Name || steps > len(s.Timeline) {
			return l.fail(l.where(path), "", "%s would wait for itself", e.Name)
		}
		before := s.entryNamed(name)
		if before == nil {
			break
		}
		name = before.After
	}
	before := s.entryNamed(e.After)
	if _, scheduled := before.length(); !scheduled && !before.observed() {
		return l.fail(l.where(path), "", "%s has no for:, so it never ends and nothing can come after it", before.Name)
	}
	if _, _, known := s.EntryWindow(e.After); !known && (e.Burst != nil || e.Reconnect != nil) {
		return l.fail(l.where(path), "", "a %s changes the schedule of events, which is fixed before the run, but when %s ends is only seen in it; use at", e.Verb, e.After)
	}
	return true
}

// entryFor checks that an entry has a length if its verb needs one.
func (l *loader) entryFor(e *Entry, at string) {
	has := l.given(at + ".for")
	switch e.Verb {
	case verbSlow, verbFreeze, verbStall, verbCut, verbDelay, verbLimit:
		if !has && !l.badAt(at+".for") {
			l.fail(l.key(childPath(at, e.Verb)), "", "%s needs for, as for: 30s", e.Verb)
		}
	case verbBurst, verbReconnect, verbReplay, verbRebuild, verbRestart, verbReplace, verbMove, verbScale:
		if has {
			l.fail(l.key(at+".for"), "", "a %s tells its own length; drop for", e.Verb)
		}
	}
}

func (l *loader) entryBody(e *Entry, at string) {
	s := l.scenario
	switch {
	case e.Burst != nil:
		l.reference(at+".source", e.Burst.Source, s.sourceNames(), "source")
		l.burst(e.Burst, at)
	case e.Reconnect != nil:
		l.reference(at+".source", e.Reconnect.Source, s.sourceNames(), "source")
	case e.Replay != nil:
		l.reference(at+".topic", e.Replay.Topic, s.topicNames(), "topic")
	case e.Rebuild != nil:
		l.rebuilds(e.Rebuild, at)
	case e.Slow != nil:
		l.reference(at+".stage", e.Slow.Stage, s.stageNames(), "stage")
	case e.Members != nil:
		if e.Verb == verbKill && !l.killsMembers(at) {
			return
		}
		if l.reference(at+".stage", e.Members.Stage, s.stageNames(), "stage") {
			l.members(e.Members, at)
		}
	case e.Stall != nil:
		l.brokers(e.Stall.Broker, at)
	case e.Outage != nil:
		if e.Verb == verbKill && (l.given(at+".stage") || l.given(at+".members")) {
			l.fail(l.where(at), "", "kill takes members of a stage or brokers, not both")
			return
		}
		l.brokers(e.Outage.Broker, at)
	case e.Replace != nil:
		l.leaderOf(e.Replace.Broker, at+".broker")
	case e.Move != nil:
		l.move(e.Move, at)
	case e.Scale != nil:
		l.scaling(e.Scale, at)
	case e.Cut != nil:
		l.cut(e.Cut, at)
	case e.Delay != nil:
		l.clients(e.Delay.Clients, at)
	case e.Limit != nil:
		l.clients(e.Limit.Clients, at)
	}
}

func (l *loader) burst(b *Burst, at string) {
	s := l.scenario
	if b.Ramp+b.Hold+b.Decay == 0 {
		l.fail(l.where(at), "", "a burst without ramp, hold and decay has no length")
	}
	source := s.sourceNamed(b.Source)
	if source != nil && source.meanRate()*b.To > maxRate {
		l.fail(l.where(at+".to"), "", "%s of %s is above the highest rate that Freshet can plan, %s", numberText(b.To)+"x", rateText(source.meanRate()), rateText(maxRate))
	}
	if b.FocusShare > 0 && b.FocusTenant >= s.Population.Tenants.Count {
		l.fail(l.where(at+".focus.tenant"), "", "there is no tenant %d; there are %d, from 0", b.FocusTenant, s.Population.Tenants.Count)
	}
	if b.FocusShare > 0 && source != nil && source.Keys != nil {
		l.fail(l.where(at+".focus"), "", "source %s takes its users from a file of keys, so a burst of it cannot have a focus", source.Name)
	}
}

// killsMembers checks that a kill that takes no broker has what it needs: of its
// keys none is required, as it takes either.
func (l *loader) killsMembers(at string) bool {
	stage, members := l.given(at+".stage"), l.given(at+".members")
	switch {
	case stage && members:
		return true
	case l.given(at + ".broker"), l.given(at + ".brokers"): // and was not readable
	case stage:
		l.fail(l.key(at), "", "%s.members is missing", at)
	case members:
		l.fail(l.key(at), "", "%s.stage is missing", at)
	case !l.badAt(at):
		l.fail(l.where(at), "", "kill needs stage and members, or broker: (a number, controller, leader of TOPIC/PARTITION) or brokers: all")
	}
	return false
}

func (l *loader) members(m *Members, at string) {
	if stage := l.scenario.stageNamed(m.Stage); m.Count > stage.Members {
		l.fail(l.where(at+".members"), "", "stage %s has %s", stage.Name, plural(stage.Members, "member"))
	}
}

// brokers checks which brokers a verb takes.
func (l *loader) brokers(which, at string) {
	one, all := l.given(at+".broker"), l.given(at+".brokers")
	switch {
	case one && all:
		l.fail(l.key(at+".brokers"), "", "broker and brokers exclude each other")
		return
	case !one && !all:
		l.fail(l.where(at), "", "%s needs broker: (a number, controller, leader of TOPIC/PARTITION) or brokers: all", lastName(at))
		return
	}
	l.leaderOf(which, at+".broker")
}

// leaderOf checks the topic and the partition whose leader stands at a path.
func (l *loader) leaderOf(which, at string) {
	topic, partition, ok := leaderOf(which)
	if !ok || !l.reference(at, topic, l.scenario.topicNames(), "topic") {
		return
	}
	if t := l.scenario.topicNamed(topic); partition >= t.Partitions {
		l.fail(l.where(at), "", "topic %s has the partitions 0 to %d", topic, t.Partitions-1)
	}
}

// lastName is the last name of a path without brackets at its end.
func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// horizon is up to when an entry's recovery is looked for: the next entry's begin
// or the end of the run.
func (s *Scenario) horizon(name string) time.Duration {
	begin, _, _ := s.EntryWindow(name)
	horizon := s.Duration
	for _, other := range s.entryWindows() {
		if other.begin > begin {
			horizon = min(horizon, other.begin)
		}
	}
	return horizon
}
