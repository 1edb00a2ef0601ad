package main

var s uint = 33

func main() {
	var i = 1 << s
	var j int32 = 1 << s
	var k = uint64(1 << s)
	var m int = 1.0 << s
	var n = 1.0<<s == j
	var o = 1<<s == 2<<s
	var w int64 = 1.0 << 33
	var b = make([]byte, 1.0<<(s-30))
	var neg = -8
	println(i, j, k, m, n, o, w, len(b), neg>>1, neg>>70, uint8(200)>>3<<1, int8(-128)>>7)
	defer func() { println(recover() != nil) }()
	println(1 << neg)
}
