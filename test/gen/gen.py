#!/usr/bin/env python3
"""test/gen/gen.py SEED: a random Go program that is well typed, ends, and prints what it computes; the same for the same seed.

Functions call only those before them and loops count to small constants, so that every program ends. Operations that
may panic (division, indexing, nil pointers, type assertions) stand in functions, because the language orders calls but not
operators; what is called from main runs under a recover that prints the panic."""
import random
import sys

INTS = ['int', 'int8', 'int16', 'int32', 'int64', 'uint', 'uint8', 'uint16', 'uint32', 'uint64']
BITS = {'int': 64, 'uint': 64, 'uintptr': 64, **{t: int(t.lstrip('uint')) for t in INTS if t[-1].isdigit()}}
FLOATS = ['float64', 'float32']
SCALARS = INTS + FLOATS + ['string', 'bool']


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.out = []
        self.funcs = []  # (name, parameter types, result type)
        self.n = 0
        self.depth = 0

    def pick(self, *xs):
        return self.r.choice(xs)

    def name(self, p='v'):
        self.n += 1
        return f'{p}{self.n}'

    def type(self):
        k = self.r.random()
        if k < 0.6:
            return self.pick(*INTS)
        if k < 0.68:
            return self.pick(*FLOATS)
        if k < 0.78:
            return 'string'
        if k < 0.84:
            return 'bool'
        return self.pick('[]int', '[4]int32', 'map[int]string', 'Pair[int8, uint16]', '*Node', 'Shape', 'func(int) int', 'Word', '[]string')

    def const(self, t):
        r = self.r
        if t in INTS:
            bits = BITS[t]
            lo, hi = (0, 2**bits - 1) if t[0] == 'u' else (-2**(bits - 1), 2**(bits - 1) - 1)
            v = r.choice([0, 1, 2, 3, 7, lo, hi, hi - 1, r.randint(lo, hi), r.randint(max(lo, -100), min(hi, 100))])
            return f'id({t}({v}))'  # not constant: it may overflow
        if t in FLOATS:
            return f'id({t}({r.choice(["0", "1.5", "-2.25", "1e10", "0.1", "3"])}))'
        if t == 'string':
            return 'id(' + r.choice(['""', '"a"', '"héllo"', '"xyz\\x00"', '`raw`', 'string(rune(0x4e16))']) + ')'
        if t == 'bool':
            return r.choice(['id(true)', 'id(false)'])
        if t == '[]int':
            return f'[]int{{{", ".join(str(r.randint(-9, 9)) for _ in range(r.randint(0, 6)))}}}'
        if t == '[4]int32':
            return f'[4]int32{{1: {r.randint(-9, 9)}, {r.randint(0, 9)}}}'
        if t == 'map[int]string':
            return r.choice(['map[int]string{1: "one", 2: "two"}', 'map[int]string(nil)', 'map[int]string{}'])
        if t == 'Pair[int8, uint16]':
            return f'Pair[int8, uint16]{{{r.randint(-128, 127)}, {r.randint(0, 65535)}}}'
        if t == '*Node':
            return r.choice(['(*Node)(nil)', '(&Node{val: 3})', '(&Node{val: 1, next: &Node{val: 2}})'])
        if t == 'Shape':
            return r.choice(['Shape(Square(3))', 'Shape(Square(-2))', 'Shape(&Node{val: 5})', 'Shape(nil)'])
        if t == 'func(int) int':
            k = r.randint(-5, 5)
            return r.choice([f'(func(x int) int {{ return x*{k} + 1 }})', f'adder({k})'])
        if t == 'Word':
            return r.choice(['Word("go")', 'Word("")', 'Word("seven")'])
        return r.choice(['[]string{"x", "y"}', 'strings.Fields("a bb ccc")', '[]string(nil)'])

    def expr(self, t, env, d=0):
        r = self.r
        have = [n for n, u in env if u == t]
        if d > 3 or r.random() < 0.2:
            return r.choice(have) if have and r.random() < 0.8 else self.const(t)
        e = lambda u: self.expr(u, env, d + 1)
        calls = [f for f in self.funcs if f[2] == t]
        if calls and r.random() < 0.1:
            f = r.choice(calls)
            return f'{f[0]}({", ".join(e(p) for p in f[1])})'
        if t in INTS:
            k = r.randint(0, 14)
            if k < 5:
                return f'({e(t)} {self.pick("+", "-", "*", "&", "|", "^", "&^")} {e(t)})'
            if k == 5:
                return f'{self.pick("quo", "rem")}({e(t)}, {e(t)})'
            if k == 6:
                return f'({e(t)} {self.pick("<<", ">>")} ({e(self.pick("uint8", "uint"))} & {self.pick(7, 31, 63, 127)}))'
            if k == 7:
                return f'{t}({e(self.pick(*INTS))})'
            if k == 8:
                return f'({self.pick("-", "^", "+")}{e(t)})'
            if k == 9:
                return f'pick({e("bool")}, {e(t)}, {e(t)})'
            if k == 10:
                return f'{self.pick("min", "max")}({e(t)}, {e(t)})'
            if k == 11 and t == 'int':
                return self.pick(f'len({e(self.pick("string", "[]int", "map[int]string", "[]string"))})', f'at({e("[]int")}, {e("int")})',
                                 f'value({e("*Node")})', f'{e("func(int) int")}({e("int")})', f'area({e("Shape")})', f'sum({e("[]int")}...)',
                                 f'{e("Word")}.Len()', f'{e("*Node")}.Sum()')
            if k == 12 and t == 'int32':
                return f'{e("[4]int32")}[{e("int")}&3]'
            if k == 13 and t in ('int8', 'uint16'):
                return f'{e("Pair[int8, uint16]")}.{"a" if t == "int8" else "b"}'
            if k == 14 and t == 'uint8':
                return f'at([]byte({e("string")}), {e("int")}&1)'
            return f'func() {t} {{ x := {e(t)}; x {self.pick("+", "-", "^")}= {e(t)}; return x }}()'
        if t in FLOATS:
            return self.pick(f'({e(t)} {self.pick("+", "-", "*")} {e(t)})', f'{t}({e("int16")})', f'{t}({e(self.pick(*FLOATS))})', f'(-{e(t)})')
        if t == 'string':
            return self.pick(f'({e(t)} + {e(t)})', f'head({e(t)}, len({e(t)})&1)', f'string({e("Word")})', f'{e("map[int]string")}[{e("int")}]',
                             f'fmt.Sprint({e(self.pick(*SCALARS))})', f'strings.ToUpper({e(t)})', f'at({e("[]string")}, {e("int")})',
                             f'string([]rune({e(t)}))', f'kind({e(self.type())})')
        if t == 'bool':
            u = self.pick(*SCALARS[:-1])
            return self.pick(f'({e(u)} {self.pick("==", "!=", "<", "<=", ">", ">=")} {e(u)})', f'({e(t)} {self.pick("&&", "||")} {e(t)})', f'!{e(t)}',
                             f'({e("Pair[int8, uint16]")} == {e("Pair[int8, uint16]")})', f'({e("Shape")} == {e("Shape")})', f'({e("*Node")} == nil)',
                             f'({e("[4]int32")} == {e("[4]int32")})')
        if t == '[]int':
            return self.pick(f'append({e(t)}, {e("int")}, {e("int")})', f'tail({e(t)}, {e("int")}&3)', f'mapped({e(t)}, {e("func(int) int")})')
        if t == '[4]int32':
            return self.const(t)
        if t == 'Pair[int8, uint16]':
            return self.pick(f'Pair[int8, uint16]{{a: {e("int8")}, b: {e("uint16")}}}', f'make2({e("int8")}, {e("uint16")})')
        if t == 'Shape':
            return self.pick(f'Shape(Square({e("int")}))', f'Shape({e("*Node")})')
        if t == '*Node':
            return self.pick(f'(&Node{{{e("int")}, {e("*Node")}}})', f'node({e("Shape")})')
        if t == 'Word':
            return self.pick(f'Word({e("string")})', f'Word({e("Word")} + {e("Word")})')
        return self.const(t)

    def emit(self, s):
        self.out.append('\t' * self.depth + s)

    def block(self, head, env, n, tail='}'):
        self.emit(head)
        self.depth += 1
        self.stmts(list(env), n)
        self.depth -= 1
        self.emit(tail)

    def stmts(self, env, n):
        r = self.r
        for _ in range(n):
            k = r.randint(0, 12) if self.depth < 5 else r.randint(0, 4)
            ints = [(a, u) for a, u in env if u in INTS and a[0] == 'v']
            if k < 3 or not ints:
                t = self.type()
                v = self.name()
                self.emit(f'var {v} {t} = {self.expr(t, env)}')
                self.emit(f'_ = {v}')
                env.append((v, t))
            elif k < 5:
                v, t = r.choice(ints)
                if r.random() < 0.3:
                    w, u = r.choice(ints)
                    self.emit(f'{v}, {w} = {self.expr(t, env, 1)}, {self.expr(u, env, 1)}')
                else:
                    self.emit(f'{v} {self.pick("=", "+=", "-=", "*=", "^=", "|=")} {self.expr(t, env, 1)}')
            elif k == 5:
                self.block(f'if {self.expr("bool", env, 1)} {{', env, r.randint(1, 3), '} else {')
                self.depth += 1
                self.stmts(list(env), r.randint(1, 2))
                self.depth -= 1
                self.emit('}')
            elif k == 6:
                i = self.name('i')
                self.block(self.pick(f'for {i} := range {r.randint(1, 4)} {{', f'for {i} := 0; {i} < {r.randint(1, 4)}; {i}++ {{',
                                     f'for {i} := range count({r.randint(1, 4)}) {{') + f' _ = {i}', env + [(i, 'int')], r.randint(1, 3))
            elif k == 7:
                v, t = r.choice(ints)
                self.emit(f'switch {v} & 3 {{')
                for c in range(3):
                    self.block(f'case {c}:', env, 1, 'fallthrough' if c < 2 and r.random() < 0.2 else '')
                self.emit('}')
            elif k == 8:
                v, t = r.choice(ints)
                self.emit(f'defer func() {{ {v} += {self.const(t)}; fmt.Println("deferred", {v}) }}()')
            elif k == 9:
                v, t = r.choice(ints)
                f = self.name('f')
                self.emit(f'{f} := func() {t} {{ {v}++; return {v} }}')
                self.emit(f'{v} = {f}() - {f}()')
            elif k == 10:
                v = self.name('i')
                w = self.name('i')
                self.block(f'for {v}, {w} := range {self.expr("[]int", env, 2)} {{', env + [(v, 'int'), (w, 'int')], 1)
                self.out.insert(len(self.out) - 1, '\t' * (self.depth + 1) + f'_, _ = {v}, {w}')
            elif k == 11:
                x = self.name('x')
                self.emit(f'switch {x} := any({self.expr(self.type(), env, 1)}).(type) {{')
                self.emit(f'case int, string: fmt.Println("one of two", {x})')
                self.emit(f'case interface{{ Area() int }}: fmt.Println("shape", {x} != nil)')
                self.emit(f'default: fmt.Printf("%T\\n", {x})')
                self.emit('}')
            else:
                v, t = r.choice(ints)
                self.emit(f'fmt.Println("{v}", {v})')

    def func(self):
        f = self.name('F')
        ps = [(self.name('p'), self.type()) for _ in range(self.r.randint(0, 3))]
        t = self.type()
        self.emit(f'func {f}({", ".join(f"{a} {u}" for a, u in ps)}) (res {t}) {{')
        self.depth = 1
        env = list(ps)
        for g in range(self.r.randint(0, 2)):
            env.append((f'global{g}', 'int'))
        self.stmts(env, self.r.randint(3, 8))
        self.emit(f'return {self.expr(t, env)}')
        self.depth = 0
        self.emit('}\n')
        self.funcs.append((f, [u for _, u in ps], t))

    def program(self):
        for _ in range(self.r.randint(6, 12)):
            self.func()
        main = ['func main() {']
        for f, ps, t in self.funcs:
            for _ in range(2):
                main.append(f'\ttry("{f}", func() any {{ return {f}({", ".join(self.const(p) for p in ps)}) }})')
        main.append('\tfmt.Println(global0, global1)\n}\n')
        return PRELUDE + '\n'.join(self.out + main)


