// Bubbles of testing/synctest: their clock, what blocks durably, and what ends the program.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1][0] != '-' {
		die(os.Args[1])
		return
	}
	list := []testing.InternalTest{{Name: "deaths", F: deaths}}
	for _, t := range []struct {
		name string
		f    func(t *testing.T)
	}{
		{"clock", clock}, {"wait", wait}, {"timers", timers}, {"afterFunc", afterFunc}, {"cond", cond},
		{"waitGroup", waitGroup}, {"selects", selects}, {"ctx", ctx}, {"ticker", ticker}, {"many", many},
		{"unbubbled", unbubbled}, {"order", order},
	} {
		list = append(list, testing.InternalTest{Name: t.name, F: func(tt *testing.T) { synctest.Test(tt, t.f) }})
	}
	testing.Main(all, list, nil, nil)
}

func all(pat, str string) (bool, error) { return true, nil }

// What ends the program, and the first line that says why.
func deaths(t *testing.T) {
	for _, kind := range []string{"root", "child", "send", "recv", "close", "select", "stop", "nested", "waitoutside", "twowait"} {
		out, err := exec.Command(os.Args[0], kind).CombinedOutput()
		said := ""
		for line := range strings.Lines(string(out)) {
			if !strings.HasPrefix(line, "--- FAIL") {
				said = line
				break
			}
		}
		fmt.Printf("%s: %v: %s", kind, err, said)
	}
}

func clock(t *testing.T) {
	start := time.Now()
	if start.UTC() != time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) {
		t.Errorf("start %v", start.UTC())
	}
	for i := range 10 {
		time.Sleep(time.Duration(i) * time.Hour)
	}
	if d := time.Since(start); d != 45*time.Hour {
		t.Errorf("passed %v", d)
	}
	if s := time.Now().String(); s != time.Now().Round(0).String() {
		t.Errorf("monotonic part in %s", s)
	}
}

func wait(t *testing.T) {
	done := false
	ch := make(chan int)
	go func() {
		<-ch
		done = true
	}()
	synctest.Wait()
	if done {
		t.Error("too early")
	}
	close(ch)
	synctest.Wait()
	if !done {
		t.Error("not waited for")
	}
	n := 0
	for i := range 100 {
		go func() {
			time.Sleep(time.Duration(i) * time.Second)
			n++
		}()
	}
	for i := range 100 {
		synctest.Wait()
		if n != i+1 {
			t.Fatalf("n %d at second %d", n, i)
		}
		time.Sleep(time.Second)
	}
}

func timers(t *testing.T) {
	tm := time.NewTimer(0)
	select {
	case <-tm.C:
	default:
		t.Error("timer of 0 is not due")
	}
	want := time.Now().Add(time.Second)
	tm.Reset(time.Second)
	time.Sleep(2 * time.Second)
	if got := <-tm.C; !got.Equal(want) {
		t.Errorf("got %v want %v", got, want)
	}
	tm.Reset(time.Minute)
	if !tm.Stop() {
		t.Error("stop of pending timer")
	}
	if tm.Stop() {
		t.Error("stop of stopped timer")
	}
	at := time.Now()
	<-time.After(3 * time.Second)
	if time.Since(at) != 3*time.Second {
		t.Error("after", time.Since(at))
	}
}

func afterFunc(t *testing.T) {
	var ran atomic.Bool
	time.AfterFunc(time.Hour, func() { ran.Store(true) })
	time.Sleep(time.Hour - 1)
	synctest.Wait()
	if ran.Load() {
		t.Error("early")
	}
	time.Sleep(1)
	synctest.Wait()
	if !ran.Load() {
		t.Error("late")
	}
	var now atomic.Bool
	time.AfterFunc(0, func() { now.Store(true) })
	for !now.Load() {
		time.Now()
	}
}

func cond(t *testing.T) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	n := 0
	for range 5 {
		go func() {
			mu.Lock()
			c.Wait()
			n++
			mu.Unlock()
		}()
	}
	synctest.Wait()
	for i := range 5 {
		c.Signal()
		synctest.Wait()
		if n != i+1 {
			t.Errorf("after %d signals %d", i+1, n)
		}
	}
}

