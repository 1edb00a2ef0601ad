// text/template and html/template over a list of records.
package main

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"strings"
	"text/template"
)

type row struct {
	ID    int
	Name  string
	Tags  []string
	Price float64
}

func (r row) Total(n int) float64 { return r.Price * float64(n) }

const page = `{{define "tag"}}<i>{{.}}</i>{{end -}}
{{range $i, $r := .Rows}}{{if even $i}}<tr class="even">{{else}}<tr>{{end}}
<td>{{.ID}}</td><td>{{.Name | upper | html}}</td><td>{{printf "%.2f" (.Total 3)}}</td>
<td>{{range .Tags}}{{template "tag" .}}{{else}}none{{end}}</td></tr>
{{end}}{{with .Title}}{{.}} {{len $.Rows}}{{end}}`

func main() {
	t := template.Must(template.New("page").Funcs(template.FuncMap{
		"even":  func(i int) bool { return i%2 == 0 },
		"upper": strings.ToUpper,
	}).Parse(page))
	var rows []row
	for i := range 1000 {
		rows = append(rows, row{i, fmt.Sprintf("item <%d>", i), strings.Fields("a b c d")[:i%5], float64(i) * 1.25})
	}
	var out bytes.Buffer
	sum := uint32(0)
	for range 40 {
		out.Reset()
		if err := t.Execute(&out, map[string]any{"Rows": rows, "Title": "All"}); err != nil {
			panic(err)
		}
		sum = sum*31 + crc32.ChecksumIEEE(out.Bytes())
	}
	fmt.Println(out.Len(), sum)
}
