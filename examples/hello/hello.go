// Hello prints a greeting, as every first program does.
package main

import "fmt"

func main() {
	fmt.Println("Hello, 世界")
}
