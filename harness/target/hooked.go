package target

import "github.com/freshet-bench/freshet/harness/hook"

// Hooked is a target whose owner says how verbs are done on it. A hook comes before
// what the target could do by itself.
type Hooked interface {
	// Hook is how a verb is done; false if the owner does not say.
	Hook(verb string) (hook.Hook, bool)
	// Profile is the target's name, and the file that its hooks stand in.
	Profile() (name, file string)
}
