// An interpreter whose nodes are interfaces, and the same program for a stack machine with a switch.
package main

import "fmt"

type env struct{ vars [8]int }

type expr interface{ eval(*env) int }
type stmt interface{ exec(*env) bool }

type (
	num    int
	ref    int
	binary struct {
		op   byte
		x, y expr
	}
	set struct {
		to  int
		val expr
	}
	while struct {
		cond expr
		body []stmt
	}
	when struct {
		cond expr
		then []stmt
	}
)

func (n num) eval(*env) int   { return int(n) }
func (r ref) eval(e *env) int { return e.vars[r] }
func (b *binary) eval(e *env) int {
	x, y := b.x.eval(e), b.y.eval(e)
	switch b.op {
	case '+':
		return x + y
	case '-':
		return x - y
	case '*':
		return x * y
	case '%':
		return x % y
	case '<':
		if x < y {
			return 1
		}
		return 0
	case '=':
		if x == y {
			return 1
		}
		return 0
	}
	panic("op")
}
func (s *set) exec(e *env) bool { e.vars[s.to] = s.val.eval(e); return true }
func (w *while) exec(e *env) bool {
	for w.cond.eval(e) != 0 {
		run(w.body, e)
	}
	return true
}
func (w *when) exec(e *env) bool {
	if w.cond.eval(e) != 0 {
		run(w.then, e)
	}
	return true
}

func run(body []stmt, e *env) {
	for _, s := range body {
		s.exec(e)
	}
}

type code struct {
	op  string
	arg int
}

func depth(x any) int {
	switch x := x.(type) {
	case num, ref:
		return 1
	case *binary:
		return 1 + max(depth(x.x), depth(x.y))
	case *set:
		return 1 + depth(x.val)
	case *while:
		d := depth(x.cond)
		for _, s := range x.body {
			d = max(d, depth(s))
		}
		return 1 + d
	case *when:
		d := depth(x.cond)
		for _, s := range x.then {
			d = max(d, depth(s))
		}
		return 1 + d
	}
	return 0
}

const (
	push = iota
	load
	store
	add
	mul
	mod
	less
	jumpz
	jump
	halt
)

func machine(prog [][2]int, n int) int {
	var stack [16]int
	var vars [4]int
	vars[3] = n
	sp, pc := 0, 0
	for {
		in := prog[pc]
		pc++
		switch in[0] {
		case push:
			stack[sp] = in[1]
			sp++
		case load:
			stack[sp] = vars[in[1]]
			sp++
		case store:
			sp--
			vars[in[1]] = stack[sp]
		case add:
			sp--
			stack[sp-1] += stack[sp]
		case mul:
			sp--
			stack[sp-1] *= stack[sp]
		case mod:
			sp--
			stack[sp-1] %= stack[sp]
		case less:
			sp--
			if stack[sp-1] < stack[sp] {
				stack[sp-1] = 1
			} else {
				stack[sp-1] = 0
			}
		case jumpz:
			sp--
			if stack[sp] == 0 {
				pc = in[1]
			}
		case jump:
			pc = in[1]
		case halt:
			return vars[1]
		}
	}
}

func main() {
	prog := []stmt{&set{0, num(0)}, &set{1, num(1)}, &while{&binary{'<', ref(0), num(2000000)}, []stmt{
		&set{1, &binary{'%', &binary{'+', &binary{'*', ref(1), num(31)}, ref(0)}, num(65537)}},
		&when{&binary{'=', &binary{'%', ref(1), num(3)}, num(0)}, []stmt{&set{2, &binary{'+', ref(2), num(1)}}}},
		&set{0, &binary{'+', ref(0), num(1)}},
	}}}
	var e env
	run(prog, &e)
	d := 0
	for i := range 1000000 {
		d += depth(prog[i%3])
	}
	fmt.Println(e.vars[1], e.vars[2], d)
	fmt.Println(machine([][2]int{{load, 0}, {load, 3}, {less, 0}, {jumpz, 15}, {load, 1}, {push, 31}, {mul, 0}, {load, 0}, {add, 0},
		{push, 65537}, {mod, 0}, {store, 1}, {load, 0}, {push, 1}, {jump, 16}, {halt, 0}, {add, 0}, {store, 0}, {jump, 0}}, 4000000))
}
