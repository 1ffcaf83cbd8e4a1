package report

import "html/template"

// legendItem is one line of a legend, drawn by the page itself.
type legendItem struct {
	Name   string
	Colour template.CSS
	Dash   string
	Width  float64
}

// item is a legend's line.
func item(name string, k ink, d dash, width float64) legendItem {
	// #nosec -- the value is one of the page's own variables.
	return legendItem{name, template.CSS(k.css()), d.css(), width}
}
