// What the runtime does in C in place of the library's Go: hashes, ciphers and checksums of every length up to some blocks,
// vectors of words, maps that grow, lose keys and are found in again, counts of bits, rounding.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash/crc32"
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

var data = func() []byte {
	b := make([]byte, 700)
	for i := range b {
		b[i] = byte(i*i>>2 ^ i*13)
	}
	return b
}()

func digests() {
	all := sha256.New()
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	c, d := uint32(1), uint32(2)
	for n := range data {
		p := data[n/5 : n]
		a, b, e, f := sha256.Sum256(p), sha512.Sum512(p), sha1.Sum(p), md5.Sum(p)
		all.Write(a[:])
		all.Write(b[:])
		all.Write(e[:])
		all.Write(f[:])
		c = c*31 + crc32.ChecksumIEEE(p)
		d = d*31 + crc32.Update(crc32.Checksum(p, castagnoli), castagnoli, p[n/7:])
	}
	fmt.Printf("%x %08x %08x\n", all.Sum(nil), c, d)
}

// Lengths around those that are done in parts side by side.
func lengths() {
	long := bytes.Repeat(data[:613], 5)
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	block, _ := aes.NewCipher(data[:16])
	gcm, _ := cipher.NewGCM(block)
	c, all := uint32(3), sha256.New()
	for n := 700; n < len(long); n += 13 {
		c = c*31 + crc32.Update(c, castagnoli, long[n%8:n])
		sealed := gcm.Seal(nil, long[n-12:n], long[n/2:n], long[:n%40])
		all.Write(sealed[len(sealed)-16:])
	}
	fmt.Printf("%08x %x\n", c, all.Sum(nil))
}

func ciphers() {
	for _, n := range []int{16, 24, 32} {
		block, err := aes.NewCipher(data[n : 2*n])
		if err != nil {
			panic(err)
		}
		out, back := make([]byte, len(data)/16*16), make([]byte, len(data)/16*16)
		cipher.NewCBCEncrypter(block, data[:16]).CryptBlocks(out, data[:len(out)])
		cipher.NewCBCDecrypter(block, data[:16]).CryptBlocks(back, out)
		gcm, _ := cipher.NewGCM(block)
		sealed := gcm.Seal(nil, data[:12], out, data[:20])
		cipher.NewCTR(block, data[100:116]).XORKeyStream(out, out)
		fmt.Printf("%x %v %x\n", sha1.Sum(out), string(back) == string(data[:len(back)]), sealed[len(sealed)-16:])
	}
	defer func() { fmt.Println(recover()) }()
	block, _ := aes.NewCipher(data[:16])
	block.Encrypt(make([]byte, 15), data)
}

func words() {
	x, y, sum := big.NewInt(3), big.NewInt(-7), new(big.Int)
	for i := range 200 {
		x.Mul(x, y).Add(x, big.NewInt(int64(i)))
		y.Sub(y, new(big.Int).Rsh(x, uint(i%130)))
		if x.BitLen() > 4000 {
			x.Mod(x, new(big.Int).Exp(big.NewInt(97), big.NewInt(90), nil))
		}
		if y.BitLen() > 3000 {
			y.Quo(y, big.NewInt(1<<62-1)).Rsh(y, 1500)
		}
		sum.Add(sum, x).Xor(sum, y)
	}
	fmt.Println(sum.BitLen(), new(big.Int).Mod(sum, big.NewInt(1000000007)))
}

func mapsOf[K comparable](key func(int) K) {
	m := map[K]int{}
	sum := 0
	for round := range 3 {
		for i := range 3000 {
			m[key(i*7919%5000)] += i
			if i < 9 || i%701 == 0 {
				n := 0
				for j := range 5000 {
					if v, ok := m[key(j)]; ok {
						n += v
					}
				}
				sum = sum*31 + n + len(m)
			}
		}
		for i := round; i < 5000; i += 2 {
			delete(m, key(i))
		}
		sum = sum*31 + len(m) + m[key(1)] + m[key(2)]
		if round == 1 {
			clear(m)
		}
	}
	var none map[K]int
	fmt.Println(len(m), sum, none[key(1)])
	defer func() { fmt.Println(recover()) }()
	none[key(1)] = 1
}

func numbers() {
	n := 0
	for i := range 64 {
		x := uint64(0x9e3779b97f4a7c15) << i >> (i / 2)
		n = n*31 + bits.OnesCount64(x) + bits.OnesCount16(uint16(x)) + bits.OnesCount8(uint8(x))
	}
	fmt.Println(n)
	for _, x := range []float64{0.5, -0.5, 1.5, 2.5, -2.5, 1e300, math.Copysign(0, -1), math.Inf(-1), math.NaN(), 4503599627370495.5} {
		fmt.Println(math.Floor(x), math.Ceil(x), math.Trunc(x), math.RoundToEven(x), math.Signbit(math.Ceil(x)), math.FMA(x, x, -x))
	}
}

func main() {
	digests()
	lengths()
	ciphers()
	words()
	mapsOf(func(i int) int { return i })
	mapsOf(func(i int) uint32 { return uint32(i) << 16 })
	mapsOf(func(i int) string { return strconv.Itoa(i * i) })
	mapsOf(func(i int) [1]string { return [1]string{string(data[:i%600]) + strconv.Itoa(i)} })
	mapsOf(func(i int) float64 { return float64(i) })
	mapsOf(func(i int) any { return i })
	numbers()
}
