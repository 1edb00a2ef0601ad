// encoding/json: structures to text, text to structures and to any, by reflection.
package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
)

type person struct {
	Name   string             `json:"name"`
	Age    int                `json:"age"`
	Mail   []string           `json:"mail,omitempty"`
	Scores map[string]float64 `json:"scores"`
	Friend *person            `json:"friend,omitempty"`
	Active bool               `json:"active"`
}

func main() {
	var people []person
	for i := range 400 {
		p := person{Name: fmt.Sprintf("Name %d <&> é", i), Age: i % 90, Active: i%3 == 0,
			Mail:   []string{fmt.Sprintf("u%d@example.org", i), "x@y.z"},
			Scores: map[string]float64{"a": float64(i) / 7, "b": float64(i) * 1e10, "c": 0.25}}
		if i%2 == 1 {
			p.Friend = &person{Name: "friend", Age: i}
		}
		people = append(people, p)
	}
	h := fnv.New64a()
	n := 0
	for range 24 {
		text, err := json.Marshal(people)
		if err != nil {
			panic(err)
		}
		h.Write(text)
		var back []person
		if err := json.Unmarshal(text, &back); err != nil {
			panic(err)
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			panic(err)
		}
		n += len(back) + len(tree.([]any)) + len(back[5].Mail)
	}
	fmt.Printf("%016x %d\n", h.Sum64(), n)
}
