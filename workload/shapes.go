package workload

// shapes is the table of the events that payloads describe.
func shapes() []shape {
	return []shape{
		{
			"click", []string{"click", "view", "search"},
			[]field{part("user", partUser), part("session", partSession), part("device", partDevice), part("item", partItem),
				acted("at_ms"), number("position", 1, 48), words("surface", "home", "category", "results", "item", "cart"),
				words("agent", "ios", "android", "web", "mobile-web")},
			"item", "product", words("experiment", "control", "a", "b"),
		},
		{
			"cart", []string{"add", "remove", "change"},
			[]field{part("user", partUser), part("cart", partCart), part("item", partItem), acted("at_ms"),
				number("quantity", 1, 5), cents("price", 199, 25000), words("currency", "EUR", "USD", "GBP")},
			"quantity", "count", flag("gift"),
		},
		{
			"order", []string{"placed", "paid", "cancelled"},
			[]field{part("user", partUser), part("account", partAccount), part("cart", partCart), acted("at_ms"),
				number("lines", 1, 12), cents("total", 999, 90000), words("currency", "EUR", "USD", "GBP"),
				words("payment", "card", "invoice", "wallet")},
			"total", "amount", words("channel", "app", "web", "store"),
		},
		{
			"consent", []string{"granted", "withdrawn"},
			[]field{part("user", partUser), acted("at_ms"), flag("analytics"), flag("personalization"), flag("advertising"),
				words("basis", "consent", "contract", "interest")},
			"advertising", "marketing", number("policy", 1, 9),
		},
		{
			"profile", []string{"updated", "created"},
			[]field{part("user", partUser), part("account", partAccount), acted("at_ms"), words("tier", "none", "silver", "gold"),
				words("country", "DE", "FR", "GB", "NL", "PL", "US"), number("year_of_birth", 1940, 2008), flag("newsletter")},
			"tier", "level", words("language", "de", "en", "fr", "pl"),
		},
		{
			"identity", []string{"linked", "merged"},
			[]field{part("user", partUser), part("anonymous", partAnonymous), part("device", partDevice), acted("at_ms"),
				words("method", "login", "email", "probabilistic"), ratio("confidence")},
			"anonymous", "cookie", flag("verified"),
		},
		{
			"enrichment", []string{"item", "geo"},
			[]field{part("user", partUser), part("item", partItem), acted("at_ms"), words("category", "shoes", "books", "toys", "garden", "audio"),
				cents("price", 199, 25000), number("stock", 0, 500), words("region", "north", "south", "east", "west")},
			"category", "department", ratio("margin"),
		},
		{
			"feature", []string{"updated"},
			[]field{part("user", partUser), part("session", partSession), acted("at_ms"), number("clicks_10m", 0, 80),
				number("items_seen", 0, 60), ratio("affinity"), vector("embedding", 8)},
			"affinity", "propensity", number("model", 1, 40),
		},
		{
			"decision", []string{"ranked", "fallback"},
			[]field{part("user", partUser), part("session", partSession), part("item", partItem), acted("at_ms"),
				ratio("score"), number("candidates", 20, 500), words("model", "ranker-a", "ranker-b")},
			"score", "relevance", ratio("propensity"),
		},
		{
			"outcome", []string{"shown", "clicked", "bought"},
			[]field{part("user", partUser), part("session", partSession), part("item", partItem), acted("at_ms"),
				number("position", 1, 48), cents("value", 0, 25000)},
			"value", "revenue", number("dwell_ms", 0, 60000),
		},
	}
}
