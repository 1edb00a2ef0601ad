package main

import (
	"bufio"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Requests of keep-alive connections over the loopback interface; the clients are in the same process and only count bytes.
func httpRequests(name string, conns int) {
	self(name, 60_000, func(n int) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		must(err)
		body := []byte("hello, world\n")
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(body) })}
		go srv.Serve(ln)
		if conns == 1 {
			n /= 3
		}
		var ready, done sync.WaitGroup
		start := make(chan bool)
		ready.Add(conns)
		for range conns {
			done.Go(func() {
				c, err := net.Dial("tcp", ln.Addr().String())
				must(err)
				defer c.Close()
				r := bufio.NewReader(c)
				httpRequest(c, r)
				ready.Done()
				<-start
				for range n / conns {
					httpRequest(c, r)
				}
			})
		}
		ready.Wait()
		began := time.Now()
		close(start)
		done.Wait()
		report(name, float64(n/conns*conns)/time.Since(began).Seconds(), "/s")
	})
}

var request = []byte("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

func httpRequest(c net.Conn, r *bufio.Reader) {
	_, err := c.Write(request)
	must(err)
	for {
		line, err := r.ReadSlice('\n')
		must(err)
		if len(line) == 2 {
			break
		}
	}
	_, err = r.Discard(len("hello, world\n"))
	must(err)
}

// A byte goes to and fro on one connection.
func echo(n int) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	go func() {
		c, err := ln.Accept()
		must(err)
		io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c})
		c.Close()
	}()
	c, err := net.Dial("tcp", ln.Addr().String())
	must(err)
	buf := make([]byte, 1)
	for range n {
		_, err = c.Write(buf)
		must(err)
		_, err = io.ReadFull(c, buf)
		must(err)
	}
	c.Close()
	ln.Close()
}

func registerNet() {
	timed("TCP ping-pong", 30_000, echo)
	httpRequests("HTTP, 1 connection", 1)
	httpRequests("HTTP, 64 connections", 64)
	httpRequests("HTTP, 1024 connections", 1024)
}
