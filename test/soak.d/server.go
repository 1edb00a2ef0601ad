// The server of test/soak: every request leaves something behind for the collector and is counted; /served says how many were.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"sync/atomic"
)

var served atomic.Int64
var recent [256]atomic.Pointer[http.Header]

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ln.Addr())
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		h := r.Header.Clone()
		recent[served.Add(1)%int64(len(recent))].Store(&h)
		fmt.Fprintf(w, "hello, %s\n", r.URL.Path)
	})
	http.HandleFunc("/served", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, served.Load()) })
	log.Fatal(http.Serve(ln, nil))
}
