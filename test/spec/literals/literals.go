// Lexical elements: literals, runes, strings, numbers, semicolons, comments.
package main

import "fmt"

/* a comment
over lines */ const answer = 42

type T struct {
	a int; b string
}

func main() {
	fmt.Println(0b1010_1010, 0o17, 017, 0xBad_Face, 1_000_000, 0x_1F)
	fmt.Println(0., 72.40, 072.40, 2.71828, 1.e+0, 6.67428e-11, 1e6, .25, .12345E+5, 1_5., 0.15e+02)
	fmt.Println(0x1p-2, 0x2.p10, 0x1.Fp+0, 0x.8p-0, 0x_1FFFp-16, 0x15e-2)
	fmt.Println(0i, 0123i, 0o123i, 0xabci, 0.i, 2.71828i, 1.e+0i, 1e6i, .25i, 0x1p-2i)
	fmt.Println('a', 'ä', '本', '\t', '\000', '\007', '\377', '\x07', '\xff', '\u12e4', '\U00101234', '\'')
	fmt.Printf("%q %q %q\n", "\u65e5本\U00008a9e", "\xff\u00FF", `raw \n
text`+"\"\\\a\b\f\n\r\t\v")
	fmt.Println("日本語" == "\u65e5\u672c\u8a9e", "日本語" == "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", len("日本語"))
	fmt.Println(T{1, "x"}, answer)
	αβ, _x9, é := 1, 2, 3
	fmt.Println(αβ, _x9, é)
	if x := 1; x > 0 { fmt.Println("one line") }
	switch { case true: fmt.Println("case") }
}
