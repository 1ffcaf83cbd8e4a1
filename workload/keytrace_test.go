package workload

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

const twoSessions = `{"session":7,"events":[{"aid":1,"ts":10,"type":"clicks"},{"aid":2,"ts":30,"type":"orders"}]}
{"session":"b","events":[{"aid":"x","ts":20,"type":"carts"}]}
`

func keyed(t *testing.T, k *KeyTrace, rate float64) *Workload {
	w, err := Compile(Spec{
		Duration: time.Second, Population: Population{Users: 1000, Active: 100},
		Sources: []Source{{Name: "s", Partitions: 4, Rate: rate, KeyTrace: k, Size: Dist{Median: 400}, Payload: Payload{Schema: "click@1"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestKeysComeInTheOrderOfTime(t *testing.T) {
	for key, want := range map[string]string{"session": "7 b 7 7 b", "aid": "1 x 2 1 x"} {
		k, err := ReadKeys(strings.NewReader(twoSessions), "k.jsonl", KeyOptions{Key: key, Type: "type", Loop: true})
		if err != nil {
			t.Fatal(err)
		}
		w := keyed(t, k, 5)
		var keys, types []string
		users := map[string]uint64{}
		var ev Event
		for s := w.Stream(0); s.Next(&ev); {
			text := string(w.AppendKey(nil, &ev))
			keys = append(keys, text)
			types = append(types, w.TypeName(0, ev.Type))
			if u, ok := users[text]; ok && u != ev.User {
				t.Errorf("key %s is of users %d and %d", text, u, ev.User)
			}
			users[text] = ev.User
			if !bytes.Contains(w.AppendValue(nil, &ev), []byte(`"type":"`+types[len(types)-1]+`"`)) {
				t.Errorf("the payload does not have type %s", types[len(types)-1])
			}
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("keys %s, want %s", got, want)
		}
		if got := strings.Join(types, " "); got != "clicks carts orders clicks carts" {
			t.Errorf("types %s", got)
		}
	}
}

func TestKeysEndWithoutLoop(t *testing.T) {
	k, err := ReadKeys(strings.NewReader(twoSessions), "k.jsonl", KeyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var ev Event
	for s := keyed(t, k, 100).Stream(0); s.Next(&ev); n++ {
	}
	if n != k.Len() {
		t.Errorf("%d events of %d keys", n, k.Len())
	}
}

func TestKeysOfOtto(t *testing.T) {
	k, err := ReadKeys(traceFile(t, "otto_sample_train.jsonl"), "otto.jsonl", KeyOptions{Key: "session", Type: "type", Loop: true})
	if err != nil {
		t.Fatal(err)
	}
	if k.Len() != 862 || len(k.keys) != 20 || len(k.Types()) != 3 {
		t.Errorf("%d events, %d sessions, types %v; want 862, 20 and three", k.Len(), len(k.keys), k.Types())
	}
}

func TestKeyErrors(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		opt  KeyOptions
		want string
	}{
		"empty":      {"", KeyOptions{}, "k.jsonl: no events; expected sessions in JSON lines"},
		"not JSON":   {twoSessions + "session,aid\n", KeyOptions{}, "k.jsonl:3:1: invalid character 's'"},
		"torn":       {`{"session":1,"events":[`, KeyOptions{}, "k.jsonl:1:23: unexpected end"},
		"wrong type": {`{"session":1,"events":7}`, KeyOptions{}, "k.jsonl:1:"},
		"no session": {`{"events":[]}`, KeyOptions{}, "k.jsonl:1:1: no session"},
		"no aid":     {`{"session":1,"events":[{"ts":1}]}`, KeyOptions{}, "k.jsonl:1:1: event 1 has no aid"},
		"no ts":      {`{"session":1,"events":[{"aid":1}]}`, KeyOptions{}, "k.jsonl:1:1: event 1 has no aid or no ts"},
		"no type":    {`{"session":1,"events":[{"aid":1,"ts":1}]}`, KeyOptions{Type: "type"}, `k.jsonl:1:1: event 1: type ""`},
		"quote":      {`{"session":1,"events":[{"aid":1,"ts":1,"type":"a\"b"}]}`, KeyOptions{Type: "type"}, "k.jsonl:1:1: event 1: type"},
		"binary":     {"\x00\x01\x02", KeyOptions{}, "k.jsonl:1:1: not a text file"},
		"key":        {"", KeyOptions{Key: "user"}, `k.jsonl: key is "user"; expected session or aid`},
		"type":       {"", KeyOptions{Type: "kind"}, `k.jsonl: type is "kind"; expected type`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadKeys(strings.NewReader(c.text), "k.jsonl", c.opt)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("%v\nwant %s...", err, c.want)
			}
		})
	}
}

func FuzzReadKeys(f *testing.F) {
	f.Add([]byte(twoSessions))
	f.Add([]byte(`{"session":1,"events":[{"aid":1}]}`))
	f.Add([]byte("{}\n[1]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := ReadKeys(bytes.NewReader(data), "k.jsonl", KeyOptions{Type: "type", Loop: true})
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than a line: %q", err)
			}
			return
		}
		for n := range uint64(2 * k.Len()) {
			if k.key(n) == "" || int(k.at(n).kind) >= len(k.types) || k.actor(n, 10).user >= 10 {
				t.Fatalf("entry %d is %+v", n, k.at(n))
			}
		}
	})
}
