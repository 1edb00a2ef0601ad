// Testvet looks at packages under test as vet does before go test runs them. All is checked from source:
// the packages that the file named last lists, those that others import first, one fact a line:
//
//	package ID    begins one; what its errors stand under
//	kind WORDS    of "test", "std": it is to be looked at; it is of GOROOT
//	path P        its path as package types knows it
//	name P        as go names it above errors: "p [p.test]" is p and p again
//	go V          its language, "go1.27"
//	module P V    of it, if it has one
//	file F C      an absolute path; what lies there is as file C says, if that is told
//	import P ID   how it calls a package before it
//	dir D         once, before all: the working directory
//
// What is found is written to standard output, as go test shows it, and "end" behind it. Errors in the text of packages are the
// compiler's to tell: such packages are passed over.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/suite/vet"
)

type source struct{ path, copy string }

type listed struct {
	id, path, name, goVersion string
	test, std                 bool
	module                    *analysis.Module
	files                     []source
	imports                   map[string]*listed

	syntax []*ast.File
	bad    bool // a file cannot be parsed
	// It was changed for the test, or what it imports was: what is found about it is not known to its
	// importers.
	changed bool
	types   *types.Package
}

func readList(name string) (dir string, all []*listed) {
	f, err := os.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	byID := make(map[string]*listed)
	var p *listed
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		key, value, _ := strings.Cut(in.Text(), " ")
		first, second, _ := strings.Cut(value, "\t")
		switch key {
		case "dir":
			dir = value
		case "package":
			p = &listed{id: value, imports: make(map[string]*listed)}
			byID[value] = p
			all = append(all, p)
		case "kind":
			p.test = strings.Contains(value, "test")
			p.std = strings.Contains(value, "std")
		case "path":
			p.path = value
		case "name":
			p.name = value
			p.changed = strings.Contains(value, " [")
		case "go":
			p.goVersion = value
		case "module":
			p.module = &analysis.Module{Path: first, Version: second, GoVersion: strings.TrimPrefix(p.goVersion, "go")}
		case "file":
			p.files = append(p.files, source{first, second})
		case "import":
			p.imports[first] = byID[second]
			p.changed = p.changed || byID[second] != nil && byID[second].changed
		}
	}
	if err := in.Err(); err != nil {
		log.Fatal(err)
	}
	return dir, all
}

// Whether the bodies of functions matter: facts about functions of GOROOT are built into the analyzers.
func (p *listed) whole() bool { return p.test || !p.std }

func (p *listed) parse(fset *token.FileSet) {
	mode := parser.SkipObjectResolution
	if p.test {
		mode |= parser.ParseComments
	}
	for _, s := range p.files {
		text, err := os.ReadFile(cmp.Or(s.copy, s.path))
		var f *ast.File
		if err == nil {
			f, err = parser.ParseFile(fset, s.path, text, mode)
		}
		if err != nil {
			p.bad = true
			return
		}
		for _, i := range f.Imports {
			p.bad = p.bad || i.Path.Value == `"C"` // without what cmd/cgo made of it nothing can be told
		}
		p.syntax = append(p.syntax, f)
	}
}

func parseAll(fset *token.FileSet, all []*listed) {
	var wg sync.WaitGroup
	slots := make(chan bool, 4)
	for _, p := range all {
		slots <- true
		wg.Go(func() {
			p.parse(fset)
			<-slots
		})
	}
	wg.Wait()
}

type importer map[string]*listed

func (m importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := m[path]; p != nil && p.types != nil {
		return p.types, nil
	}
	return nil, fmt.Errorf("package %s is not there", path)
}

/* Facts: one table for the whole run, since all packages share their objects. */

type factKey struct {
	of   any // types.Object or *types.Package
	kind reflect.Type
}

type factTable map[factKey]analysis.Fact

// Facts that were found in one package: those that others may know, and its own.
type factView struct{ all, own factTable }

func (v factView) load(of any, to analysis.Fact) bool {
	return v.own.load(of, to) || v.all.load(of, to)
}

func (t factTable) load(of any, to analysis.Fact) bool {
	f, ok := t[factKey{of, reflect.TypeOf(to)}]
	if ok {
		reflect.ValueOf(to).Elem().Set(reflect.ValueOf(f).Elem())
	}
	return ok
}

func (t factTable) store(of any, f analysis.Fact) { t[factKey{of, reflect.TypeOf(f)}] = f }

func (v factView) objects() (list []analysis.ObjectFact) {
	for _, t := range []factTable{v.all, v.own} {
		for k, f := range t {
			if o, ok := k.of.(types.Object); ok {
				list = append(list, analysis.ObjectFact{Object: o, Fact: f})
			}
		}
	}
	return
}

func (v factView) packages() (list []analysis.PackageFact) {
	for _, t := range []factTable{v.all, v.own} {
		for k, f := range t {
			if p, ok := k.of.(*types.Package); ok {
				list = append(list, analysis.PackageFact{Package: p, Fact: f})
			}
		}
	}
	return
}

/* Analyzers */

type finding struct {
	at   token.Position
	text string
}

