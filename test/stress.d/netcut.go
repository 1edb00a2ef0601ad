// Loopback connections that are cut at random, with deadlines, half-closes and servers that go away.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

var served, cut atomic.Int64

func serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return
		}
		served.Add(1)
		if rand.Intn(40) == 0 {
			cut.Add(1)
			if t, ok := c.(*net.TCPConn); ok && rand.Intn(2) == 0 {
				t.SetLinger(0)
			}
			return
		}
		if _, err := c.Write(line); err != nil {
			return
		}
	}
}

func client(addr string, n int) {
	for k := 0; k < 5; k++ {
		c, err := net.Dial("tcp", addr)
		check(err == nil, fmt.Sprint(err))
		r := bufio.NewReader(c)
		for i := 0; i < n; i++ {
			msg := append(bytes.Repeat([]byte{byte('a' + i%26)}, rand.Intn(3000)), '\n')
			if rand.Intn(30) == 0 {
				c.SetDeadline(time.Now().Add(time.Duration(rand.Intn(500)) * time.Microsecond))
			} else {
				c.SetDeadline(time.Now().Add(time.Minute))
			}
			if _, err := c.Write(msg); err != nil {
				break
			}
			if rand.Intn(50) == 0 {
				go c.Close()
			}
			got, err := r.ReadBytes('\n')
			if err != nil {
				break
			}
			check(bytes.Equal(got, msg), "echo")
		}
		c.Close()
	}
}

// A read that waits is ended by close, by a deadline, or by data, whichever comes.
func blocked(l net.Listener) {
	c, err := net.Dial("tcp", l.Addr().String())
	check(err == nil, fmt.Sprint(err))
	var wg sync.WaitGroup
	for i := 0; i < 30; i++ {
		wg.Go(func() { c.SetReadDeadline(time.Now().Add(time.Duration(rand.Intn(1000)) * time.Microsecond)) })
		_, err := c.Read(make([]byte, 10))
		check(errors.Is(err, os.ErrDeadlineExceeded), fmt.Sprint("deadline: ", err))
		wg.Wait()
		c.SetReadDeadline(time.Time{})
	}
	go func() { time.Sleep(time.Millisecond); c.Close() }()
	_, err = c.Read(make([]byte, 10))
	check(errors.Is(err, net.ErrClosed), fmt.Sprint("closed: ", err))
}

func pipes() {
	r, w, err := os.Pipe()
	check(err == nil, "pipe")
	data := bytes.Repeat([]byte("0123456789"), 50000)
	go func() {
		w.Write(data)
		w.Close()
	}()
	got, err := io.ReadAll(r)
	check(err == nil && bytes.Equal(got, data), "pipe data")
	r.Close()
}

func main() {
	var accepts, all sync.WaitGroup
	for s := 0; s < 2; s++ {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		check(err == nil, fmt.Sprint(err))
		accepts.Go(func() {
			for {
				c, err := l.Accept()
				if err != nil {
					check(errors.Is(err, net.ErrClosed), fmt.Sprint(err))
					return
				}
				all.Go(func() { serve(c) })
			}
		})
		var clients sync.WaitGroup
		for i := 0; i < 12; i++ {
			clients.Go(func() { client(l.Addr().String(), 60) })
		}
		clients.Go(func() { blocked(l) })
		clients.Go(pipes)
		clients.Wait()
		l.Close()
		accepts.Wait()
		all.Wait()
	}
	check(served.Load() > 0, "nothing served")
	fmt.Println("ok")
}
