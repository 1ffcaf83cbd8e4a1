package results

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"
)

func cellsOf(values ...int64) *cells {
	c := new(cells)
	for _, v := range values {
		c.record(v)
	}
	return c
}

// The encoder is judged by the library: what it decodes must be what was recorded.
func TestEncoderAgreesWithLibrary(t *testing.T) {
	enc, dec := newHistEncoder(), &histDecoder{}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, highestMicros), 0, 200).Draw(t, "values")
		if rapid.Bool().Draw(t, "dense") {
			for i := range values {
				values[i] %= 3000
			}
		}
		want := NewHist()
		for _, v := range values {
			if err := want.RecordValue(v); err != nil {
				t.Fatal(err)
			}
		}
		text, err := enc.append(nil, cellsOf(values...))
		if err != nil {
			t.Fatal(err)
		}
		got, err := hdr.Decode(text)
		if err != nil {
			t.Fatalf("the library refuses it: %v", err)
		}
		if !got.Equals(want) {
			t.Fatalf("decoded to another histogram: %d samples, max %d; want %d, %d",
				got.TotalCount(), got.Max(), want.TotalCount(), want.Max())
		}
		theirs, err := want.Encode(hdr.V2CompressedEncodingCookieBase)
		if err != nil {
			t.Fatal(err)
		}
		for who, text := range map[string][]byte{"this program": text, "the library": theirs} {
			h, err := dec.decode(text)
			if err != nil {
				t.Fatalf("what %s writes is refused: %v", who, err)
			}
			got := NewHist()
			h.mergeInto(got)
			if !got.Equals(want) || h.total != want.TotalCount() {
				t.Fatalf("what %s writes has %d samples, max %d; want %d, %d", who, h.total, got.Max(), want.TotalCount(), want.Max())
			}
		}
	})
}

// A histogram that was cut off or changed is refused, and the next one is read.
func TestADamagedHistogramIsRefused(t *testing.T) {
	text, err := newHistEncoder().append(nil, cellsOf(1, 20_000, 3_000_000))
	if err != nil {
		t.Fatal(err)
	}
	whole, dec := make([]byte, base64.StdEncoding.DecodedLen(len(text))), &histDecoder{}
	n, err := base64.StdEncoding.Decode(whole, text)
	if err != nil {
		t.Fatal(err)
	}
	for at := range n {
		cut, changed := slices.Clone(whole[:at]), slices.Clone(whole[:n])
		changed[at] ^= 0x40
		for _, damaged := range [][]byte{cut, changed} {
			if h, err := dec.decode([]byte(base64.StdEncoding.EncodeToString(damaged))); err == nil && (h.total != 3 || len(h.cells) != 3) {
				t.Errorf("byte %d of %d: read as %d samples", at, n, h.total)
			}
		}
		if _, err := dec.decode(text); err != nil {
			t.Fatalf("after damage in byte %d: %v", at, err)
		}
	}
}

func TestHlogLineReadsBack(t *testing.T) {
	slot := Slot{Start: 20*sec + 123456789, Length: 876543211}
	h := cellsOf(1, 20_000, 3_000_000)
	line, err := appendHlog(nil, newHistEncoder(), "age/ranking", slot, h)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(line), "Tag=age/ranking,20.123456789,0.876543211,3000.319,HISTFAAAA") {
		t.Errorf("line is %.80s", line)
	}
	got, ok, err := parseHlog(line, &histDecoder{})
	if err != nil || !ok {
		t.Fatalf("ok %v, %v", ok, err)
	}
	if got.tag != "age/ranking" || got.slot != slot || got.hist.total != 3 {
		t.Errorf("got %q %v with %d samples", got.tag, got.slot, got.hist.total)
	}
}

// The file is a standard log: the library's reader reads it, tags and times included.
func TestLibraryReadsLog(t *testing.T) {
	r := healthyRun()
	rec := r.write(t)
	log, err := readFile(rec.Dir, prefixAges+worker+".hlog")
	if err != nil {
		t.Fatal(err)
	}
	in := hdr.NewHistogramLogReader(bytes.NewReader(log))
	count := map[string]int64{}
	for {
		h, err := in.NextIntervalHistogram()
		if err != nil {
			t.Fatal(err)
		}
		if h == nil {
			break
		}
		count[h.Tag()] += h.TotalCount()
		if h.EndTimeMs() <= h.StartTimeMs() || h.EndTimeMs() > 60_000 {
			t.Fatalf("%s from %d to %d ms", h.Tag(), h.StartTimeMs(), h.EndTimeMs())
		}
	}
	for _, tag := range rec.Ages.Tags() {
		if want := rec.Ages.Count(tag, nil); count[tag] != want {
			t.Errorf("%s: the library reads %d samples, we read %d", tag, count[tag], want)
		}
	}
}

func TestParseHlogRefuses(t *testing.T) {
	for _, tc := range []struct{ line, want string }{
		{"age,1", "no Tag="},
		{"Tag=x,1,2", "3 fields, not 5"},
		{"Tag=x,NaN,1,1,H", "start"},
		{"Tag=x,1e300,1,1,H", "start"},
		{"Tag=x,1,0,1,H", "length 0s is not positive"},
		{"Tag=x,1,-1,1,H", "not positive"},
		{"Tag=x,1,1,1,!!", "histogram"},
		{"Tag=x,1,1,1," + foreignHist(), "expected 1..7200000000 with 3"},
	} {
		_, ok, err := parseHlog([]byte(tc.line), &histDecoder{})
		if ok || err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%.30s: ok %v, error %v; want %q", tc.line, ok, err, tc.want)
		}
	}
}

func foreignHist() string {
	b, err := hdr.New(1, 1000, 2).Encode(hdr.V2CompressedEncodingCookieBase)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestSecondsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(99*24*time.Hour)).Draw(t, "d"))
		got, err := parseSeconds(appendSeconds(nil, d))
		if err != nil || got != d {
			t.Fatalf("%v became %v, %v", d, got, err)
		}
	})
}

func FuzzHlog(f *testing.F) {
	line, err := appendHlog(nil, newHistEncoder(), "age/x", Slot{0, time.Second}, cellsOf(1, 1000, 1_000_000))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add([]byte(hlogHeader))
	f.Add([]byte("Tag=x,1,1,1," + foreignHist()))
	f.Add(line[:len(line)/2])
	f.Fuzz(func(t *testing.T, in []byte) {
		a := &Ages{tags: map[string][]ageSlot{}}
		eachLine(bytes.NewReader(in), "ages-0.hlog", func(line []byte) error {
			l, ok, err := parseHlog(line, &histDecoder{})
			if ok {
				a.add(l)
			}
			return err
		})
		a.seal()
		for _, tag := range a.Tags() {
			Sum(a.Hist(tag, nil))
			a.Over(tag, time.Second, 0, 10*time.Second, []float64{50, 99})
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	values := make([]int64, 1000)
	for i := range values {
		values[i] = int64(1000 + 37*i)
	}
	h := cellsOf(values...)
	enc := newHistEncoder()
	var dst []byte
	for b.Loop() {
		dst, _ = enc.append(dst[:0], h)
	}
	b.SetBytes(int64(len(dst)))
}

func BenchmarkDecode(b *testing.B) {
	values := make([]int64, 1000)
	for i := range values {
		values[i] = int64(1000 + 37*i)
	}
	text, _ := newHistEncoder().append(nil, cellsOf(values...))
	dec := &histDecoder{}
	for b.Loop() {
		if _, err := dec.decode(text); err != nil {
			b.Fatal(err)
		}
	}
}
