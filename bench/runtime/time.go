package main

import (
	"context"
	"time"
)

// A thousand timers far away are set again and again.
func timerReset(n int) {
	const k = 1000
	var t [k]*time.Timer
	for i := range t {
		t[i] = time.AfterFunc(time.Hour, func() {})
	}
	for i := range n {
		t[i%k].Reset(time.Hour + time.Duration(i)*time.Microsecond)
	}
	for i := range t {
		t[i].Stop()
	}
}

func timerStop(n int) {
	for range n {
		time.NewTimer(time.Hour).Stop()
	}
}

func afterFunc(n int) {
	done := make(chan bool, 100)
	for i := 0; i < n; i += 100 {
		for range 100 {
			time.AfterFunc(0, func() { done <- true })
		}
		for range 100 {
			<-done
		}
	}
}

func sleep(n int) {
	parallel(100, n, func(n int) {
		for range n {
			time.Sleep(time.Microsecond)
		}
	})
}

func now(n int) {
	for range n {
		sink += time.Now().Nanosecond()
	}
}

// A tree of 1 + 10 + 100 contexts is made and cancelled.
func cancelTree(n int) {
	var last context.Context
	for i := 0; i < n; i += 111 {
		root, cancel := context.WithCancel(context.Background())
		for range 10 {
			c, _ := context.WithCancel(root)
			for range 10 {
				last, _ = context.WithCancel(c)
			}
		}
		cancel()
		<-last.Done()
	}
}

func registerTime() {
	timed("timer reset", 1_000_000, timerReset)
	timed("timer new and stop", 2_000_000, timerStop)
	timed("AfterFunc", 500_000, afterFunc)
	timed("Sleep of 100", 100_000, sleep)
	timed("time.Now", 5_000_000, now)
	timed("context cancel", 300_000, cancelTree)
}
