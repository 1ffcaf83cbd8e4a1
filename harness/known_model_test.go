package harness_test

import (
	"math"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// The arithmetic of disturbances. Each function gives the age of every event of a
// schedule in order of due; what the undisturbed path takes is left out.

// heldUntil is what a stop of everything in [begin, end) does: what is due in it
// waits until its end. A nil hit means every event.
func heldUntil(events []workload.Event, begin, end time.Duration, hit func(*workload.Event) bool) []time.Duration {
	ages := make([]time.Duration, len(events))
	for i := range events {
		ev := &events[i]
		if ev.Due >= begin && ev.Due < end && (hit == nil || hit(ev)) {
			ages[i] = end - ev.Due
		}
	}
	return ages
}

// lindley is what a server for each partition does, one event after the other:
// done = max(due, done before) + service.
func lindley(events []workload.Event, service func(*workload.Event) time.Duration) []time.Duration {
	ages := make([]time.Duration, len(events))
	done := map[int32]time.Duration{}
	for i := range events {
		ev := &events[i]
		at := max(ev.Due, done[ev.Partition]) + service(ev)
		done[ev.Partition] = at
		ages[i] = at - ev.Due
	}
	return ages
}

// same gives every event the same age.
func same(events []workload.Event, age time.Duration) []time.Duration {
	ages := make([]time.Duration, len(events))
	for i := range ages {
		ages[i] = age
	}
	return ages
}

// sojournMD1 is the mean and the median of the time in an M/D/1 queue: rate
// arrivals a second, each served for service seconds.
func sojournMD1(rate, service float64) (mean, median float64) {
	rho := rate * service
	mean = service + rho*service/(2*(1-rho))
	low, high := service, service*20 // further out the sum loses its digits
	for range 100 {
		middle := (low + high) / 2
		if waitMD1(rate, service, middle-service) < 0.5 {
			low = middle
		} else {
			high = middle
		}
	}
	return mean, low
}

// waitMD1 is the probability that one waits at most t in an M/D/1 queue (Erlang).
func waitMD1(rate, service, t float64) float64 {
	sum := 0.0
	for k := 0.0; k*service <= t; k++ {
		x := rate * (k*service - t)
		logFactorial, _ := math.Lgamma(k + 1)
		term := math.Exp(k*math.Log(math.Abs(x))-logFactorial) * math.Exp(-x)
		if k == 0 {
			term = math.Exp(-x)
		}
		if x < 0 && int(k)%2 == 1 {
			term = -term
		}
		sum += term
	}
	return (1 - rate*service) * sum
}

// sojournMM1 is the mean and the median of the time in an M/M/1 queue.
func sojournMM1(rate, service float64) (mean, median float64) {
	mean = service / (1 - rate*service)
	return mean, mean * math.Ln2
}

// batches is how many pieces batchInterval cuts a series into, student999 the
// 99.9 % quantile of Student's t for the mean of as many.
const (
	batches    = 20
	student999 = 3.883
)

// batchInterval is how far chance alone takes a statistic of a series whose values
// depend on each other: the 99.9 % interval of the mean over batches of it.
func batchInterval(series []time.Duration, stat func([]time.Duration) float64) time.Duration {
	const n = batches
	size := len(series) / n
	var sum, squares float64
	for i := range n {
		v := stat(series[i*size : (i+1)*size])
		sum += v
		squares += v * v
	}
	m := sum / float64(n)
	variance := max(squares/float64(n)-m*m, 0) / float64(n-1) // of the mean
	return seconds(student999 * math.Sqrt(variance))
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
