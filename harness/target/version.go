package target

import "runtime/debug"

// unknownVersion is what a program built without module information says.
const unknownVersion = "(unknown version)"

// ClientVersion names the client library and its version, for Facts.
func ClientVersion() string { return "franz-go " + moduleVersion("github.com/twmb/franz-go") }

// moduleVersion is the version of a module as this program was built with it.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return unknownVersion
	}
	return versionIn(info, path)
}

func versionIn(info *debug.BuildInfo, path string) string {
	for _, m := range info.Deps {
		if m.Path != path {
			continue
		}
		if m.Replace != nil {
			return m.Replace.Version
		}
		return m.Version
	}
	return unknownVersion
}
