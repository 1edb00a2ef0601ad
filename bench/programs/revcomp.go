// Reverse complement of long sequences: byte loops over big slices.
package main

import (
	"bytes"
	"fmt"
	"hash/crc32"
)

func main() {
	var pair [256]byte
	for i, c := range "ACGTUMRWSYKVHDBN" {
		pair[c] = "TGCAAKYWSRMBDHVN"[i]
	}
	seq := make([]byte, 0, 4000000)
	seed := uint32(42)
	for len(seq) < cap(seq) {
		seed = seed*1664525 + 1013904223
		seq = append(seq, "ACGTUMRWSYKVHDBN"[seed>>28])
	}
	var out bytes.Buffer
	for range 60 {
		for i, j := 0, len(seq)-1; i <= j; i, j = i+1, j-1 {
			seq[i], seq[j] = pair[seq[j]], pair[seq[i]]
		}
		out.Reset()
		for s := seq; len(s) > 0; {
			n := min(60, len(s))
			out.Write(s[:n])
			out.WriteByte('\n')
			s = s[n:]
		}
		seq = seq[1:]
	}
	fmt.Println(out.Len(), bytes.Count(out.Bytes(), []byte("A")), crc32.ChecksumIEEE(out.Bytes()[:100000]))
}
