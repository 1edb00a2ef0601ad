// The metrics that package runtime/metrics lists are the ones that the runtime has, each of its kind.
package main

import (
	"fmt"
	"runtime/metrics"
	"slices"
	_ "unsafe"
)

//go:linkname names runtime/metrics_test.runtime_readMetricNames
func names() []string

func main() {
	all := metrics.All()
	samples := make([]metrics.Sample, len(all))
	var listed []string
	for i, d := range all {
		samples[i].Name = d.Name
		listed = append(listed, d.Name)
	}
	had := names()
	slices.Sort(had)
	fmt.Println("same names:", slices.Equal(listed, had))
	metrics.Read(samples)
	for i, d := range all {
		if samples[i].Value.Kind() != d.Kind {
			fmt.Println(d.Name, samples[i].Value.Kind(), d.Kind)
		}
	}
	none := []metrics.Sample{{Name: "/none:bytes"}, {Name: ""}}
	metrics.Read(none)
	fmt.Println(none[0].Value.Kind() == metrics.KindBad, none[1].Value.Kind() == metrics.KindBad)
}
