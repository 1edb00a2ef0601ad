// Package regexp over a long text: matches, submatches, replacements.
package main

import (
	"fmt"
	"regexp"
	"strings"
)

func main() {
	var text strings.Builder
	seed := uint32(7)
	for i := range 12000 {
		seed = seed*1664525 + 1013904223
		fmt.Fprintf(&text, "host%d.example.org - user%d [%02d/Nov/2026] \"GET /page/%d?x=%x HTTP/1.1\" %d %d\n",
			i%97, seed>>20, i%28+1, i, seed, 200+seed>>28, seed>>16)
	}
	s := text.String()
	line := regexp.MustCompile(`(?m)^(\S+) - (\w+) \[([^\]]+)\] "(GET|POST) ([^ "]+) HTTP/[\d.]+" (\d+) (\d+)$`)
	sum := 0
	for _, m := range line.FindAllStringSubmatchIndex(s, -1) {
		for i, x := range m {
			sum = (sum*31 + x*i) % 1000003
		}
	}
	fmt.Println(sum)
	fmt.Println(len(regexp.MustCompile(`user1?[02468]+\b|x=[a-f]+[0-9]`).FindAllString(s, -1)))
	fmt.Println(len(regexp.MustCompile(`page/(\d+)`).ReplaceAllString(s, "p/$1$1")))
	fmt.Println(len(regexp.MustCompile(`(?i)HOST(1|22|333).*?HTTP`).FindAllString(s, -1)))
}
