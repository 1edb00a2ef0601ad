// Conversions between strings and bytes that need no copy, and those that do.
package main

import (
	"fmt"
	"testing"
)

type name string
type raw []byte

var (
	n   int
	b   = []byte("a key that is longer than thirty-two bytes")
	str = "a key that is longer than thirty-two bytes"
	m   = map[string]int{str: 1}
	nm  = map[name]int{name(str): 2}
	am  = map[any]int{str: 3}
)

func change(to byte) string {
	b[0] = to
	return str
}

func free(what string, f func()) { fmt.Println(what, testing.AllocsPerRun(100, f)) }

func main() {
	free("compare", func() {
		if string(b) == str && string(b) < "b" && str >= string(raw(b)) {
			n++
		}
	})
	free("range", func() {
		for i, c := range []byte(str) {
			n += i + int(c)
		}
	})
	free("len", func() { n += len(string(b)) + len([]byte(str)) })
	free("switch", func() {
		switch string(b) {
		case "a", "b":
			n++
		case "hello":
			n += 2
		default:
			n += 3
		}
	})
	v, ok := m[string(b)]
	fmt.Println(m[string(b)], v, ok, nm[name(b)], am[string(b)], string(b) == any(str))
	m[string(b)] = 5
	b[0] = 'x'
	fmt.Println(m, m[string(b)])
	m[string(b)]++
	b[0] = 'y'
	fmt.Println(len(m), m["x key that is longer than thirty-two bytes"])
	delete(m, string(b))
	b[0] = 'x'
	delete(m, string(b))
	fmt.Println(m)
	s, t := "<"+string(b)+">", ""+string(b)
	u := string(b) + ""
	x := []byte(str)
	b[0] = 'z'
	x[0] = 'q'
	fmt.Println(s, t, u, str)
	for i, c := range []byte(str[:4]) {
		b[i] = 'k'
		fmt.Print(c, " ")
	}
	switch string(b[:2]) {
	case "kk":
		b[0] = 'l'
		fmt.Println("kk", string(b[:5]))
	}
	var r raw = raw(str)
	for _, c := range raw("ab") {
		fmt.Print(c, cap(r) >= len(r), " ")
	}
	fmt.Println(string(b[:1]) == change('l')[:1], string([]rune{'a', 'b'}) == "ab", len([]rune("äö")))
}
