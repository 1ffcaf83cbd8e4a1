package workload

// Emits reports whether a stage writes a record for copy `copy` of event n of a
// source, when it does so for a share, 0..1, of its input. It is a function of its
// arguments alone, so what is not emitted is known not to be expected downstream. A
// higher share emits what a lower one does, and more.
func Emits(seed uint64, stage, source string, n uint64, copy uint8, share float64) bool {
	if share >= 1 {
		return true
	}
	f := familyOf(uint64(familyOf(seed, domainEmits, stage)), domainEmits, source)
	return f.of(n).hit(attribute(copy)+1, share)
}
