package workload

import "math"

// Go may fuse x*y + z into one rounding where the processor can, and its
// logarithm and exponential are assembly on some: results then differ in the last
// bit between machines, and with them now and then a time or a size. The functions
// here, and all arithmetic on draws in this package, convert products to float64
// before they are added, which forbids fusing, so every machine draws the same.

const (
	ln2High = 6.93147180369123816490e-01 // upper 33 bits of ln 2
	ln2Low  = 1.90821492927058770002e-10
)

// exactLog returns the natural logarithm of x, 0 < x < +Inf, to about 1 ulp:
// ln m = 2 artanh((m-1)/(m+1)) as a series, for m in [sqrt(1/2), sqrt 2).
func exactLog(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	s := (m - 1) / (m + 1)
	z := float64(s * s)
	p := 1.0 / 23
	for k := 21; k >= 1; k -= 2 {
		p = float64(p*z) + 1/float64(k)
	}
	k := float64(e)
	return float64(k*ln2High) + (float64(2*s*p) + float64(k*ln2Low))
}

// exactExp returns e^x to about 1 ulp; x is clamped to [-700, 700].
func exactExp(x float64) float64 {
	x = min(max(x, -700), 700)
	k := math.Floor(float64(x/math.Ln2) + 0.5)
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	p := 1.0
	for i := 13; i >= 1; i-- {
		p = float64(float64(p*r)/float64(i)) + 1
	}
	return math.Ldexp(p, int(k))
}

// exactPow returns x^y for x > 0.
func exactPow(x, y float64) float64 { return exactExp(float64(y * exactLog(x))) }

// horner evaluates c[0] + c[1] x + c[2] x^2 + ...
func horner(x float64, c ...float64) float64 {
	p := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		p = float64(p*x) + c[i]
	}
	return p
}

// normalQuantile returns the p-quantile of the standard normal distribution,
// 0 < p < 1, to 7 digits: algorithm AS 241 (PPND7), M. Wichura, Applied
// Statistics 37 (1988).
func normalQuantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * horner(r, 3.3871327179, 5.0434271938e1, 1.5929113202e2, 5.9109374720e1) /
			horner(r, 1, 1.7895169469e1, 7.8757757664e1, 6.7187563600e1)
	}
	tail := p
	if q > 0 {
		tail = 1 - p
	}
	r := math.Sqrt(-exactLog(tail))
	var v float64
	if r <= 5 {
		r -= 1.6
		v = horner(r, 1.4234372777, 2.7568153900, 1.3067284816, 1.7023821103e-1) /
			horner(r, 1, 7.3700164250e-1, 1.2021132975e-1)
	} else {
		r -= 5
		v = horner(r, 6.6579051150, 3.0812263860, 4.2868294337e-1, 1.7337203997e-2) /
			horner(r, 1, 2.4197894225e-1, 1.2258202635e-2)
	}
	return math.Copysign(v, q)
}
