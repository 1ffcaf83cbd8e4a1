package harness

// recordOverhead is about what the log adds to a record's value: key, envelope,
// and the record's own fields.
const recordOverhead = 160

// diskBytes estimates what the run's topics will hold, once each, before
// compression.
func (r *run) diskBytes() int64 {
	total := r.written(func(source int) float64 { return r.spec.Sources[source].Size.Mean() + recordOverhead })
	for _, s := range r.spec.Sources {
		total += float64(s.History.Bytes) * (1 + recordOverhead/max(s.Size.Mean(), 1))
	}
	return int64(total)
}
