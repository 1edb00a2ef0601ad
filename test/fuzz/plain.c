// plain.c: main for the fuzz drivers where libFuzzer is missing: the files of a corpus as they are,
// then random changes of them for some seconds.
//
//	x_fuzz [-seconds N] [-seed N] [-dict FILE] FILE...
#include <stdio.h>
#include <time.h>

#include "fuzz.h"

enum { MOST = 1 << 16, WORDS = 512 };

typedef struct Input {
	uint8_t *v;
	size_t n;
} Input;

static uint64_t plain_state;

static uint32_t plain_rand(uint32_t n) {
	plain_state = plain_state * 6364136223846793005u + 1442695040888963407u;
	return n ? (uint32_t)(plain_state >> 33) % n : 0;
}

static Input plain_read(const char *path) {
	FILE *f = fopen(path, "rb");
	if (!f)
		fatal("cannot read %s", path);
	Input in = {malloc(MOST), 0};
	in.n = fread(in.v, 1, MOST, f);
	fclose(f);
	return in;
}

// Lines `"word"`, with \" and \\ for these two; others are comments.
static uint32_t plain_dict(const char *path, Input *words) {
	FILE *f = fopen(path, "r");
	if (!f)
		fatal("cannot read %s", path);
	char line[256];
	uint32_t n = 0;
	while (n < WORDS && fgets(line, sizeof line, f)) {
		if (line[0] != '"')
			continue;
		Input *w = &words[n++];
		w->v = malloc(sizeof line);
		w->n = 0;
		for (const char *p = line + 1; *p && *p != '"'; p++) {
			p += *p == '\\' && p[1];
			w->v[w->n++] = (uint8_t)*p;
		}
	}
	fclose(f);
	return n;
}

// Puts m bytes of p in place of `out` bytes at `at`.
static void plain_splice(Input *in, size_t at, size_t out, const uint8_t *p, size_t m) {
	if (out > in->n - at)
		out = in->n - at;
	if (in->n - out + m > MOST)
		return;
	memmove(in->v + at + m, in->v + at + out, in->n - at - out);
	memcpy(in->v + at, p, m);
	in->n += m - out;
}

static void plain_change(Input *in, const Input *words, uint32_t n_words, const Input *other) {
	static uint8_t piece[MOST];
	size_t at = plain_rand((uint32_t)in->n + 1), from = plain_rand((uint32_t)other->n + 1);
	size_t m = other->n - from, k = 1 + plain_rand(plain_rand(4) ? 16 : 200);
	m = m < k ? m : k;
	memcpy(piece, other->v + from, m);
	switch (plain_rand(5)) {
	case 0: plain_splice(in, at, k, piece, 0); break;
	case 1: plain_splice(in, at, 0, piece, m); break;
	case 2: plain_splice(in, at, m, piece, m); break;
	case 3:
		piece[0] = (uint8_t)plain_rand(256);
		plain_splice(in, at, 1, piece, 1);
		break;
	default:
		if (n_words) {
			const Input *w = &words[plain_rand(n_words)];
			plain_splice(in, at, plain_rand(2) ? w->n : 0, w->v, w->n);
		}
	}
}

int main(int argc, char **argv) {
	static Input words[WORDS];
	uint32_t n_words = 0, seconds = 10, n = 0;
	uint64_t runs = 0;
	Input *corpus = malloc((size_t)argc * sizeof *corpus);
	plain_state = 1;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-seconds") == 0 && i + 1 < argc)
			seconds = (uint32_t)atoi(argv[++i]);
		else if (strcmp(argv[i], "-seed") == 0 && i + 1 < argc)
			plain_state = (uint64_t)atoll(argv[++i]);
		else if (strcmp(argv[i], "-dict") == 0 && i + 1 < argc)
			n_words = plain_dict(argv[++i], words);
		else
			corpus[n++] = plain_read(argv[i]);
	}
	for (uint32_t i = 0; i < n; i++, runs++)
		LLVMFuzzerTestOneInput(corpus[i].v, corpus[i].n);
	Input in = {malloc(MOST), 0};
	for (time_t end = time(NULL) + seconds; n && time(NULL) < end; runs++) {
		const Input *seed = &corpus[plain_rand(n)];
		memcpy(in.v, seed->v, in.n = seed->n);
		for (uint32_t k = 1 + plain_rand(6); k > 0; k--)
			plain_change(&in, words, n_words, &corpus[plain_rand(n)]);
		FILE *f = fopen("last-input", "wb"); // what a crash leaves behind
		if (f) {
			fwrite(in.v, 1, in.n, f);
			fclose(f);
		}
		LLVMFuzzerTestOneInput(in.v, in.n);
	}
	printf("%llu inputs\n", (unsigned long long)runs);
	return 0;
}
