// compress/gzip there and back over a generated text.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"hash/adler32"
	"io"
)

func main() {
	var text bytes.Buffer
	x := uint32(3)
	for i := 0; text.Len() < 3<<20; i++ {
		x = x*1664525 + 1013904223
		fmt.Fprintf(&text, "line %d of the log: code %d, item %x\n", i, x>>27, x>>20)
	}
	var packed bytes.Buffer
	for level := range 3 {
		packed.Reset()
		w, _ := gzip.NewWriterLevel(&packed, level*3+1)
		w.Write(text.Bytes())
		w.Close()
		r, err := gzip.NewReader(bytes.NewReader(packed.Bytes()))
		if err != nil {
			panic(err)
		}
		h := adler32.New()
		n, err := io.Copy(h, r)
		fmt.Println(packed.Len(), n, h.Sum32(), err)
	}
}
