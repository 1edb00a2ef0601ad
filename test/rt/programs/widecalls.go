// Calls through package reflect of functions with many parameters and results, both ways, also on further pieces of stack.
package main

import (
	"fmt"
	"reflect"
)

//go:noinline
func many(a0 int, a1 float64, a2 string, a3 [3]int32, a4 int, a5 float64, a6 string, a7 [3]int32, a8 int, a9 float64, a10 string, a11 [3]int32, a12 int, a13 float64, a14 string, a15 [3]int32, a16 int, a17 float64, a18 string, a19 [3]int32, a20 int, a21 float64, a22 string, a23 [3]int32, a24 int, a25 float64, a26 string, a27 [3]int32, a28 int, a29 float64, a30 string, a31 [3]int32, a32 int, a33 float64, a34 string, a35 [3]int32, a36 int, a37 float64, a38 string, a39 [3]int32, a40 int, a41 float64, a42 string, a43 [3]int32, a44 int, a45 float64, a46 string, a47 [3]int32, a48 int, a49 float64, a50 string, a51 [3]int32, a52 int, a53 float64, a54 string, a55 [3]int32, a56 int, a57 float64, a58 string, a59 [3]int32, a60 int, a61 float64, a62 string, a63 [3]int32, a64 int, a65 float64, a66 string, a67 [3]int32, a68 int, a69 float64, a70 string, a71 [3]int32, a72 int, a73 float64, a74 string, a75 [3]int32, a76 int, a77 float64, a78 string, a79 [3]int32, a80 int, a81 float64, a82 string, a83 [3]int32, a84 int, a85 float64, a86 string, a87 [3]int32, a88 int, a89 float64, a90 string, a91 [3]int32, a92 int, a93 float64, a94 string, a95 [3]int32, a96 int, a97 float64, a98 string, a99 [3]int32, a100 int, a101 float64, a102 string, a103 [3]int32, a104 int, a105 float64, a106 string, a107 [3]int32, a108 int, a109 float64, a110 string, a111 [3]int32, a112 int, a113 float64, a114 string, a115 [3]int32, a116 int, a117 float64, a118 string, a119 [3]int32, a120 int, a121 float64, a122 string, a123 [3]int32, a124 int, a125 float64, a126 string, a127 [3]int32, a128 int, a129 float64, a130 string, a131 [3]int32, a132 int, a133 float64, a134 string, a135 [3]int32, a136 int, a137 float64, a138 string, a139 [3]int32, a140 int, a141 float64, a142 string, a143 [3]int32, a144 int, a145 float64, a146 string, a147 [3]int32, a148 int, a149 float64, a150 string, a151 [3]int32, a152 int, a153 float64, a154 string, a155 [3]int32, a156 int, a157 float64, a158 string, a159 [3]int32, a160 int, a161 float64, a162 string, a163 [3]int32, a164 int, a165 float64, a166 string, a167 [3]int32, a168 int, a169 float64, a170 string, a171 [3]int32, a172 int, a173 float64, a174 string, a175 [3]int32, a176 int, a177 float64, a178 string, a179 [3]int32, a180 int, a181 float64, a182 string, a183 [3]int32, a184 int, a185 float64, a186 string, a187 [3]int32, a188 int, a189 float64, a190 string, a191 [3]int32, a192 int, a193 float64, a194 string, a195 [3]int32, a196 int, a197 float64, a198 string, a199 [3]int32) (n int, f float64, s string) {
	n += a0 * 1
	f += a1 * 2
	s += a2
	n += int(a3[2]) * 4
	n += a4 * 5
	f += a5 * 6
	s += a6
	n += int(a7[2]) * 8
	n += a8 * 9
	f += a9 * 10
	s += a10
	n += int(a11[2]) * 12
	n += a12 * 13
	f += a13 * 14
	s += a14
	n += int(a15[2]) * 16
	n += a16 * 17
	f += a17 * 18
	s += a18
	n += int(a19[2]) * 20
	n += a20 * 21
	f += a21 * 22
	s += a22
	n += int(a23[2]) * 24
	n += a24 * 25
	f += a25 * 26
	s += a26
	n += int(a27[2]) * 28
	n += a28 * 29
	f += a29 * 30
	s += a30
	n += int(a31[2]) * 32
	n += a32 * 33
	f += a33 * 34
	s += a34
	n += int(a35[2]) * 36
	n += a36 * 37
	f += a37 * 38
	s += a38
	n += int(a39[2]) * 40
	n += a40 * 41
	f += a41 * 42
	s += a42
	n += int(a43[2]) * 44
	n += a44 * 45
	f += a45 * 46
	s += a46
	n += int(a47[2]) * 48
	n += a48 * 49
	f += a49 * 50
	s += a50
	n += int(a51[2]) * 52
	n += a52 * 53
	f += a53 * 54
	s += a54
	n += int(a55[2]) * 56
	n += a56 * 57
	f += a57 * 58
	s += a58
	n += int(a59[2]) * 60
	n += a60 * 61
	f += a61 * 62
	s += a62
	n += int(a63[2]) * 64
	n += a64 * 65
	f += a65 * 66
	s += a66
	n += int(a67[2]) * 68
	n += a68 * 69
	f += a69 * 70
	s += a70
	n += int(a71[2]) * 72
	n += a72 * 73
	f += a73 * 74
	s += a74
	n += int(a75[2]) * 76
	n += a76 * 77
	f += a77 * 78
	s += a78
	n += int(a79[2]) * 80
	n += a80 * 81
	f += a81 * 82
	s += a82
	n += int(a83[2]) * 84
	n += a84 * 85
	f += a85 * 86
	s += a86
	n += int(a87[2]) * 88
	n += a88 * 89
	f += a89 * 90
	s += a90
	n += int(a91[2]) * 92
	n += a92 * 93
	f += a93 * 94
	s += a94
	n += int(a95[2]) * 96
	n += a96 * 97
	f += a97 * 98
	s += a98
	n += int(a99[2]) * 100
	n += a100 * 101
	f += a101 * 102
	s += a102
	n += int(a103[2]) * 104
	n += a104 * 105
	f += a105 * 106
	s += a106
	n += int(a107[2]) * 108
	n += a108 * 109
	f += a109 * 110
	s += a110
	n += int(a111[2]) * 112
	n += a112 * 113
	f += a113 * 114
	s += a114
	n += int(a115[2]) * 116
	n += a116 * 117
	f += a117 * 118
	s += a118
	n += int(a119[2]) * 120
	n += a120 * 121
	f += a121 * 122
	s += a122
	n += int(a123[2]) * 124
	n += a124 * 125
	f += a125 * 126
	s += a126
	n += int(a127[2]) * 128
	n += a128 * 129
	f += a129 * 130
	s += a130
	n += int(a131[2]) * 132
	n += a132 * 133
	f += a133 * 134
	s += a134
	n += int(a135[2]) * 136
	n += a136 * 137
	f += a137 * 138
	s += a138
	n += int(a139[2]) * 140
	n += a140 * 141
	f += a141 * 142
	s += a142
	n += int(a143[2]) * 144
	n += a144 * 145
	f += a145 * 146
	s += a146
	n += int(a147[2]) * 148
	n += a148 * 149
	f += a149 * 150
	s += a150
	n += int(a151[2]) * 152
	n += a152 * 153
	f += a153 * 154
	s += a154
	n += int(a155[2]) * 156
	n += a156 * 157
	f += a157 * 158
	s += a158
	n += int(a159[2]) * 160
	n += a160 * 161
	f += a161 * 162
	s += a162
	n += int(a163[2]) * 164
	n += a164 * 165
	f += a165 * 166
	s += a166
	n += int(a167[2]) * 168
	n += a168 * 169
	f += a169 * 170
	s += a170
	n += int(a171[2]) * 172
	n += a172 * 173
	f += a173 * 174
	s += a174
	n += int(a175[2]) * 176
	n += a176 * 177
	f += a177 * 178
	s += a178
	n += int(a179[2]) * 180
	n += a180 * 181
	f += a181 * 182
	s += a182
	n += int(a183[2]) * 184
	n += a184 * 185
	f += a185 * 186
	s += a186
	n += int(a187[2]) * 188
	n += a188 * 189
	f += a189 * 190
	s += a190
	n += int(a191[2]) * 192
	n += a192 * 193
	f += a193 * 194
	s += a194
	n += int(a195[2]) * 196
	n += a196 * 197
	f += a197 * 198
	s += a198
	n += int(a199[2]) * 200
	return
}

