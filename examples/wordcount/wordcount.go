// Wordcount writes a file of ten megabytes, reads it back by words and prints the most frequent ones.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

const size = 10 << 20

var syllables = []string{"ka", "lo", "mi", "ne", "pu", "ra", "si", "to", "ve", "zu"}

// word makes the n-th word of an invented language.
func word(n uint32) string {
	var b strings.Builder
	for {
		b.WriteString(syllables[n%10])
		n /= 10
		if n == 0 {
			return b.String()
		}
	}
}

func write(name string) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	w := bufio.NewWriter(f)
	state, written := uint32(1), 0
	for written < size {
		state = state*1664525 + 1013904223
		n := state >> 16
		n = n * n >> 20 // small numbers are more frequent
		k, err := fmt.Fprintf(w, "%s ", word(n))
		if err != nil {
			return err
		}
		written += k
		if state%11 == 0 {
			w.WriteByte('\n')
			written++
		}
	}
	return w.Flush()
}

func count(name string) (map[string]int, int, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	words, lines := map[string]int{}, 0
	in := bufio.NewReaderSize(f, 1<<16)
	for {
		line, err := in.ReadString('\n')
		for w := range strings.FieldsSeq(line) {
			words[w]++
		}
		if err != nil {
			return words, lines, nil
		}
		lines++
	}
}

func main() {
	dir, err := os.MkdirTemp("", "wordcount")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "words.txt")
	if err := write(name); err != nil {
		log.Fatal(err)
	}
	words, lines, err := count(name)
	if err != nil {
		log.Fatal(err)
	}
	keys := slices.Collect(maps.Keys(words))
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(words[b], words[a]), strings.Compare(a, b))
	})
	fmt.Println(lines, "lines,", len(keys), "different words")
	for _, k := range keys[:10] {
		fmt.Printf("%7d %s\n", words[k], k)
	}
	sort.Strings(keys)
	fmt.Println("first:", keys[:3], "last:", keys[len(keys)-3:])
}
