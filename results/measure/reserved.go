package measure

// Reserved reports whether a word has a meaning in the grammar of expectations, so
// that nothing may be named by it: the qualifiers, the statistics, the functions,
// topics, team and end.
func Reserved(word string) bool {
	switch word {
	case "during", "before", "after", "overall", "steady", "topics", "team", "end":
		return true
	}
	if m, ok := Lookup(word); ok {
		return m.Function
	}
	return isStat(word)
}
