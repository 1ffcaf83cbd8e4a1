package external

import (
	"strings"

	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"
)

// tellingKeys are the requests by which clients tell Kafka's versions apart. Others
// come and go with how a cluster is run, and what is no Kafka leaves some out.
func tellingKeys() []kmsg.Key {
	return []kmsg.Key{
		kmsg.Produce, kmsg.Fetch, kmsg.ListOffsets, kmsg.Metadata, kmsg.OffsetCommit, kmsg.OffsetFetch, kmsg.FindCoordinator,
		kmsg.JoinGroup, kmsg.DescribeGroups, kmsg.ListGroups, kmsg.CreateTopics, kmsg.DeleteTopics, kmsg.InitProducerID,
	}
}

// version is the version of Kafka that speaks exactly so, as "Kafka 4.0", or else
// the latest one whose clients' requests are all spoken.
func (a apis) version() string {
	var own kversion.Versions
	for key, highest := range a {
		own.SetMaxKeyVersion(key, highest)
	}
	if exact := own.VersionGuess(); !strings.Contains(exact, " ") {
		return "Kafka " + strings.TrimPrefix(exact, "v")
	}
	for _, release := range kversion.VersionStrings() { // the latest first
		if known := kversion.FromString(release); known != nil && a.speaksAll(known) {
			return "Kafka " + strings.TrimPrefix(release, "v")
		}
	}
	return "Kafka before 0.8"
}

func (a apis) speaksAll(v *kversion.Versions) bool {
	for _, key := range tellingKeys() {
		wanted, ok := v.LookupMaxKeyVersion(int16(key))
		if !ok {
			continue
		}
		if spoken, ok := a[int16(key)]; !ok || spoken < wanted {
			return false
		}
	}
	return true
}
