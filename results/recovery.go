package results

import "time"

// A stage counts as recovered when, from then on, in every window of length hold
// at most unhealthyShare of the gauge's samples are above the objective. A
// return to health before that counts as one, and its end as a relapse, if it
// lasted relapseAfter.
const (
	hold           = 10 * time.Second
	unhealthyShare = 0.01
	relapseAfter   = time.Second
)

// recovery is recovery(entry, stage): see docs/measures.md. readings are the
// stage's oldest unseen, begin and end the entry's, horizon where the next entry
// begins or the load ends. open says that the horizon is only how far the run got:
// then the result is what no more time can undo.
func recovery(readings []reading, objective, begin, end, horizon time.Duration, open bool) Recovery {
	r := Recovery{Horizon: horizon}
	x := between(readings, begin, horizon)
	bad := make([]bool, len(x))
	first := -1
	for i, v := range x {
		bad[i] = v.v > objective.Seconds()
		if bad[i] {
			r.Stale += GaugeEvery
			if first < 0 {
				first = i
			}
		}
		r.Peak = max(r.Peak, seconds(v.v))
	}
	healthy := healthyFrom(x, bad, horizon, open)
	if first < 0 || healthy == 0 {
		return r // never violated, or only by less than the share allowed
	}
	r.Violated = true
	at := len(x)
	for i := max(first+1, healthy); i < len(x); i++ {
		if !bad[i] {
			at = i
			break
		}
	}
	r.Censored = at == len(x) || horizon-x[at].at < relapseAfter
	r.At = horizon
	if !r.Censored || open && at < len(x) {
		r.At = x[at].at
	}
	r.FromBegin = r.At - begin
	r.FromEnd = max(0, r.At-end)
	r.Relapses = relapses(x[:at], bad[:at], first)
	return r
}

// healthyFrom is the index of the first sample from which every window of length
// hold, or the one shorter window that is left, keeps to unhealthyShare;
// len(x) if there is none. With an open horizon the shorter window may have as
// many violations as a whole one, since more time may make it one.
func healthyFrom(x []reading, bad []bool, horizon time.Duration, open bool) int {
	from := len(x)
	count := 0 // violations in the window [i, j)
	j := len(x)
	for i := len(x) - 1; i >= 0; i-- {
		if bad[i] {
			count++
		}
		for x[j-1].at >= x[i].at+hold {
			j--
			if bad[j] {
				count--
			}
		}
		short := x[i].at+hold > horizon
		samples := j - i
		if short && open {
			samples = max(samples, int(hold/GaugeEvery))
		}
		allowed := int(unhealthyShare * float64(samples))
		if count <= allowed {
			from = i
		} else if !short {
			return from
		}
	}
	return from
}

// relapses counts the returns to health of at least relapseAfter that ended.
func relapses(x []reading, bad []bool, first int) int {
	n := 0
	well := -1
	for i := first; i < len(x); i++ {
		switch {
		case !bad[i] && well < 0:
			well = i
		case bad[i]:
			if well >= 0 && x[i].at-x[well].at >= relapseAfter {
				n++
			}
			well = -1
		}
	}
	return n
}

// between is the readings in [begin, end).
func between(readings []reading, begin, end time.Duration) []reading {
	from := 0
	for from < len(readings) && readings[from].at < begin {
		from++
	}
	to := from
	for to < len(readings) && readings[to].at < end {
		to++
	}
	return readings[from:to]
}

func seconds(v float64) time.Duration { return time.Duration(v * float64(time.Second)) }
