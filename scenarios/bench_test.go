package scenarios

import "testing"

// BenchmarkLoad is what every command that takes a scenario pays first.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load("x.yaml", memory(small)); err != nil {
			b.Fatal(err)
		}
	}
}
