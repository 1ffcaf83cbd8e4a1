package workload

import "math/bits"

// digitPairs are 00 to 99.
const digitPairs = "00010203040506070809" + "10111213141516171819" + "20212223242526272829" + "30313233343536373839" + "40414243444546474849" +
	"50515253545556575859" + "60616263646566676869" + "70717273747576777879" + "80818283848586878889" + "90919293949596979899"

// appendUint appends a number in decimal, as strconv.AppendUint does, but right
// where it is to stand: payloads have some ten of them.
func appendUint(dst []byte, v uint64) []byte {
	end := len(dst) + digits(v)
	for cap(dst) < end {
		dst = append(dst[:cap(dst)], 0)
	}
	dst = dst[:end]
	for v >= 100 {
		pair := v % 100 * 2
		v /= 100
		end -= 2
		dst[end], dst[end+1] = digitPairs[pair], digitPairs[pair+1]
	}
	if v >= 10 {
		dst[end-2], dst[end-1] = digitPairs[v*2], digitPairs[v*2+1]
	} else {
		dst[end-1] = '0' + byte(v)
	}
	return dst
}

// appendInt appends a number in decimal with its sign if it is negative.
func appendInt(dst []byte, v int64) []byte {
	if v < 0 {
		return appendUint(append(dst, '-'), -uint64(v))
	}
	return appendUint(dst, uint64(v))
}

// digits is the number of decimal digits of v: log10 2 is about 1233/4096.
func digits(v uint64) int {
	n := bits.Len64(v|1) * 1233 >> 12
	if v >= powersOfTen[n] {
		n++
	}
	return max(n, 1)
}

// powersOfTen is read-only.
var powersOfTen = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}
