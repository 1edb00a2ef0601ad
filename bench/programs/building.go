// Strings: building, joining, splitting, replacing, searching, formatting, conversion of numbers, runes.
package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

func main() {
	var b strings.Builder
	for i := range 300000 {
		b.WriteString(strconv.Itoa(i * 7919))
		b.WriteByte(',')
		b.WriteRune(rune('α' + i%24))
	}
	s := b.String()
	parts := strings.Split(s, ",")
	joined := strings.Join(parts, "; ")
	replaced := strings.NewReplacer("; ", ";", "9", "nine", "α", "alpha").Replace(joined)
	letters := 0
	for _, r := range replaced {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	sum := 0
	for _, p := range parts {
		if n, err := strconv.Atoi(strings.TrimLeftFunc(p, unicode.IsLetter)); err == nil {
			sum += n
		}
	}
	t := ""
	for i := range 5000 {
		t += string(rune('a'+i%26)) + "-"
	}
	found := 0
	for i := range 5000 {
		found += strings.Index(s, strconv.Itoa(i*7919)+",") & 15
		found += strings.Count(t, "x-")
	}
	f := 0
	for i := range 200000 {
		f += len(fmt.Sprintf("%d %s %5.2f %v", i, "abc", float64(i)/3, i%2 == 0))
		f += len(strconv.FormatFloat(float64(i)/7, 'g', -1, 64))
	}
	fmt.Println(len(s), len(parts), len(replaced), letters, sum, len(t), found, f, len(strings.ToUpper(s)), strings.EqualFold(s, strings.ToUpper(s)))
}
