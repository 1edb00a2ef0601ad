#!/usr/bin/env python3
"""test/limits/gen.py FOLDER: writes programs that are large or deep in one respect each, NAME.go, and what has to come
of them, NAME.want: the program's output, or `! ` and a text that the compiler's error holds."""
import os
import sys

N = 100000
folder = sys.argv[1]


def case(name, want, body, decls=''):
    with open(os.path.join(folder, name + '.go'), 'w') as f:
        f.write('package main\n\n' + decls + '\nfunc main() { ' + body + ' }\n')
    with open(os.path.join(folder, name + '.want'), 'w') as f:
        f.write(want + '\n')


def lines(n, f):
    return ''.join(f(i) + '\n' for i in range(n))


def nested(n, left, inner, right):
    return left * n + inner + right * n


# Depth.
case('parens', '! exceeded max nesting depth', 'println(' + nested(N, '(', '1', ')') + ')')
case('parens-9000', '1', 'println(' + nested(9000, '(', '1', ')') + ')')
case('unary', '! exceeded max nesting depth', 'println(' + '- ' * N + 'a)', 'var a = 1\n')
case('blocks', '! exceeded max nesting depth', nested(N, '{ ', 'println(1)', ' }'))
case('ifs', '1', nested(2000, 'if a == 0 { ', 'println(1)', ' }'), 'var a int\n')
case('calls', '1', 'println(' + nested(9000, 'f(', '1', ')') + ')', 'func f(x int) int { return x }\n')
case('chain', '! exceeded max nesting depth', 'println(a' + '.t' * N + ')', 'type T struct{ t *T }\nvar a T\n')
case('sum', str(N + 1), 'println(s)', 'var a = 1\nvar s = a' + ' + a' * N + '\n')
case('concat', str(N + 1), 'println(len(s))', 'const s = "a"' + ' + "b"' * N + '\n')
case('variables', str(N // 10), 'println(v0)',
     lines(N // 10, lambda i: f'var v{i} = v{i + 1} + 1') + f'var v{N // 10} = zero()\nfunc zero() int {{ return 0 }}\n')
case('constants', str(N), f'println(c{N - 1})', 'const c0 = 1\n' + lines(N, lambda i: f'const c{i + 1} = c{i} + 1'))
case('definitions', '0', f'var x T{N - 1}; println(x)', 'type T0 int\n' + lines(N, lambda i: f'type T{i + 1} T{i}'))
case('aliases', '0', f'var x T{N - 1}; println(x)', 'type T0 = int\n' + lines(N, lambda i: f'type T{i + 1} = T{i}'))

# Length.
case('text', '10000000', 'println(len(s))', 'const s = "' + 'a' * 10000000 + '"\n')
case('raw', '10000000', 'println(len(s))', 'var s = `' + 'a\n' * 5000000 + '`\n')
case('integer', '! excessively long constant', 'println(s)', 'const s = ' + '9' * 10000000 + '\n')
case('name', '1', 'println(' + 'a' * 10000000 + ')', 'var ' + 'a' * 10000000 + ' = 1\n')
case('comment', '1', 'println(1)', '/*' + 'a\n' * 5000000 + '*/\n')
case('switch', '539', 'println(f(77))',
     'func f(x int) int {\nswitch x {\n' + lines(N, lambda i: f'case {i}: return {i * 7 % 1001}') + '}\nreturn 0\n}\n')
case('switch-text', '539', 'println(f("k77"))', 'func f(x string) int {\nswitch x {\n' +
     lines(N, lambda i: f'case "k{i}": return {i * 7 % 1001}') + '}\nreturn 0\n}\n')
case('switch-same', '! duplicate case 1', 'println(f(77))',
     'func f(x int) int {\nswitch x {\n' + lines(N, lambda i: f'case 1: return {i}') + '}\nreturn 0\n}\n')
case('struct', '3 0', 't.f99999 = 3; println(t.f99999, t.f77)',
     'type T struct {\n' + lines(N, lambda i: f'f{i} int') + '}\nvar t T\n')
case('struct-literal', '99999', 'println(t.f99999)', 'type T struct {\n' + lines(N, lambda i: f'f{i} int') + '}\nvar t = T{' +
     ','.join(f'f{i}: {i}' for i in range(N)) + '}\n')
case('functions', '78', 'println(f77(1))', lines(N, lambda i: f'func f{i}(a int) int {{ return a + {i} }}'))
case('methods', '77', 'var t T; var i any = t; println(i.(interface{ M77() int }).M77())',
     'type T int\n' + lines(20000, lambda i: f'func (t T) M{i}() int {{ return {i} }}'))
case('interface', '19999', 'var t T; var x I = t; println(x.M19999())',
     'type T int\n' + lines(20000, lambda i: f'func (t T) M{i}() int {{ return {i} }}') +
     'type I interface {\n' + lines(20000, lambda i: f'M{i}() int') + '}\n')
case('slice', '1000000', 'println(len(x))', 'var x = []int{' + ','.join(map(str, range(1000000))) + '}\n')
case('map', '100000 v99', 'println(len(x), x[99])',
     'var x = map[int]string{' + ','.join(f'{i}: "v{i}"' for i in range(N)) + '}\n')
case('labels', '20000', lines(20000, lambda i: f'if a == {i + 1} {{ goto L{i} }}') +
     lines(20000, lambda i: f'L{i}: a++') + 'println(a)', 'var a int\n')
case('statements', '100000', 'a++\n' * N + 'println(a)', 'var a int\n')
case('errors', '! too many errors', lines(N, lambda i: f'undefined{i}()'))
case('redeclared', '! f redeclared', 'f()', 'func f() {}\n' * N)
case('syntax', '! syntax error', 'x := := 3\n' * N)
case('noise', '! syntax error', ')(' * N)

# What grows without end.
case('shift', '! invalid shift count 1e9', 'println(x >> 1e9)', 'const x = 1 << 1e9\n')
case('squares', '! constant multiplication overflow', 'println(c60 > 1)',
     'const c0 = 1 << 400\n' + lines(60, lambda i: f'const c{i + 1} = c{i} * c{i}'))
case('fractions', 'true', 'println(c60 > 0)',
     'const c0 = 1.0/3\n' + lines(60, lambda i: f'const c{i + 1} = c{i} * c{i} + 1.0/7'))
case('doubled-text', '! constant string is longer than', 'println(len(c40))',
     'const c0 = "abc"\n' + lines(40, lambda i: f'const c{i + 1} = c{i} + c{i}'))
case('instances', '! too many instances of generic functions', 'f30[int](1)',
     'type P[A, B any] struct { a A; b B }\nfunc f0[T any](n int) { var x T; _ = x }\n' +
     lines(30, lambda i: f'func f{i + 1}[T any](n int) {{ f{i}[P[T, T]](n); f{i}[P[T, int]](n) }}'))
case('growing-instance', '! instantiation cycle', 'f[int](4)', 'func f[A any](n int) { if n > 0 { f[[]A](n-1) } }\n')
case('doubled-generic', 'true', 'println(x == nil)', 'type P0[A any] struct { a, b A }\n' +
     lines(24, lambda i: f'type P{i + 1}[A any] struct {{ a, b P{i}[A] }}') + 'var x *P24[int8]\n')
case('doubled-struct', '! larger than address space', 'println(1)', 'type P0 struct { a, b int }\n' +
     lines(60, lambda i: f'type P{i + 1} struct {{ a, b P{i} }}') + 'var x P60\n')
case('doubled-interface', 'true', 'println(x == nil)', 'type I0 interface { M0() }\n' + lines(60, lambda i:
     f'type I{i + 1} interface {{ I{i}; J{i + 1} }}\ntype J{i + 1} interface {{ I{i}; M{i + 1}() }}') + 'var x I60\n')
case('doubled-embedding', '! x.zz undefined', 'println(x.zz)', 'type P0 struct { a, b int }\n' + lines(40, lambda i:
     f'type Q{i + 1} struct {{ P{i} }}\ntype R{i + 1} struct {{ *P{i} }}\ntype P{i + 1} struct {{ Q{i + 1}; R{i + 1} }}') +
     'var x P40\n')
case('mutual', 'true', 'println(x.a == nil)', lines(10000, lambda i:
     f'type T{i} struct {{ a *T{(i + 1) % 10000}; b []T{(i * 7 + 3) % 10000}; c func(T{(i * 31 + 5) % 10000}) }}') + 'var x T0\n')
case('mutual-interfaces', 'true', 'println(x == nil)', lines(10000, lambda i:
     f'type T{i} interface {{ M{i}(T{(i + 1) % 10000}) T{(i * 7 + 3) % 10000} }}') + 'var x T0\n')
case('endless', '! invalid recursive type T0', 'println(1)', lines(10000, lambda i:
     f'type T{i} struct {{ a T{(i + 1) % 10000} }}') + 'var x T0\n')
