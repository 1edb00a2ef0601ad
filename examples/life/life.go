// Life draws Conway's game of life in a terminal; where the output is not one, it prints a few generations and ends.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"time"
)

type Board struct {
	w, h  int
	cells []bool
}

func NewBoard(w, h int) *Board { return &Board{w, h, make([]bool, w*h)} }

func (b *Board) Alive(x, y int) bool { return b.cells[(y+b.h)%b.h*b.w+(x+b.w)%b.w] }

func (b *Board) Next() *Board {
	n := NewBoard(b.w, b.h)
	for y := range b.h {
		for x := range b.w {
			around := 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if (dx != 0 || dy != 0) && b.Alive(x+dx, y+dy) {
						around++
					}
				}
			}
			n.cells[y*b.w+x] = around == 3 || around == 2 && b.Alive(x, y)
		}
	}
	return n
}

func (b *Board) Count() (n int) {
	for _, c := range b.cells {
		if c {
			n++
		}
	}
	return
}

func (b *Board) Draw(w *bufio.Writer, colour bool) {
	for y := 0; y < b.h; y += 2 {
		for x := range b.w {
			up, down := b.Alive(x, y), b.Alive(x, y+1)
			if colour && (up || down) {
				fmt.Fprintf(w, "\x1b[38;5;%dm", 34+(x+y)%6)
			}
			switch {
			case up && down:
				w.WriteRune('█')
			case up:
				w.WriteRune('▀')
			case down:
				w.WriteRune('▄')
			default:
				w.WriteByte(' ')
			}
		}
		w.WriteByte('\n')
	}
	if colour {
		w.WriteString("\x1b[0m")
	}
	w.Flush()
}

func main() {
	seed := flag.Int64("seed", 27, "seed of the first generation")
	generations := flag.Int("n", 200, "number of generations")
	pause := flag.Duration("pause", 50*time.Millisecond, "pause between generations")
	flag.Parse()
	b := NewBoard(72, 40)
	r := rand.New(rand.NewSource(*seed))
	for i := range b.cells {
		b.cells[i] = r.Intn(4) == 0
	}
	out := bufio.NewWriter(os.Stdout)
	st, err := os.Stdout.Stat()
	terminal := err == nil && st.Mode()&os.ModeCharDevice != 0
	for g := range *generations {
		if terminal {
			fmt.Fprintf(out, "\x1b[H\x1b[2J")
			b.Draw(out, true)
			fmt.Fprintf(out, "generation %d, %d alive\n", g, b.Count())
			out.Flush()
			time.Sleep(*pause)
		} else if g%50 == 0 {
			fmt.Fprintf(out, "generation %d, %d alive\n", g, b.Count())
			b.Draw(out, false)
		}
		b = b.Next()
	}
}
