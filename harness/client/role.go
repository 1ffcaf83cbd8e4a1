package client

// Kinds of roles.
const (
	KindSource   = "source"
	KindStage    = "stage"
	KindReplay   = "replay"
	KindDecision = "decision"
	KindControl  = "control" // topics, offsets, groups
	KindAudit    = "audit"   // reads what was written after the drain; not metered
	KindHistory  = "history" // fills topics before the warmup; not metered
)

// Role is what a client is for. It names the client towards the brokers and is
// what its traffic is counted under.
type Role struct {
	Kind  string // one of the kinds above
	Name  string // of the source, stage, entry or decision; "" for control and audit
	Class string // serving, analytics, background; "" where it has no meaning
	Zone  string // where the client stands; "" = nowhere in particular
}

// String is kind/name, or the kind alone: "source/clicks", "control".
func (r Role) String() string {
	if r.Name == "" {
		return r.Kind
	}
	return r.Kind + "/" + r.Name
}

// metered is false for what is the harness's own work, not the scenario's.
func (r Role) metered() bool { return r.Kind != KindAudit && r.Kind != KindHistory }