var global sync.WaitGroup

func waitGroup(t *testing.T) {
	start := time.Now()
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(time.Duration(i) * time.Second)
		}()
	}
	wg.Wait()
	if d := time.Since(start); d != 9*time.Second {
		t.Errorf("passed %v", d)
	}
	wg.Go(func() { time.Sleep(time.Minute) })
	wg.Wait()
	global.Add(1)
	go global.Done()
	global.Wait()
}

func selects(t *testing.T) {
	a, b := make(chan int), make(chan int, 1)
	got := 0
	go func() {
		for {
			select {
			case x, ok := <-a:
				if !ok {
					return
				}
				got += x
			case b <- 1:
				got += 100
			case <-time.After(time.Second):
				got += 10000
			}
		}
	}()
	synctest.Wait()
	a <- 1
	synctest.Wait()
	if got != 101 {
		t.Errorf("got %d", got)
	}
	time.Sleep(3*time.Second + 1)
	synctest.Wait()
	if got != 30101 {
		t.Errorf("got %d", got)
	}
	close(a)
}

func ctx(t *testing.T) {
	c, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	time.Sleep(5*time.Second - 1)
	synctest.Wait()
	if c.Err() != nil {
		t.Error("early")
	}
	time.Sleep(1)
	synctest.Wait()
	if c.Err() != context.DeadlineExceeded {
		t.Error("late", c.Err())
	}
}

func ticker(t *testing.T) {
	tk := time.NewTicker(time.Second)
	defer tk.Stop()
	at := time.Now()
	for i := range 50 {
		if x := <-tk.C; x.Sub(at) != time.Duration(i+1)*time.Second {
			t.Fatal(i, x)
		}
	}
}

func many(t *testing.T) {
	ch := make(chan int)
	total := 0
	for i := range 200 {
		go func() {
			for k := range 20 {
				time.Sleep(time.Duration(i*k%17) * time.Millisecond)
				ch <- 1
			}
		}()
	}
	for range 4000 {
		total += <-ch
	}
	if total != 4000 {
		t.Error(total)
	}
}

var mu sync.Mutex

// A mutex held outside does not let time pass.
func unbubbled(t *testing.T) {
	start := time.Now()
	var m sync.Mutex
	m.Lock()
	go func() {
		time.Sleep(time.Second)
		m.Unlock()
	}()
	mu.Lock()
	mu.Unlock()
	time.Sleep(2 * time.Second)
	if d := time.Since(start); d != 2*time.Second {
		t.Error(d)
	}
}

func order(t *testing.T) {
	var first, second bool
	for range 1000 {
		a, b := time.NewTimer(1), time.NewTimer(1)
		select {
		case <-a.C:
			first = true
		case <-b.C:
			second = true
		}
		if first && second {
			return
		}
		synctest.Wait()
	}
	t.Error("always the same order")
}

func die(kind string) {
	out := make(chan chan int, 1)
	tout := make(chan *time.Timer, 1)
	done := make(chan bool)
	go func() {
		if kind == "stop" {
			(<-tout).Stop()
		}
		c := <-out
		switch kind {
		case "send":
			c <- 1
		case "recv":
			<-c
		case "close":
			close(c)
		case "select":
			select {
			case <-c:
			case c <- 1:
			}
		}
		done <- true
	}()
	if kind == "waitoutside" {
		synctest.Wait()
	}
	os.Args = os.Args[:1]
	testing.Main(all, []testing.InternalTest{{Name: kind, F: func(tt *testing.T) {
		synctest.Test(tt, func(t *testing.T) {
			switch kind {
			case "root":
				select {}
			case "child":
				go func() { select {} }()
			case "nested":
				synctest.Test(t, func(*testing.T) {})
			case "twowait":
				go synctest.Wait()
				synctest.Wait()
			}
			tout <- time.NewTimer(1)
			out <- make(chan int)
			<-done
		})
	}}}, nil, nil)
}
