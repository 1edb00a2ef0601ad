// fuzz.h: what the fuzz drivers share: a session that serves many inputs, and the constants'
// memory.
//
// Each driver is one *_fuzz.c with LLVMFuzzerTestOneInput, linked with clang's libFuzzer or, where
// that is missing, with plain.c. Any bytes must end in a result or in errors; abort() is a finding.
#ifndef SEAGO_FUZZ_H
#define SEAGO_FUZZ_H

#include <gmp.h>
#include <stdlib.h>

#include "base/base.h"

enum { FUZZ_INPUTS = 200, FUZZ_BYTES = 64 << 20 }; // that one session serves

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Arena *fuzz_numbers;

static void *fuzz_alloc(size_t n) {
	return arena_alloc(fuzz_numbers, n);
}

static void *fuzz_realloc(void *p, size_t old, size_t n) {
	return memcpy(arena_alloc(fuzz_numbers, n), p, old < n ? old : n);
}

static void fuzz_free(void *p, size_t n) {
	(void)p, (void)n;
}

// The session for the next input.
static Session *fuzz_session(void) {
	static Session *s;
	static uint32_t inputs;
	if (s && ++inputs < FUZZ_INPUTS &&
		arena_bytes(s->arena) + arena_bytes(fuzz_numbers) < FUZZ_BYTES)
		return s;
	if (s) {
		session_free(s);
		arena_free(fuzz_numbers);
	}
	inputs = 0;
	fuzz_numbers = arena_new();
	mp_set_memory_functions(fuzz_alloc, fuzz_realloc, fuzz_free);
	return s = session_new();
}

static SourceFile *fuzz_source(Session *s, const uint8_t *data, size_t size) {
	char *text = arena_strndup(s->arena, (const char *)data, size);
	return sources_add(s->sources, "fuzz.go", "fuzz.go", text, (uint32_t)size);
}

// Prints and drops what was reported; the number of errors.
static uint32_t fuzz_flush(Session *s) {
	FILE *null = fopen("/dev/null", "w");
	if (!null)
		abort();
	uint32_t n = diags_flush(s->diags, null, true);
	fclose(null);
	return n;
}

#endif
