// Package hook is how the owner of a target does a verb of the timeline there: by
// commands of his own, and by an observation that tells when it is done.
package hook

import (
	"strconv"
	"strings"
	"time"
)

// What a hook has where its author is silent.
const (
	DefaultTimeout = 10 * time.Minute
	DefaultEvery   = 2 * time.Second
)

// Hook does one verb.
type Hook struct {
	// Run does it, or begins it.
	Run Command
	// Undo takes it back at the end of an entry with for; zero = nothing to do.
	Undo Command
	// Until is the observation by which it is done; zero = when the last command has
	// ended.
	Until Until
	// Timeout bounds each of the commands, and the wait for Until.
	Timeout time.Duration
	// Every is the time between two looks at Until.
	Every time.Duration
	// Dir is the folder that commands run in: the profile's.
	Dir string
}

// Command is what to execute: a line for sh -c, or a program with its arguments.
type Command struct {
	Shell string
	// Argv is a program and its arguments, in which ${NAME} is the environment's.
	Argv []string
}

// Zero reports whether there is nothing to execute.
func (c Command) Zero() bool { return c.Shell == "" && len(c.Argv) == 0 }

// String is the command as its author wrote it, on one line: nothing of the
// environment is in it.
func (c Command) String() string {
	if c.Shell != "" {
		return strings.Join(strings.Fields(c.Shell), " ")
	}
	return strings.Join(c.Argv, " ")
}

// shortText is the length of a command in a message, in characters.
const shortText = 80

// Short is String, cut to what fits a message.
func (c Command) Short() string { return short(c.String()) }

func short(text string) string {
	runes := []rune(text)
	if len(runes) <= shortText {
		return text
	}
	return string(runes[:shortText-3]) + "..."
}

// Until is by what a hook's work is seen to be done: a command that ends with 0,
// or a condition of the cluster's metadata.
type Until struct {
	Command   Command
	Condition Condition
}

// Zero reports whether nothing is to be observed.
func (u Until) Zero() bool { return u.Command.Zero() && u.Condition.Is == "" }

// String is the observation as its author wrote it.
func (u Until) String() string {
	if u.Condition.Is != "" {
		return u.Condition.String()
	}
	return u.Command.String()
}

// Short is String, cut to what fits a message.
func (u Until) Short() string { return short(u.String()) }

// The conditions that need no command.
const (
	InSync          = "in-sync"          // every replica of every partition is in sync
	NoReassignments = "no-reassignments" // no partition is on its way to other brokers
	BrokerCount     = "brokers"          // the cluster has that many brokers
)

// Condition is a state of the cluster that its metadata tells.
type Condition struct {
	Is      string // one of the constants above; "" = no condition
	Brokers int    // of BrokerCount
}

// String is the condition as it is written: "in-sync", "brokers = 3".
func (c Condition) String() string {
	if c.Is == BrokerCount {
		return BrokerCount + " = " + strconv.Itoa(c.Brokers)
	}
	return c.Is
}

// ParseCondition reads a condition; ok is false for every other text, which is a
// command.
func ParseCondition(text string) (c Condition, ok bool) {
	text = strings.TrimSpace(text)
	if text == InSync || text == NoReassignments {
		return Condition{Is: text}, true
	}
	name, number, found := strings.Cut(text, "=")
	if !found || strings.TrimSpace(name) != BrokerCount {
		return Condition{}, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || n < 1 {
		return Condition{}, false
	}
	return Condition{Is: BrokerCount, Brokers: n}, true
}
