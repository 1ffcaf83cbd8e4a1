package harness

// recordOverhead is about what the log adds to a record's value: key, envelope,
// and the record's own fields.
const recordOverhead = 160

// diskBytes estimates what the run's topics will hold, once each, before
// compression.
func (r *run) diskBytes() int64 {
	perSource := make([]float64, len(r.sc.Sources))
	for i, s := range r.sc.Sources {
		perSource[i] = r.work.Count(i, 0, r.sc.Duration) * (1 + s.Duplicates) * (r.spec.Sources[i].Size.Mean() + recordOverhead)
	}
	var total float64
	for i, s := range r.spec.Sources {
		total += perSource[i] + float64(s.History.Bytes)*(1+recordOverhead/max(s.Size.Mean(), 1))
	}
	for i, s := range r.sc.Stages {
		if s.Writes == "" {
			continue
		}
		for _, src := range r.top.reaches[i] {
			total += perSource[src] * s.Emits
		}
	}
	return int64(total)
}
