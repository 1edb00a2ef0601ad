// Web: an HTTP server and its client over the loopback interface, with middleware, JSON, streaming and graceful shutdown.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

type counter struct{ n atomic.Int64 }

func (c *counter) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.n.Add(1)
		w.Header().Set("X-Served-By", "seago example")
		next.ServeHTTP(w, r)
	})
}

type sum struct {
	Values []int `json:"values"`
	Sum    int   `json:"sum"`
}

func routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello, %s", r.PathValue("name"))
	})
	mux.HandleFunc("POST /sum", func(w http.ResponseWriter, r *http.Request) {
		var s sum
		if err := json.NewDecoder(r.Body).Decode(&s); err != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		for _, v := range s.Values {
			s.Sum += v
		}
		json.NewEncoder(w).Encode(s)
	})
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		for i := range 3 {
			fmt.Fprintln(w, "chunk", i)
			w.(http.Flusher).Flush()
		}
	})
	mux.HandleFunc("GET /panic", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	return mux
}

func get(c *http.Client, url string) (string, int) {
	resp, err := c.Get(url)
	if err != nil {
		return "error", 0
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return string(body), resp.StatusCode
}

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	var served counter
	srv := &http.Server{Handler: served.wrap(routes()), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	base := "http://" + ln.Addr().String()
	client := &http.Client{Timeout: 20 * time.Second}

	fmt.Println(get(client, base+"/hello/gopher"))
	fmt.Println(get(client, base+"/missing"))
	resp, err := client.Post(base+"/sum", "application/json", bytes.NewBufferString(`{"values":[1,2,39]}`))
	if err != nil {
		log.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	fmt.Print(string(body))
	fmt.Println(resp.Header.Get("X-Served-By"), resp.Header.Get("Content-Type"), resp.ContentLength)

	resp, err = client.Get(base + "/stream")
	if err != nil {
		log.Fatal(err)
	}
	for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
		fmt.Println(sc.Text())
	}
	resp.Body.Close()
	_, code := get(client, base+"/panic")
	fmt.Println("aborted:", code)

	var mu sync.Mutex
	var wg sync.WaitGroup
	var codes []string
	for i := range 50 {
		wg.Go(func() {
			text, _ := get(client, fmt.Sprintf("%s/hello/%02d", base, i))
			mu.Lock()
			codes = append(codes, text)
			mu.Unlock()
		})
	}
	wg.Wait()
	slices.Sort(codes)
	fmt.Println(len(codes), codes[0], codes[49])

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println("shut down:", errors.Is(<-done, http.ErrServerClosed), "served", served.n.Load() >= 55)
}
