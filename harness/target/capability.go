package target

// Wrapper is a target around another one, which it changes in some ways. What it
// does not change it leaves to the other, capabilities included.
type Wrapper interface {
	Target
	// Inner is the target inside.
	Inner() Target
}

// As finds a capability of a target: its own, or that of the target inside it. It
// is the one way to ask for a capability, as a type assertion sees the outermost
// target alone.
func As[Capability any](t Target) (Capability, bool) {
	for t != nil {
		if c, ok := t.(Capability); ok {
			return c, true
		}
		w, ok := t.(Wrapper)
		if !ok {
			break
		}
		t = w.Inner()
	}
	var none Capability
	return none, false
}

// Limited is a target that cannot do all that its type could.
type Limited interface {
	// Refuses says why a verb cannot be done to brokers; "" = it can.
	Refuses(verb string) (why string)
}
