// go/parser over packages of GOROOT: scanning, trees of interfaces, maps; ast.Inspect and go/format.
package main

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	root := os.Getenv("BENCH_GOROOT")
	kinds, lines, bytes := map[string]int{}, 0, 0
	for _, dir := range []string{"fmt", "net/http", "go/types", "strconv", "encoding/json", "runtime", "reflect"} {
		files, _ := filepath.Glob(filepath.Join(root, "src", dir, "*.go"))
		fset := token.NewFileSet()
		for _, name := range files {
			f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
			if err != nil {
				panic(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					kinds["call"]++
				case *ast.FuncDecl:
					kinds["func"]++
				case *ast.Ident:
					kinds[n.Name]++
				case *ast.BasicLit:
					kinds[n.Kind.String()]++
				}
				return true
			})
			lines += fset.File(f.Pos()).LineCount()
			if strings.HasPrefix(filepath.Base(name), "p") {
				var out strings.Builder
				if err := format.Node(&out, fset, f); err != nil {
					panic(err)
				}
				bytes += out.Len()
			}
		}
	}
	fmt.Println(lines, bytes, len(kinds), kinds["call"], kinds["func"], kinds["err"], kinds["STRING"])
}
