// Files in C, C++ and assembly beside those in Go; flags with conditions; headers in a folder of the package.
package main

// #cgo CFLAGS: -DFROM_FLAGS=11 -I${SRCDIR}/sub/include
// #cgo linux,amd64 CFLAGS: -DON_TARGET=1
// #cgo windows CFLAGS: -DON_TARGET=2
// #cgo !windows CPPFLAGS: -DNOT_ELSEWHERE
// #cgo CXXFLAGS: -std=c++11 -DIN_CXX=3
// #cgo LDFLAGS: -lm
// #include "values.h"
// int fromC(void);
// int fromCXX(const char *s);
// long fromAsm(long a, long b);
// static int flags(void) { return FROM_FLAGS * 10 + ON_TARGET; }
import "C"

import "fmt"

func main() {
	fmt.Println(C.flags(), C.VALUE, C.fromC(), C.fromCXX(C.CString("abc")), C.fromAsm(40, 2))
	fmt.Println(inOther(5))
}
