// Hashes and ciphers of the library: SHA-256, SHA-1, MD5, CRC-32, AES in counter mode, HMAC.
package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash/crc32"
)

func main() {
	data := make([]byte, 1<<20)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	sum := sha256.New()
	for range 128 {
		sum.Write(data)
	}
	fmt.Printf("%x\n", sum.Sum(nil))
	for range 24 {
		fmt.Sprint(sha512.Sum512(data)[0], sha1.Sum(data)[0], md5.Sum(data)[0])
	}
	fmt.Printf("%x %x %x\n", sha512.Sum512(data), sha1.Sum(data), md5.Sum(data))
	crc := uint32(0)
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	for range 200 {
		crc = crc32.Update(crc, crc32.IEEETable, data) ^ crc32.Checksum(data, castagnoli)
	}
	fmt.Println(crc)
	block, _ := aes.NewCipher([]byte("0123456789abcdef"))
	stream := cipher.NewCTR(block, make([]byte, 16))
	for range 32 {
		stream.XORKeyStream(data, data)
	}
	gcm, _ := cipher.NewGCM(block)
	sealed := gcm.Seal(nil, make([]byte, 12), data, nil)
	mac := hmac.New(sha256.New, []byte("key"))
	for i := range 50000 {
		mac.Write(data[i : i+32])
		data[i] ^= mac.Sum(nil)[0]
	}
	fmt.Printf("%x %x\n", sealed[len(sealed)-16:], mac.Sum(nil))
}
