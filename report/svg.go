package report

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"regexp"

	"gonum.org/v1/plot/vg/vgsvg"
)

var (
	svgHead     = regexp.MustCompile(`(?s)^.*?<svg [^>]*>\s*`)
	svgText     = regexp.MustCompile(`(?s)<text x="([^"]*)" y="([^"]*)" transform="scale\(1, -1\)"\s*style="[^"]*font-size:([0-9.]+)px;fill:#([0-9A-F]{6})">`)
	svgDefaults = regexp.MustCompile(`;(?:stroke|fill)-opacity:1\b`)
	svgDecimals = regexp.MustCompile(`(\d\.\d)\d+`)
	svgPathData = regexp.MustCompile(` d="[^"]*"`)
)

// finishSVG turns a canvas that gonum drew into SVG for the page: sized by its
// box, labelled for screen readers, in the page's font and colours.
func finishSVG(c *vgsvg.Canvas, class, id, title, desc string) (template.HTML, error) {
	var raw bytes.Buffer
	if _, err := c.WriteTo(&raw); err != nil {
		return "", fmt.Errorf("writing the plot %q: %w", title, err)
	}
	w, h := c.Size()
	body := svgHead.ReplaceAll(raw.Bytes(), nil)
	body = svgText.ReplaceAllFunc(body, pageText)
	body = svgPathData.ReplaceAllFunc(body, func(d []byte) []byte {
		return svgDecimals.ReplaceAll(d, []byte("$1"))
	})
	body = svgDefaults.ReplaceAll(body, nil)
	body = sentinelPattern.ReplaceAllFunc(body, pageColour)

	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg class="plot %s" viewBox="0 0 %.0f %.0f" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		class, w.Points(), h.Points(), id, id, id, html.EscapeString(title), id, html.EscapeString(desc))
	out.Write(body)
	// #nosec -- gonum escapes the text that it draws, title and desc are escaped above.
	return template.HTML(out.String()), nil
}

// pageText rewrites the start tag of a text: no font of its own, and aligned by
// the browser instead of by gonum's measure of another font.
func pageText(tag []byte) []byte {
	m := svgText.FindSubmatch(tag)
	colour := sentinelPattern.FindSubmatch(append([]byte("#"), m[4]...))
	if colour == nil {
		return tag
	}
	k, a, ok := decodeSentinel(string(colour[1]), string(colour[2]))
	if !ok {
		return tag
	}
	align := [...]string{anchorStart: "start", anchorMiddle: "middle", anchorEnd: "end"}[a]
	class := ""
	if k == inkObjective {
		class = ` class="objective"`
	}
	return fmt.Appendf(nil, `<text%s x="%s" y="%s" transform="scale(1,-1)" text-anchor="%s" style="font-size:%spx;fill:%s">`,
		class, m[1], m[2], align, m[3], k.css())
}

// pageColour turns one sentinel into its CSS variable.
func pageColour(literal []byte) []byte {
	m := sentinelPattern.FindSubmatch(literal)
	k, _, ok := decodeSentinel(string(m[1]), string(m[2]))
	if !ok {
		return literal
	}
	return []byte(k.css())
}
