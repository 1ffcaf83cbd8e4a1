package report

import (
	"slices"

	"github.com/freshet-bench/freshet/results/compare"
)

// storesSection is "Storage", side by side: where records are, what that means, and
// what replays and replacements made of it.
type storesSection struct {
	Shown bool
	Sides []sideCell
	Facts []costItemRow
	// Rows are medians of what was measured.
	Rows   []costItemRow
	Limits []sideLimits
}

// sideLimits is what the figures of sides cannot say.
type sideLimits struct {
	Sides []sideCell
	Texts []string
}

func (v *compared) stores() storesSection {
	if len(v.c.Storage) == 0 {
		return storesSection{}
	}
	s := storesSection{Shown: true, Sides: v.cells(), Limits: v.storeLimits()}
	for _, row := range []struct {
		name string
		text func(compare.Storage) string
	}{
		{"Model", func(s compare.Storage) string { return modelWords(s.Model) }},
		{"Records are on", func(s compare.Storage) string { return s.On }},
		{"Replication means", func(s compare.Storage) string { return s.Replication }},
	} {
		cells := costItemRow{Name: row.name}
		for _, side := range v.c.Storage {
			cells.Cells = append(cells.Cells, or(sentenceCase(row.text(side)), noBytes))
		}
		s.Facts = appendRow(s.Facts, cells)
	}
	for _, m := range v.c.Measures {
		name := storeMeasure(m)
		if name == "" {
			continue
		}
		cells := costItemRow{Name: name}
		for _, sample := range m.Sides {
			text := noBytes
			if sample.Median != nil {
				text = medianText(sample, m.Unit)
			}
			cells.Cells = append(cells.Cells, text)
		}
		s.Rows = appendRow(s.Rows, cells)
	}
	return s
}

// storeMeasure names a measure as the storage section does; "" if it is not there.
func storeMeasure(m compare.Measure) string {
	switch m.Name {
	case "remote-share":
		return "Read by " + m.Entry + " from the remote tier alone"
	case "moved-bytes":
		return "Copied by brokers for " + m.Entry
	case "disk-bytes":
		return "Topics with a history on brokers’ disks, all replicas, after the load"
	case "remote-bytes":
		return "Topics with a history in the remote tier, each record once"
	case "object-requests":
		return "Requests to the object store, after the warmup"
	case "object-bytes(written)":
		return "Written to the object store in all, after the warmup"
	case "object-bytes(read)":
		return "Read from the object store in all, after the warmup"
	}
	return ""
}

// storeLimits is what no figure of a side can say, sides that share a list together.
func (v *compared) storeLimits() []sideLimits {
	var list []sideLimits
	for i, side := range v.c.Storage {
		if len(side.Limits) == 0 {
			continue
		}
		var texts []string
		for _, text := range side.Limits {
			texts = append(texts, sentenceCase(fullStop(text)))
		}
		same := slices.IndexFunc(list, func(l sideLimits) bool { return slices.Equal(l.Texts, texts) })
		if same < 0 {
			list, same = append(list, sideLimits{Texts: texts}), len(list)
		}
		list[same].Sides = append(list[same].Sides, v.sides[i].cell())
	}
	return list
}
