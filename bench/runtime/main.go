// Runtime measures single services of the runtime. `runtime ROW [N]` does ROW's operation N times (a default of its own
// unless told) and prints lines `name value unit`; `runtime -list` prints the rows. bench/run compares two builds of it.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// A row does its operation n times and is timed whole, or measures by itself and reports.
type row struct {
	name string
	n    int
	run  func(n int)
	self bool // run reports
}

var rows []row

func timed(name string, n int, run func(n int)) { rows = append(rows, row{name, n, run, false}) }
func self(name string, n int, run func(n int))  { rows = append(rows, row{name, n, run, true}) }

// Units: ns is better if lower, /s if higher, B if lower.
func report(name string, value float64, unit string) { fmt.Printf("%s\t%.4g\t%s\n", name, value, unit) }

func usage() {
	fmt.Fprintln(os.Stderr, "usage: runtime -list | runtime ROW [N]")
	os.Exit(2)
}

func main() {
	registerChan()
	registerSync()
	registerTime()
	registerCall()
	registerMemory()
	registerNet()
	registerMany()
	if len(os.Args) < 2 {
		usage()
	}
	if os.Args[1] == "-list" {
		for _, r := range rows {
			fmt.Println(r.name)
		}
		return
	}
	for _, r := range rows {
		if r.name != os.Args[1] {
			continue
		}
		if len(os.Args) > 2 {
			n, err := strconv.Atoi(os.Args[2])
			if err != nil || n < 1 {
				usage()
			}
			r.n = n
		}
		if r.self {
			r.run(r.n)
			return
		}
		r.run(r.n/20 + 1)
		start := time.Now()
		r.run(r.n)
		report(r.name, float64(time.Since(start).Nanoseconds())/float64(r.n), "ns")
		return
	}
	usage()
}
