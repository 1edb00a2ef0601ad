package main

import (
	"fmt"
	"unicode/utf8"
)

type S string
type B []byte
type R []rune
type MyByte byte
type MyRune rune

func main() {
	s := "aé世\U0001F600\xff\xc0\x80z"
	for i, r := range s {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	for i := range s {
		fmt.Print(i, " ")
	}
	fmt.Println(len(s), utf8.RuneCountInString(s), utf8.ValidString(s))
	fmt.Println([]byte("é"), []rune(s), string([]rune{0x10ffff, 0x110000, -1, 0xd800, 'x'}))
	fmt.Printf("%q %q %q %q\n", string(rune(65)), string(MyRune(0x4e16)), string(rune(-5)), fmt.Sprint(string(rune(1<<30))))
	b := []byte(s)
	b[0] = 'b'
	fmt.Println(s[0] == 'a', string(b[:3]))
	fmt.Println(S("x")+"y", S(b[:1]), string(B("abc")), string(R{'a', 0x4e16}), B("é"), R("é"), []MyByte("hi"), string([]MyByte{104, 105}), string([]MyRune{1234}))
	fmt.Println("a" < "b", "a" < "ab", "" < "a", "Z" < "a", "é" > "z", "ab" == "a"+"b", s[1:3] == "é")
	x := "hello"
	y := x[1:4]
	z := x[:2] + y + x[4:]
	fmt.Println(y, z, len(z), x[5:] == "", x[2:2] == "")
	const c = "const" + "ant"
	fmt.Println(c, len(c), c[2], c[1:3])
	var e string
	fmt.Println(e == "", len(e), e+"x", []byte(e) == nil, len([]rune(e)))
	m := map[string]int{}
	m[string(b[:1])]++
	m[string([]byte{'b'})]++
	fmt.Println(m)
	var arr [3]string
	arr[1] += "x"
	arr[1] += arr[1]
	fmt.Printf("%q\n", arr)
	sw := func(s string) int {
		switch s {
		case "":
			return 0
		case "a", "b":
			return 1
		case "hello world", "hello there":
			return 2
		case "\x00":
			return 3
		}
		return -1
	}
	fmt.Println(sw(""), sw("b"), sw("hello "+"there"), sw(string([]byte{0})), sw("c"))
	raw := `a\n
	"b"` + "`" + "\a\b\f\n\r\t\v\\\"\101\x41\u0041\U00000041"
	fmt.Printf("%q %d\n", raw, len(raw))
	fmt.Println('\'', '\\', '\377', '\xff', '\u00ff', "\377" == "\xff", "\u00ff" == "\xff")
	n := copy(b, "over")
	fmt.Println(n, string(b[:5]), string(append([]byte("x"), "yz"...)))
	mul := ""
	for i := range 20 {
		mul += string(rune('a' + i))
	}
	fmt.Println(mul, min("b", "a", "c"), max("b", mul))
	p := &x
	*p = "changed"
	fmt.Println(x, y)
	for i, c := range []byte("é") {
		fmt.Print(i, c, " ")
	}
	for range "ab世" {
		fmt.Print("r")
	}
	fmt.Println()
	defer func() { fmt.Println(recover()) }()
	i := 10
	_ = x[i]
}
