// Json marshals and unmarshals: tags, embedded structures, custom marshalers, streams and errors.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Level is written as a word.
type Level int

const (
	Debug Level = iota
	Info
	Error
)

var levelNames = [...]string{"debug", "info", "error"}

func (l Level) MarshalText() ([]byte, error) {
	if l < 0 || int(l) >= len(levelNames) {
		return nil, fmt.Errorf("no such level: %d", int(l))
	}
	return []byte(levelNames[l]), nil
}

func (l *Level) UnmarshalText(text []byte) error {
	for i, n := range levelNames {
		if n == string(text) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("unknown level %q", text)
}

// Duration is written as Go writes durations.
type Duration struct{ time.Duration }

func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

func (d *Duration) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	var err error
	d.Duration, err = time.ParseDuration(s)
	return err
}

type Origin struct {
	Host string `json:"host"`
	Port uint16 `json:"port,omitempty"`
}

type Event struct {
	ID     int64             `json:"id,string"`
	At     time.Time         `json:"at"`
	Level  Level             `json:"level"`
	Took   Duration          `json:"took"`
	Tags   []string          `json:"tags,omitempty"`
	Fields map[string]any    `json:"fields"`
	Counts map[Level]int     `json:"counts,omitempty"`
	Parent *Event            `json:"parent,omitempty"`
	Raw    json.RawMessage   `json:"raw,omitempty"`
	Secret string            `json:"-"`
	Ratio  float64           `json:"ratio"`
	Labels map[string]string `json:",omitempty"`
	Origin
}

func main() {
	e := Event{
		ID:     1 << 40,
		At:     time.Date(2026, 2, 28, 12, 30, 0, 123000000, time.UTC),
		Level:  Error,
		Took:   Duration{1500 * time.Millisecond},
		Tags:   []string{"a", "<b>", "\u2028"},
		Fields: map[string]any{"z": nil, "n": 3.25, "list": []int{1, 2, 3}, "deep": map[string]bool{"ok": true}},
		Counts: map[Level]int{Info: 2, Debug: 1},
		Parent: &Event{ID: 7, Fields: map[string]any{}},
		Raw:    json.RawMessage(`{"as":"is"}`),
		Secret: "not written",
		Ratio:  1e21,
		Origin: Origin{Host: "example.org", Port: 8080},
	}
	out, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		fmt.Println("marshal:", err)
		os.Exit(1)
	}
	fmt.Println(string(out))

	var back Event
	if err := json.Unmarshal(out, &back); err != nil {
		fmt.Println("unmarshal:", err)
		os.Exit(1)
	}
	fmt.Println(back.ID == e.ID, back.At.Equal(e.At), back.Level == e.Level, back.Took == e.Took, back.Host, back.Parent.ID)
	fmt.Println(back.Fields["n"], back.Fields["list"], back.Fields["deep"])

	var v any
	dec := json.NewDecoder(strings.NewReader(`{"a": [1, 2.5, "x", null, true]} [1] "last"`))
	for dec.More() {
		if err := dec.Decode(&v); err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%T %v\n", v, v)
	}

	for _, bad := range []string{`{"id": 5}`, `{"level": "loud"}`, `{"took": "soon"}`, `{"tags": 3}`, `{"id": "1"`, `[`, `{"at": 1}`} {
		var e Event
		err := json.Unmarshal([]byte(bad), &e)
		var syntax *json.SyntaxError
		var typ *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			fmt.Println("syntax error at", syntax.Offset)
		case errors.As(err, &typ):
			fmt.Println("type error:", typ.Value, "for", typ.Type)
		default:
			fmt.Println("error:", err)
		}
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent(">", "\t")
	enc.Encode(struct {
		A int    `json:"a"`
		B string `json:"b"`
	}{1, "<&>"})
}
