package main

func main() {
L:
	for {
		break M
	}
	goto N
	x := 1
N:
	_ = x
	{
	P:
	}
	goto P
	continue
	break
L:
	switch {
	case true:
		continue L
		fallthrough
	}
	if true {
		fallthrough
	}
unused:
}