//go:noinline
func results(n int) (r0 int, r1 string, r2 float32, r3 [2]float64, r4 int, r5 string, r6 float32, r7 [2]float64, r8 int, r9 string, r10 float32, r11 [2]float64, r12 int, r13 string, r14 float32, r15 [2]float64, r16 int, r17 string, r18 float32, r19 [2]float64, r20 int, r21 string, r22 float32, r23 [2]float64, r24 int, r25 string, r26 float32, r27 [2]float64, r28 int, r29 string, r30 float32, r31 [2]float64, r32 int, r33 string, r34 float32, r35 [2]float64, r36 int, r37 string, r38 float32, r39 [2]float64) {
	r0, r1, r2, r3 = n, "one", 2.5, [2]float64{3, 4}
	r36, r37, r38, r39 = n+1, "last", 38.5, [2]float64{39, 40}
	return
}

type wide func(a0 float64, a1 int, a2 int, a3 float64, a4 int, a5 int, a6 float64, a7 int, a8 int, a9 float64, a10 int, a11 int, a12 float64, a13 int, a14 int, a15 float64, a16 int, a17 int, a18 float64, a19 int, a20 int, a21 float64, a22 int, a23 int, a24 float64, a25 int, a26 int, a27 float64, a28 int, a29 int, a30 float64, a31 int, a32 int, a33 float64, a34 int, a35 int, a36 float64, a37 int, a38 int, a39 float64, a40 int, a41 int, a42 float64, a43 int, a44 int, a45 float64, a46 int, a47 int, a48 float64, a49 int, a50 int, a51 float64, a52 int, a53 int, a54 float64, a55 int, a56 int, a57 float64, a58 int, a59 int, a60 float64, a61 int, a62 int, a63 float64, a64 int, a65 int, a66 float64, a67 int, a68 int, a69 float64, a70 int, a71 int, a72 float64, a73 int, a74 int, a75 float64, a76 int, a77 int, a78 float64, a79 int, a80 int, a81 float64, a82 int, a83 int, a84 float64, a85 int, a86 int, a87 float64, a88 int, a89 int, a90 float64, a91 int, a92 int, a93 float64, a94 int, a95 int, a96 float64, a97 int, a98 int, a99 float64, a100 int, a101 int, a102 float64, a103 int, a104 int, a105 float64, a106 int, a107 int, a108 float64, a109 int) (int, float64, []string)