type looker struct {
	fset    *token.FileSet
	facts   factView
	p       *listed
	info    *types.Info
	sizes   types.Sizes
	results map[*analysis.Analyzer]any
	failed  map[*analysis.Analyzer]bool
	found   []finding
}

func (l *looker) run(a *analysis.Analyzer, wanted bool) {
	if _, done := l.results[a]; done {
		return
	}
	inputs := make(map[*analysis.Analyzer]any)
	for _, r := range a.Requires {
		l.run(r, false)
		inputs[r] = l.results[r]
		l.failed[a] = l.failed[a] || l.failed[r]
	}
	if l.failed[a] {
		return
	}
	pass := &analysis.Pass{
		Analyzer: a, Fset: l.fset, Files: l.p.syntax, Pkg: l.p.types, TypesInfo: l.info, TypesSizes: l.sizes,
		ResultOf: inputs, Module: l.p.module, ReadFile: os.ReadFile,
		Report: func(d analysis.Diagnostic) {
			if wanted {
				l.found = append(l.found, finding{l.fset.Position(d.Pos), d.Message})
			}
		},
		ImportObjectFact:  func(o types.Object, f analysis.Fact) bool { return l.facts.load(o, f) },
		ImportPackageFact: func(p *types.Package, f analysis.Fact) bool { return l.facts.load(p, f) },
		ExportObjectFact:  func(o types.Object, f analysis.Fact) { l.facts.own.store(o, f) },
		ExportPackageFact: func(f analysis.Fact) { l.facts.own.store(l.p.types, f) },
		AllObjectFacts:    l.facts.objects,
		AllPackageFacts:   l.facts.packages,
	}
	result, err := a.Run(pass)
	l.results[a] = result
	if err != nil {
		l.failed[a] = true
		if wanted {
			l.found = append(l.found, finding{text: err.Error()})
		}
	}
}

// Whether the analyzer, or one that it asks, makes facts.
func makesFacts(a *analysis.Analyzer) bool {
	if len(a.FactTypes) > 0 {
		return true
	}
	for _, r := range a.Requires {
		if makesFacts(r) {
			return true
		}
	}
	return false
}

/* Packages */

func newInfo() *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
}

// Checks the package and lets the analyzers look at it.
func look(p *listed, fset *token.FileSet, facts factTable, analyzers []*analysis.Analyzer) []finding {
	failed := p.bad
	config := &types.Config{
		Importer:         importer(p.imports),
		Sizes:            types.SizesFor("gc", build.Default.GOARCH),
		GoVersion:        p.goVersion,
		IgnoreFuncBodies: !p.whole(),
		FakeImportC:      true,
		Error:            func(error) { failed = true },
	}
	var info *types.Info
	if p.whole() {
		info = newInfo()
	}
	p.types, _ = config.Check(p.path, fset, p.syntax, info)
	if failed || info == nil {
		return nil
	}
	l := &looker{fset: fset, facts: factView{facts, make(factTable)}, p: p, info: info, sizes: config.Sizes,
		results: make(map[*analysis.Analyzer]any), failed: make(map[*analysis.Analyzer]bool)}
	for _, a := range analyzers {
		if p.test || makesFacts(a) {
			l.run(a, p.test)
		}
	}
	if !p.changed {
		maps.Copy(facts, l.facts.own)
	}
	return l.found
}

// A file as go shows it: from the working directory if that is shorter.
func shown(dir, file string) string {
	rel, err := filepath.Rel(dir, filepath.Dir(file))
	if err != nil || len(rel) >= len(filepath.Dir(file)) {
		return file
	}
	return rel + "/" + filepath.Base(file)
}

func report(out io.Writer, p *listed, dir string, found []finding) {
	if len(found) == 0 {
		return
	}
	path, _, variant := strings.Cut(p.name, " ")
	fmt.Fprintf(out, "# %s\n", path)
	if variant {
		fmt.Fprintf(out, "# [%s]\n", path)
	}
	for _, f := range found {
		if f.at.IsValid() {
			fmt.Fprintf(out, "%s:%d:%d: %s\n", shown(dir, f.at.Filename), f.at.Line, f.at.Column, f.text)
		} else {
			fmt.Fprintf(out, "vet: %s\n", f.text)
		}
	}
}

// Names are those of analyzers, "-" before one: all but those; none: all.
func choose(names string) (chosen []*analysis.Analyzer) {
	for _, a := range vet.Suite {
		named, not := false, strings.HasPrefix(names, "-")
		for name := range strings.SplitSeq(strings.TrimPrefix(names, "-"), ",") {
			named = named || name == a.Name
		}
		if names == "" || named != not {
			chosen = append(chosen, a)
		}
	}
	return
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("vet: ")
	names := flag.String("only", "", "names of analyzers, or - and those to leave out")
	list := flag.Bool("list", false, "print the names of all analyzers")
	flag.Parse()
	if *list {
		for _, a := range vet.Suite {
			fmt.Println(a.Name)
		}
		return
	}
	dir, all := readList(flag.Arg(0))
	fset := token.NewFileSet()
	parseAll(fset, all)
	facts, analyzers := make(factTable), choose(*names)
	for _, p := range all {
		report(os.Stdout, p, dir, look(p, fset, facts, analyzers))
		p.syntax = nil
	}
	fmt.Println("end")
}