PRELUDE = '''package main

import (
	"fmt"
	"iter"
	"strings"
)

var global0, global1 = 1, -1

type Pair[A, B any] struct {
	a A
	b B
}

func make2[A, B any](a A, b B) Pair[A, B] { return Pair[A, B]{a, b} }

type Node struct {
	val  int
	next *Node
}

func (n *Node) Area() int { return n.val * 10 }

func (n *Node) Sum() (s int) {
	for i := 0; n != nil && i < 100; n, i = n.next, i+1 {
		s += n.val
	}
	return
}

type Shape interface{ Area() int }

type Square int

func (s Square) Area() int { return int(s) * int(s) }

type Word string

func (w Word) Len() int { return len(w) }

//go:noinline
func id[T any](x T) T { return x }

func adder(k int) func(int) int { return func(x int) int { k++; return x + k } }

func pick[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

func sum(xs ...int) (s int) {
	for _, x := range xs {
		s += x
	}
	return s
}

func mapped[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func quo[T integer](x, y T) T { return x / y }
func rem[T integer](x, y T) T { return x % y }

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

func at[S ~[]E, E any](s S, i int) E       { return s[i] }
func head(s string, n int) string          { return s[:n] }
func tail[S ~[]E, E any](s S, i int) S     { return s[i:] }
func value(n *Node) int                    { return n.val }
func node(s Shape) *Node                   { return s.(*Node) }
func area(s Shape) int                     { return s.Area() }

func kind(x any) string { return fmt.Sprintf("%T", x) }

var _ = strings.ToUpper

func try(name string, f func() any) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, "panics:", e)
		}
	}()
	x := f()
	switch x := x.(type) {
	case *Node:
		fmt.Println(name, x == nil, x.Sum())
	case func(int) int:
		fmt.Println(name, x(1), x(2))
	case []int:
		fmt.Println(name, len(x), sum(x...))
	default:
		fmt.Printf("%s %T %v\\n", name, x, x)
	}
}

'''

sys.setrecursionlimit(10000)
print(Gen(int(sys.argv[1])).program())
