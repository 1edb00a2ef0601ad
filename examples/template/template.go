// Template: text/template with functions, nesting and pipelines; regexp.
package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"text/template"
)

type Item struct {
	Name  string
	Price float64
	Tags  []string
}

func (i Item) Discount(percent float64) float64 { return i.Price * (1 - percent/100) }

const page = `{{define "tags"}}{{range $i, $t := .}}{{if $i}}, {{end}}{{$t | upper}}{{else}}none{{end}}{{end -}}
Shop: {{.Name | printf "%q"}}
{{- range $index, $item := .Items}}
{{add $index 1}}. {{$item.Name}} costs {{printf "%.2f" $item.Price}}, with discount {{.Discount 10 | printf "%.2f"}}; tags: {{template "tags" .Tags}}
{{- end}}
{{with .Owner}}Owner: {{.first}} {{.last}}{{end}}
{{- if and .Open (gt (len .Items) 1)}}
Open, {{len .Items}} items{{else}}
Closed{{end}}
{{block "footer" .}}default footer{{end}}
{{range 3}}{{.}} {{end}}{{break_ok}}
`

func main() {
	funcs := template.FuncMap{
		"upper":    strings.ToUpper,
		"add":      func(a, b int) int { return a + b },
		"break_ok": func() string { return "<ok & \"fine\">" },
	}
	t := template.Must(template.New("page").Funcs(funcs).Parse(page))
	data := map[string]any{
		"Name":  "Corner \"Shop\"",
		"Open":  true,
		"Owner": map[string]string{"first": "Ada", "last": "L."},
		"Items": []Item{{"pen", 1.5, []string{"blue", "small"}}, {"book", 12.25, nil}},
	}
	if err := t.Execute(os.Stdout, data); err != nil {
		fmt.Println(err)
	}
	_, err := template.New("bad").Parse("{{.x")
	fmt.Println(err)
	err = template.Must(template.New("fails").Parse("{{index .Items 5}}")).Execute(os.Stdout, data)
	fmt.Println("\n", err != nil)

	re := regexp.MustCompile(`(?i)(?P<user>[a-z0-9._]+)@(?P<host>[a-z0-9.]+\.[a-z]{2,})`)
	text := "Write to Ada.L@example.org or bob@test.com, not to @nobody or x@y."
	fmt.Println(re.FindAllString(text, -1), re.SubexpNames()[1:])
	fmt.Println(re.ReplaceAllString(text, "${host} at ${user}"))
	for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
		fmt.Println(m)
	}
	fmt.Println(re.ReplaceAllStringFunc(text, strings.ToUpper))
	fmt.Println(regexp.MustCompile(`\s*[,;]\s*`).Split("a , b;c,d", -1))
	_, err = regexp.Compile("a(b")
	fmt.Println(err)
	fmt.Println(regexp.MustCompile("^(a+)+$").MatchString(strings.Repeat("a", 5000) + "b"))
}
