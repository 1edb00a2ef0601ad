// session.c: what one invocation of the compiler shares.
#include "base/base.h"

Session *session_new(void) {
	Arena *a = arena_new();
	Session *s = NEW(a, Session);
	s->arena = a;
	s->names = intern_new();
	s->sources = sources_new(a);
	s->diags = diags_new(s->sources);
	return s;
}

void session_free(Session *s) {
	diags_free(s->diags);
	sources_free(s->sources);
	intern_free(s->names);
	arena_free(s->arena);
}
