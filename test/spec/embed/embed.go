// Embedded files, as text, bytes and file system.
package main

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed a.txt
var text string

//go:embed a.txt
var raw []byte

type name string

//go:embed sub/b.txt
var named name

//go:embed a.txt sub
var files embed.FS

//go:embed all:sub
var all embed.FS

func list(f fs.FS) {
	fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
		fmt.Println(path, d.IsDir(), err)
		return nil
	})
}

func main() {
	fmt.Printf("%q %q %q\n", text, raw, named)
	raw[0] = 'j'
	fmt.Printf("%q %q\n", text, raw)
	list(files)
	list(all)
	b, err := files.ReadFile("sub/b.txt")
	fmt.Printf("%q %v\n", b, err)
	_, err = files.ReadFile("sub/.c")
	fmt.Println(err)
}
