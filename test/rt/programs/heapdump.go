// runtime/debug.WriteHeapDump: the dump is well formed, and what a global leads to can be found in it by following
// pointers.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"unsafe"
)

type link struct {
	magic uint64
	next  *link
	pad   [3]uint64
}

type finalized struct{ a, b *int }

const magic = 0x5ea60_da7a_0bec7

var chain *link
var kept *finalized

type region struct {
	at       uint64
	contents []byte
	pointers []uint64 // offsets
}

type dump struct {
	r          *bufio.Reader
	objects    []region
	roots      []region
	goroutines []string
	frames     []string
	finalizers int
	types      map[string]bool
	seen       map[uint64]int // by tag
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func (d *dump) int() uint64 {
	v, err := binary.ReadUvarint(d.r)
	check(err)
	return v
}

func (d *dump) ints(n int) {
	for range n {
		d.int()
	}
}

func (d *dump) bytes() []byte {
	b := make([]byte, d.int())
	_, err := io.ReadFull(d.r, b)
	check(err)
	return b
}

func (d *dump) fields() (offsets []uint64) {
	for d.int() == 1 {
		offsets = append(offsets, d.int())
	}
	return
}

func (d *dump) region() region { return region{d.int(), d.bytes(), d.fields()} }

func (d *dump) record(tag uint64) {
	switch tag {
	case 1:
		d.objects = append(d.objects, d.region())
	case 2:
		d.bytes()
		d.int()
	case 3:
		d.ints(2)
		d.types[string(d.bytes())] = true
		d.int()
	case 4:
		d.ints(8)
		d.goroutines = append(d.goroutines, string(d.bytes()))
		d.ints(4)
	case 5:
		d.ints(3)
		d.bytes()
		d.ints(3)
		d.frames = append(d.frames, string(d.bytes()))
		d.fields()
	case 6:
		d.ints(4)
		fmt.Println(string(d.bytes()) == runtime.GOARCH, string(d.bytes()) == runtime.Version())
		d.int()
	case 7, 11:
		d.ints(5)
		d.finalizers++
	case 8, 17:
		d.ints(2)
	case 9:
		d.ints(3)
	case 10:
		d.ints(24 + 256 + 1)
	case 12, 13:
		d.roots = append(d.roots, d.region())
	case 14:
		d.ints(7)
	case 15:
		d.ints(6)
	case 16:
		d.ints(2)
		for range d.int() {
			d.bytes()
			d.bytes()
			d.int()
		}
		d.ints(2)
	default:
		panic(fmt.Sprint("tag ", tag))
	}
}

func read(name string) *dump {
	f, err := os.Open(name)
	check(err)
	defer f.Close()
	d := &dump{r: bufio.NewReader(f), types: map[string]bool{}, seen: map[uint64]int{}}
	header, err := d.r.ReadString('\n')
	check(err)
	fmt.Print(header)
	for tag := d.int(); tag != 0; tag = d.int() {
		d.seen[tag]++
		d.record(tag)
	}
	_, err = d.r.ReadByte()
	fmt.Println("after the end:", err)
	return d
}

// The pointer at address p, which must be told to be one.
func (d *dump) follow(from []region, p uint64) uint64 {
	for _, r := range from {
		if p < r.at || p >= r.at+uint64(len(r.contents)) {
			continue
		}
		for _, o := range r.pointers {
			if r.at+o == p {
				return binary.LittleEndian.Uint64(r.contents[o:])
			}
		}
		panic("no pointer there")
	}
	panic("no such address")
}

func (d *dump) word(p uint64) uint64 {
	for _, r := range d.objects {
		if p == r.at {
			return binary.LittleEndian.Uint64(r.contents)
		}
	}
	panic("no such object")
}

//go:noinline
func wait(c chan int, started chan bool) {
	started <- true
	<-c
}

func main() {
	for range 5 {
		chain = &link{magic: magic, next: chain}
	}
	kept = &finalized{new(int), new(int)}
	runtime.SetFinalizer(kept, func(*finalized) {})
	c, started := make(chan int), make(chan bool)
	go wait(c, started)
	<-started
	for range 10 {
		runtime.Gosched()
	}
	runtime.GC()
	f, err := os.CreateTemp("", "heapdump")
	check(err)
	defer os.Remove(f.Name())
	debug.WriteHeapDump(f.Fd())
	check(f.Close())
	d := read(f.Name())

	n := 0
	p := d.follow(d.roots, uint64(uintptr(unsafe.Pointer(&chain))))
	for ; p != 0; p = d.follow(d.objects, p+8) {
		if d.word(p) != magic {
			panic("not of the chain")
		}
		n++
	}
	fmt.Println("links:", n)
	fmt.Println("finalizers:", d.finalizers >= 1)
	waits := 0
	for _, g := range d.goroutines {
		if strings.HasPrefix(g, "chan receive") {
			waits++
		}
	}
	fmt.Println("waiting:", waits >= 1)
	in := false
	for _, f := range d.frames {
		in = in || f == "main.wait"
	}
	fmt.Println("frame:", in)
	fmt.Println("records:", d.seen[6], d.seen[10], d.seen[9] > 0)
	c <- 1
	runtime.KeepAlive(kept)
}
