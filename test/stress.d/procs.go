// Processes and signals while collections and other goroutines run: os/exec with pipes, kills, many signals.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

func commands(n int) {
	for i := 0; i < n; i++ {
		cmd := exec.Command("/bin/cat")
		text := strings.Repeat(fmt.Sprint("line ", i, "\n"), 200*i)
		cmd.Stdin = strings.NewReader(text)
		var out bytes.Buffer
		cmd.Stdout = &out
		check(cmd.Run() == nil && out.String() == text, "cat")
		err := exec.Command("/bin/sh", "-c", "exit 3").Run()
		e, ok := err.(*exec.ExitError)
		check(ok && e.ExitCode() == 3, "exit status")
		check(exec.Command("/does/not/exist").Run() != nil, "no such program")
	}
}

// At any depth of the stack.
func deep(n int) {
	if n > 0 {
		var pad [20]int
		pad[n%20] = n
		deep(n - 1)
		check(pad[n%20] == n, "pad")
		return
	}
	check(exec.Command("/bin/true").Run() == nil, "true")
}

func killed() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	err := exec.CommandContext(ctx, "/bin/sleep", "60").Run()
	check(err != nil, "killed")
}

func signals(n int) {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGUSR1)
	for i := 0; i < n; i++ {
		syscall.Kill(os.Getpid(), syscall.SIGUSR1)
		select {
		case s := <-c:
			check(s == syscall.SIGUSR1, "which signal")
		case <-time.After(30 * time.Second):
			panic("signal lost")
		}
	}
	signal.Stop(c)
}

func main() {
	var stop atomic.Bool
	var back, wg sync.WaitGroup
	for g := 0; g < 2; g++ {
		back.Go(func() {
			for !stop.Load() {
				s := make([]*int, 100)
				for i := range s {
					s[i] = new(int)
				}
				if g == 0 {
					runtime.GC()
				}
			}
		})
	}
	wg.Go(func() { commands(4) })
	wg.Go(func() { commands(3) })
	wg.Go(func() { signals(100) })
	wg.Go(killed)
	wg.Go(func() {
		for n := 250; n < 300; n += 5 {
			deep(n)
		}
	})
	wg.Go(func() { // signals that nobody wants to hear of hit every thread
		for i := 0; i < 200; i++ {
			syscall.Kill(os.Getpid(), syscall.SIGURG)
			time.Sleep(100 * time.Microsecond)
		}
	})
	wg.Wait()
	stop.Store(true)
	back.Wait()
	fmt.Println("ok")
}
