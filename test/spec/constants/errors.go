package main

const a int8 = 128
const b uint = -1
const c = 10 / 0
const d int = 1.5
const e = "a" + 1
const f float32 = 1e40
const g = uint8(255) + 1
const h byte = 'a' + 300
const i = len([3]int{f2()})
const j = ^uint8(0) << 8

func f2() int { return 0 }

func main() {
	var x int = 1e100
	var y uint8 = 256
	_ = 1.0 % 2
	_ = "s"[5]
	_ = int8(1) << 8
	_ = x + 1.5
	_ = y
}
