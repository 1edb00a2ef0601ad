// Clocks: timers and tickers as Go 1.23 has them: their channels look unbuffered, Stop and Reset leave no stale value behind,
// and those that nobody refers to are collected though nobody stopped them.
package main

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

const tick = 5 * time.Millisecond

func stale() {
	t := time.NewTimer(tick)
	fmt.Println("len, cap:", len(t.C), cap(t.C))
	time.Sleep(4 * tick)
	fmt.Println("due, len:", len(t.C))
	fmt.Println("stop:", t.Stop())
	select {
	case <-t.C:
		fmt.Println("stale value")
	default:
		fmt.Println("nothing after Stop")
	}
	fmt.Println("stop again:", t.Stop())
	fmt.Println("reset:", t.Reset(time.Hour))
	fmt.Println("reset a pending one:", t.Reset(tick))
	<-t.C
	fmt.Println("reset a fired one:", t.Reset(tick))
	time.Sleep(4 * tick)
	t.Reset(time.Hour)
	select {
	case <-t.C:
		fmt.Println("stale value")
	default:
		fmt.Println("nothing after Reset")
	}
}

func later() {
	// Set further and further off, then near again.
	t := time.NewTimer(time.Millisecond)
	for range 1000 {
		t.Reset(time.Hour)
	}
	begin := time.Now()
	t.Reset(tick)
	<-t.C
	fmt.Println("near again:", time.Since(begin) < time.Minute)
	f := make(chan bool)
	a := time.AfterFunc(20*tick, func() { close(f) })
	for range 40 {
		a.Reset(20 * tick)
		time.Sleep(tick)
	}
	select {
	case <-f:
		fmt.Println("AfterFunc: too early")
	default:
	}
	<-f
	fmt.Println("AfterFunc: once, stop:", a.Stop())
}

func tickers() {
	t := time.NewTicker(tick)
	a := <-t.C
	b := <-t.C
	fmt.Println("ticks apart:", b.Sub(a) > 0)
	t.Reset(time.Hour)
	select {
	case <-t.C:
		fmt.Println("stale tick")
	case <-time.After(4 * tick):
		fmt.Println("no tick after Reset")
	}
	t.Reset(tick)
	<-t.C
	t.Stop()
	time.Sleep(3 * tick)
	select {
	case <-t.C:
		fmt.Println("stale tick")
	default:
		fmt.Println("no tick after Stop")
	}
}

type big struct {
	timer  *time.Timer
	ticker *time.Ticker
	pad    [4096]byte
}

//go:noinline
func drop(gone *atomic.Int32) {
	b := &big{timer: time.NewTimer(time.Hour), ticker: time.NewTicker(time.Hour)}
	runtime.AddCleanup(b.timer, func(int) { gone.Add(1) }, 0)
	runtime.AddCleanup(b.ticker, func(int) { gone.Add(1) }, 0)
}

func collected() {
	var gone atomic.Int32
	for range 50 {
		drop(&gone)
	}
	for i := 0; i < 200 && gone.Load() < 90; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	fmt.Println("collected:", gone.Load() >= 90)
}

func contexts() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*tick)
	defer cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err())
	ctx, cancel = context.WithTimeoutCause(context.Background(), time.Hour, fmt.Errorf("slow"))
	cancel()
	fmt.Println(ctx.Err(), context.Cause(ctx))
}

func main() {
	stale()
	later()
	tickers()
	collected()
	contexts()
	defer fmt.Println("panics:", recoverOf(func() { time.NewTicker(0) }), recoverOf(func() { new(time.Timer).Reset(1) }))
}

func recoverOf(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return nil
}
