// RSA by crypto/rsa, whose arithmetic the runtime does in part, against math/big.
package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
)

func check(bits int) {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256([]byte("text"))
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	fmt.Println(bits, len(sig), err, rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], sig))
	s := new(big.Int).SetBytes(sig)
	padded := new(big.Int).Exp(s, big.NewInt(int64(key.E)), key.N)
	text := padded.FillBytes(make([]byte, bits/8))
	fmt.Println(text[0], text[1], bytes.HasSuffix(text, sum[:]), s.Cmp(new(big.Int).Exp(padded, key.D, key.N)))
	sig[10]++
	fmt.Println(rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], sig))
}

func main() {
	check(2048)
	check(3072)
}
