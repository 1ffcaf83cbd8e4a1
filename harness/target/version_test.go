package target

import (
	"runtime/debug"
	"testing"
)

func TestVersionIn(t *testing.T) {
	info := &debug.BuildInfo{Deps: []*debug.Module{
		{Path: "a", Version: "v1.0.0"},
		{Path: "b", Version: "v1.0.0", Replace: &debug.Module{Path: "c", Version: "v2.0.0"}},
	}}
	for path, want := range map[string]string{"a": "v1.0.0", "b": "v2.0.0", "d": unknownVersion} {
		if got := versionIn(info, path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
