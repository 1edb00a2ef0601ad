#!/usr/bin/env python3
"""test/gen/order.py SEED: a program of random statements whose parts read variables, elements and what pointers lead to
beside calls that change them and print: what it prints tells the order of evaluation, where the language leaves it open,
too."""
import random
import sys

STATEMENTS = 40

PRELUDE = """package main

import "fmt"

type T struct{ a, b int }

//go:noinline
func (t T) V(n int) int { fmt.Println("V", t, n); change(n); return t.a + n }

//go:noinline
func (t *T) P(n int) int { fmt.Println("P", *t, n); t.b += n; change(n); return t.b }

type I interface{ V(int) int }

var (
	a, b  = 1, 2
	list  = []int{1, 2, 3, 4}
	array = [4]int{5, 6, 7, 8}
	ints  = map[int]int{1: 1, 2: 2}
	pairs = map[T]int{{1, 2}: 3}
	texts = map[string]int{"a": 1}
	s     = "a"
	p     = &T{1, 2}
	t     = T{3, 4}
	i     I = T{5, 6}
	e     any = 1
	f     = func(n int) int { fmt.Println("f", n); return n }
	bytes = []byte("xyz")
	ch    = make(chan int, 1)
	c     = 1 + 2i
	ts    = []T{{1, 2}, {3, 4}}
	d     = true
	calls int
)

//go:noinline
func change(n int) {
	calls++
	k := calls
	switch (n + k) & 15 {
	case 0:
		a = k
	case 1:
		b = k
	case 2:
		list[k&3] = k
	case 3:
		array[k&3] = k
	case 4:
		ints[1] = k
	case 5:
		pairs[T{a & 3, 2}] = k
	case 6:
		s = fmt.Sprint(k & 7)
	case 7:
		p = &T{k, k}
	case 8:
		t = T{k, k}
	case 9:
		i = T{k, k}
	case 10:
		e = k
	case 11:
		f = func(n int) int { fmt.Println("f", k, n); return n }
	case 12:
		bytes[k%3] = byte('a' + k%20)
	case 13:
		list = []int{k, k + 1, k + 2, k + 3}
	case 14:
		ts = []T{{k, k}, {k + 1, k}}
	case 15:
		d, c = !d, c+1
	}
}

//go:noinline
func number(n int) int { fmt.Println("number", n); change(n); return n & 3 }

//go:noinline
func text(n int) string { fmt.Println("text", n); change(n); return fmt.Sprint(n & 3) }

//go:noinline
func two(n int) (int, int) { fmt.Println("two", n); change(n); return n, n + 1 }

//go:noinline
func function(n int) func(int) int { fmt.Println("function", n); change(n); return f }

//go:noinline
func pointer(n int) *T { fmt.Println("pointer", n); change(n); return p }

//go:noinline
func even(n int) bool { fmt.Println("even", n); change(n); return n&1 == 0 }
"""

# What an expression may be, by its type: `$i`, `$s`, `$b`, `$x` stand for an int, a string, a bool, any value.
LEAVES = {
    "i": "a|b|list[1]|array[2]|ints[1]|p.a|t.b|e.(int)|len(s)|len(list)|7|int(bytes[1])|int(real(c))|ts[1].a|texts[s]|pairs[t]"
         "|pairs[T{a & 3, 2}]",
    "s": 's|"k"|string(bytes)|string(bytes[:2])|s[:1]',
    "b": 'd|a > b|e != nil|t == *p|s == "k"|string(bytes) == s',
    "x": "t|*p|ts[0]|array|c|e|i|T{a, b}",
}
NODES = {
    "i": "number($i)|number($i)|number($i)|($i + $i)|list[($i)&3]|f($i)|i.V($i)|p.P($i)|t.V($i)|T{$i, $i}.V($i)"
         "|min($i, $i, $i)|function($i)($i)|pointer($i).V($i)|len(append(list[:2], $i, $i))|len($s)|[]int{$i, $i, $i}[1]"
         "|array[($i)&3]|ints[($i)&3]|ts[($i)&1].V($i)|ts[($i)&1].P($i)|(&T{$i, $i}).P($i)",
    "s": "text($i)|($s + $s)|($s + $s + $s)|string(append(bytes[:1], byte('a'+($i+a*0)&15)))|fmt.Sprint($x, $x)",
    "b": "even($i)|($i < $i)|($b && $b)|($b || $b)|!($b)|($s == $s)",
    "x": "$i|$i|$i|$s|$b|T{$i, $i}|any($i)",
}
STATEMENT = [
    "fmt.Println($x, $x, $x)", "a = $i", "a, b = $i, $i", "list[($i)&3] = $i", "list[($i)&3], array[($i)&3] = $i, $i",
    "ints[($i)&3] = $i", "pairs[T{($i) & 3, a & 3}] = $i", "texts[$s], a = $i, $i", "a, ints[($i)&3] = two($i)",
    "list[($i)&3] += $i", "if ($b) { fmt.Println(true) }", "func() { defer fmt.Println($x, $x) }()",
    "fmt.Println(func() (int, string, bool) { return $i, $s, $b }())", "ch <- $i; fmt.Println($i, <-ch, $i)",
    "fmt.Println(map[int]int{($i) & 7: $i, 8 + ($i)&7: $i})",
    "switch ($i) { case $i, $i: fmt.Println(1); default: fmt.Println(2) }", "u, v := $i, $s; fmt.Println(u, v)",
    "fmt.Println([]any{$x, $x}, T{$i, $i}, list[($i)&1:2+($i)&1])",
]


def fill(r, pattern, depth):
    out, at = [], 0
    while at < len(pattern):
        if pattern[at] != "$":
            out.append(pattern[at])
            at += 1
            continue
        kind = pattern[at + 1]
        leaf = depth <= 0 or (kind == "x" and r.randrange(8) == 0)
        out.append(fill(r, r.choice(split((LEAVES if leaf else NODES)[kind])), depth - 1))
        at += 2
    return "".join(out)


# Alternatives stand between single bars; || is Go's.
def split(table):
    return [x.replace("\0", "||") for x in table.replace("||", "\0").split("|")]


def main():
    r = random.Random(int(sys.argv[1]))
    print(PRELUDE)
    for n in range(STATEMENTS):
        print(f"func statement{n}() {{ {fill(r, r.choice(STATEMENT), r.choice([1, 2, 2, 3]))} }}")
    print("func try(n int, f func()) {\n\tdefer func() {\n\t\tif r := recover(); r != nil {\n\t\t\tfmt.Println(r)\n\t\t}\n\t}()")
    print('\tfmt.Println("#", n, a, b, list, array, ints, s, *p, t, i, e, string(bytes), d)\n\tf()\n}\n\nfunc main() {')
    for n in range(STATEMENTS):
        print(f"\ttry({n}, statement{n})")
    print("}")


main()
