// Digits of pi by a spigot over math/big.
package main

import (
	"fmt"
	"math/big"
)

func main() {
	const digits = 3000
	var num, acc, den, t big.Int
	num.SetInt64(1)
	den.SetInt64(1)
	extract := func(n int64) int64 {
		t.SetInt64(n)
		t.Mul(&t, &num)
		t.Add(&t, &acc)
		t.Div(&t, &den)
		return t.Int64()
	}
	sum, i := 0, 0
	for k := int64(0); i < digits; {
		d := int64(-1)
		for d < 0 {
			k++
			y2 := k*2 + 1
			t.Lsh(&num, 1)
			acc.Add(&acc, &t)
			t.SetInt64(y2)
			acc.Mul(&acc, &t)
			num.Mul(&num, t.SetInt64(k))
			den.Mul(&den, t.SetInt64(y2))
			if num.Cmp(&acc) <= 0 {
				if d = extract(3); d != extract(4) {
					d = -1
				}
			}
		}
		sum = (sum*10 + int(d)) % 1000000007
		t.SetInt64(d)
		t.Mul(&t, &den)
		acc.Sub(&acc, &t)
		t.SetInt64(10)
		acc.Mul(&acc, &t)
		num.Mul(&num, &t)
		i++
	}
	fmt.Println(sum)
	f := big.NewInt(1)
	for n := int64(2); n <= 6000; n++ {
		f.Mul(f, big.NewInt(n))
	}
	g := new(big.Int).Mul(f, f)
	q, r := new(big.Int).DivMod(g, new(big.Int).Add(f, big.NewInt(1)), new(big.Int))
	fmt.Println(len(g.String()), q.BitLen(), r.BitLen())
	p, _ := new(big.Int).SetString("ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74", 16)
	e := new(big.Int).Exp(big.NewInt(3), new(big.Int).Rsh(f, 30000), p)
	fmt.Println(e)
}
