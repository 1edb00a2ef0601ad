// Variables with //go:embed directives.
package main

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed data/a.txt
var s string

//go:embed data/a.txt
var by []byte

//go:embed data
var f embed.FS

func main() {
	fmt.Printf("%q %q\n", s, by)
	fs.WalkDir(f, ".", func(p string, d fs.DirEntry, err error) error { fmt.Println(p, d.IsDir(), err); return nil })
	b, err := f.ReadFile("data/sub/b.txt")
	fmt.Printf("%q %v\n", b, err)
}