// deep calls f at every depth, so that some call begins where a piece of stack ends.
func deep(n int, f func()) {
	var pad [60]int
	pad[n%60] = n
	if n > 0 {
		deep(n-1, f)
	}
	if n%7 == 0 {
		f()
	}
	if pad[n%60] != n {
		panic("overwritten")
	}
}

func main() {
	v := reflect.ValueOf(many)
	var args []reflect.Value
	for i := range v.Type().NumIn() {
		switch t := v.Type().In(i); t.Kind() {
		case reflect.Int:
			args = append(args, reflect.ValueOf(i))
		case reflect.Float64:
			args = append(args, reflect.ValueOf(float64(i)/2))
		case reflect.String:
			args = append(args, reflect.ValueOf(fmt.Sprint(i%10)))
		default:
			args = append(args, reflect.ValueOf([3]int32{0, 0, int32(i)}))
		}
	}
	var want string
	show := func() {
		out := v.Call(args)
		s := fmt.Sprint(out[0].Int(), out[1].Float(), out[2].String())
		if want == "" {
			want = s
			fmt.Println(s)
		}
		if s != want {
			panic(s)
		}
	}
	show()
	deep(200, show)

	out := reflect.ValueOf(results).Call([]reflect.Value{reflect.ValueOf(7)})
	for _, i := range []int{0, 1, 2, 3, 20, 36, 37, 38, 39} {
		fmt.Print(out[i].Interface(), " ")
	}
	fmt.Println()

	sum := func(in []reflect.Value) []reflect.Value {
		n, f := 0, 0.0
		for i, x := range in {
			if x.Kind() == reflect.Int {
				n += i * int(x.Int())
			} else {
				f += float64(i) * x.Float()
			}
		}
		return []reflect.Value{reflect.ValueOf(n), reflect.ValueOf(f), reflect.ValueOf([]string{"a", fmt.Sprint(n)})}
	}
	w := reflect.MakeFunc(reflect.TypeFor[wide](), sum).Interface().(wide)
	want = ""
	call := func() {
		s := fmt.Sprint(w(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109))
		if want == "" {
			want = s
			fmt.Println(s)
		}
		if s != want {
			panic(s)
		}
	}
	call()
	deep(200, call)

	in := make([]reflect.Type, 120)
	for i := range in {
		in[i] = []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[float64]()}[i%2]
		args = append(args[:i], reflect.Zero(in[i]))
	}
	args[118] = reflect.ValueOf(3)
	rets := []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[float64](), reflect.TypeFor[[]string]()}
	fmt.Println(reflect.MakeFunc(reflect.FuncOf(in, rets, false), sum).Call(args)[0])
	made := reflect.MakeFunc(reflect.TypeOf(results), func(in []reflect.Value) []reflect.Value {
		return reflect.ValueOf(results).Call(in)
	}).Interface().(func(n int) (r0 int, r1 string, r2 float32, r3 [2]float64, r4 int, r5 string, r6 float32, r7 [2]float64, r8 int, r9 string, r10 float32, r11 [2]float64, r12 int, r13 string, r14 float32, r15 [2]float64, r16 int, r17 string, r18 float32, r19 [2]float64, r20 int, r21 string, r22 float32, r23 [2]float64, r24 int, r25 string, r26 float32, r27 [2]float64, r28 int, r29 string, r30 float32, r31 [2]float64, r32 int, r33 string, r34 float32, r35 [2]float64, r36 int, r37 string, r38 float32, r39 [2]float64))
	r0, r1, _, r3, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, r36, r37, _, r39 := made(8)
	fmt.Println(r0, r1, r3, r36, r37, r39)
}
