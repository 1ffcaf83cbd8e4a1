package live

import (
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// maxRows is the most sources, and the most stages, that a frame lists, so that
// it fits on a screen.
const maxRows = 10

// widest is the most columns that a frame uses.
const widest = 110

// frame lays the state out in lines of at most width columns.
func frame(s *state, width int) []line {
	width = min(width, widest)
	out := []line{{}}
	if s.above != nil {
		out = append(out, line{{dim, printable(s.above())}})
	}
	out = append(out, header(s, width), bar(s, width))
	if s.seen {
		out = append(out, line{})
		out = append(out, sources(s, width)...)
		out = append(out, line{})
		out = append(out, stages(s, width)...)
		if d := decisions(s); len(d) > 0 {
			out = append(append(out, line{}), d...)
		}
	}
	for _, n := range s.notes {
		out = append(out, line{{amber, "! " + printable(n)}})
	}
	for i := range out {
		out[i] = out[i].cut(width)
	}
	return out
}

// header names the scenario, the phase and what is under way.
func header(s *state, width int) line {
	phase := s.phase
	if len(s.active) > 0 {
		phase += " · " + strings.Join(s.active, " + ")
	}
	phase = printable(phase)
	room := width - len([]rune(s.plan.Name)) - 2
	if len([]rune(phase)) > room {
		phase = fit(phase, max(room, 8))
	}
	name := fit(printable(s.plan.Name), max(width-len([]rune(phase))-2, 8))
	return line{{strong, name}, {plain, "  "}, {blue, phase}}
}

// bar shows how far the load is.
func bar(s *state, width int) line {
	words := s.progressWords()
	room := max(width-len([]rune(words))-2, 4)
	full := 0
	if s.plan.Duration > 0 {
		full = int(min(max(float64(s.now)/float64(s.plan.Duration), 0), 1) * float64(room))
	}
	return line{{blue, strings.Repeat("━", full)}, {dim, strings.Repeat("─", room-full)}, {plain, "  " + words}}
}

// column is a column of one of the frame's tables. Columns with a higher drop
// go first when the terminal is narrow.
type column struct {
	title string
	width int
	drop  int
}

// chosen are the indices of the columns that fit beside a name column.
func chosen(columns []column, name, width int) []int {
	for limit := 9; ; limit-- {
		var keep []int
		sum := name
		for i, c := range columns {
			if c.drop < limit {
				keep = append(keep, i)
				sum += 1 + c.width
			}
		}
		if sum <= width || limit <= 1 {
			return keep
		}
	}
}

// tableRow joins a name and the chosen cells.
func tableRow(name string, nameWidth int, cells []piece, columns []column, keep []int) line {
	l := line{{plain, fit(name, nameWidth)}}
	for _, i := range keep {
		l = append(l, piece{plain, " "}, piece{cells[i].colour, right(cells[i].text, columns[i].width)})
	}
	return l
}

func tableHead(name string, nameWidth int, columns []column, keep []int) line {
	l := line{{dim, fit(name, nameWidth)}}
	for _, i := range keep {
		l = append(l, piece{plain, " "}, piece{dim, right(columns[i].title, columns[i].width)})
	}
	return l
}

// nameWidth is the width of the column of names.
func nameWidth(s *state, width int) int {
	n := 8
	for _, p := range s.plan.Stages {
		n = max(n, len([]rune(p.Name)))
	}
	for _, p := range s.plan.Sources {
		n = max(n, len([]rune(p.Name)))
	}
	return min(n, max(width/4, 8), 24)
}

func sources(s *state, width int) []line {
	columns := []column{{"due", 9, 0}, {"sent", 9, 0}, {"acked", 9, 2}, {"unsent", 9, 1}, {"in flight", 9, 3}}
	n := nameWidth(s, width)
	keep := chosen(columns, n, width)
	out := []line{tableHead("source", n, columns, keep)}
	for i, p := range s.plan.Sources {
		if i == maxRows {
			return append(out, more(len(s.plan.Sources)-maxRows))
		}
		w := s.last.Sources[p.Name]
		unsent := piece{plain, count(w.Unsent)}
		if w.Unsent > 0 {
			unsent.colour = amber
		}
		per := s.last.Length
		out = append(out, tableRow(printable(p.Name), n, []piece{
			{plain, rate(w.Due, per)}, {plain, rate(w.Sent, per)}, {plain, rate(w.Acked, per)}, unsent, {dim, count(w.InFlight)},
		}, columns, keep))
	}
	return out
}

// sparkWidth is the length of the sparkline of oldest unseen.
const sparkWidth = 14

func stages(s *state, width int) []line {
	columns := []column{{"available", 9, 2}, {"p50", 8, 5}, {"p99", 8, 0}, {"oldest", 9, 0}, {"", sparkWidth, 4}, {"lag", 9, 1}, {"backlog", 9, 3}}
	n := nameWidth(s, width)
	keep := chosen(columns, n, width)
	out := []line{tableHead("stage", n, columns, keep)}
	for i, p := range s.plan.Stages {
		if i == maxRows {
			return append(out, more(len(s.plan.Stages)-maxRows))
		}
		w, q := s.last.Stages[p.Name], s.ages[p.Name]
		oldest := worst(w)
		out = append(out, tableRow(printable(p.Name), n, []piece{
			{plain, rate(w.Available, s.last.Length)}, {dim, sampled(q, q.P50)}, against(p, sampled(q, q.P99), q.P99), against(p, duration(oldest), oldest),
			{blue, spark(s.oldest[p.Name], p.Objective, sparkWidth)}, {plain, duration(w.Lag)}, {plain, count(w.Backlog)},
		}, columns, keep))
	}
	return out
}

// against marks a figure that is over the stage's objective, by sign and colour.
func against(p results.PlanStage, text string, d time.Duration) piece {
	if p.Objective > 0 && d > p.Objective {
		return piece{red, "!" + text}
	}
	return piece{plain, text}
}

func more(n int) line {
	return line{{dim, "… and " + count(int64(n)) + " more"}}
}

func decisions(s *state) []line {
	var out []line
	for _, p := range s.plan.Decisions {
		sum, now := s.missed[p.Name], s.last.Decisions[p.Name]
		if sum.Asked == 0 || len(out) == maxRows {
			continue
		}
		text := p.Name + "  missed " + share(sum.Missed, sum.WithEvent) + " so far, " + share(now.Missed, now.WithEvent) + " in the last second"
		if sum.Unanswered > 0 {
			text += ", " + count(sum.Unanswered) + " unanswered"
		}
		out = append(out, line{{plain, printable(text)}})
	}
	return out
}

// spark draws the last n values as blocks; full height is the objective or the
// highest value, whichever is higher.
func spark(values []time.Duration, objective time.Duration, n int) string {
	blocks := []rune("▁▂▃▄▅▆▇█")
	values = values[max(0, len(values)-n):]
	top := max(objective, time.Millisecond)
	for _, v := range values {
		top = max(top, v)
	}
	out := make([]rune, len(values))
	for i, v := range values {
		out[i] = blocks[int(float64(max(v, 0))/float64(top)*float64(len(blocks)-1)+0.5)]
	}
	return string(out)
}
