package main

import (
	"slices"
	"strings"
)

// each are the targets that --target names, one or several with commas between
// them, each checked. The flags that shape a cluster go to all of them.
func (t *targetFlags) each(check func(*targetFlags) error) ([]*targetFlags, error) {
	names := strings.Split(t.name.String(), ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	var list []*targetFlags
	for i, name := range names {
		one := *t
		one.among = names
		one.name = targetFlag(name)
		switch {
		case name == "":
			return nil, usagef("--target %s: a name is missing", t.name)
		case slices.Contains(names[:i], name):
			return nil, usagef("--target %s: %s stands there twice", t.name, name)
		}
		if err := check(&one); err != nil {
			return nil, err
		}
		list = append(list, &one)
	}
	return list, nil
}
