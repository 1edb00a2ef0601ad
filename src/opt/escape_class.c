// escape_class.c: the classes of escape analysis: union-find with one field of contents.
#include "opt/escape.h"

uint32_t class_new(Escape *e) {
	Class c = {.parent = e->classes.n, .hold = LOOP_NONE, .home = LOOP_NONE};
	vec_push(e->a, &e->classes, c);
	return e->classes.n - 1;
}

uint32_t class_find(Escape *e, uint32_t c) {
	while (e->classes.v[c].parent != c) {
		e->classes.v[c].parent = e->classes.v[e->classes.v[c].parent].parent;
		c = e->classes.v[c].parent;
	}
	return c;
}

static uint32_t class_meet(const Escape *e, uint32_t x, uint32_t y) {
	return e->loops ? loops_meet(e->loops, x, y) : LOOP_NONE;
}

void class_unify(Escape *e, uint32_t x, uint32_t y) {
	// Iterative: contents of both are unified in turn.
	for (;;) {
		x = class_find(e, x);
		y = class_find(e, y);
		if (x == y)
			return;
		Class *cx = &e->classes.v[x], *cy = &e->classes.v[y];
		cy->parent = x;
		cx->escapes |= cy->escapes;
		cx->callers |= cy->callers;
		cx->stored |= cy->stored;
		cx->returned |= cy->returned;
		cx->hold = class_meet(e, cx->hold, cy->hold);
		cx->home = class_meet(e, cx->home, cy->home);
		uint32_t dx = cx->contents, dy = cy->contents;
		if (!dx || !dy) {
			cx->contents = dx ? dx : dy;
			return;
		}
		x = dx;
		y = dy;
	}
}

uint32_t class_behind(Escape *e, uint32_t c) {
	c = e->classes.v[class_find(e, c)].contents;
	return c ? class_find(e, c) : 0;
}

uint32_t class_contents(Escape *e, uint32_t c) {
	c = class_find(e, c);
	if (!e->classes.v[c].contents) {
		uint32_t d = class_new(e);
		e->classes.v[c].contents = d;
	}
	return class_find(e, e->classes.v[c].contents);
}

// What escapes points to what escapes: without known contents the class is its own.
void class_escape(Escape *e, uint32_t c) {
	for (c = class_find(e, c); !e->classes.v[c].escapes;
		c = class_find(e, e->classes.v[c].contents)) {
		e->classes.v[c].escapes = true;
		if (!e->classes.v[c].contents)
			e->classes.v[c].contents = c;
	}
}

uint32_t class_of(Escape *e, const Value *v) {
	if (!e->of_value[v->id])
		e->of_value[v->id] = class_new(e);
	return class_find(e, e->of_value[v->id]);
}

void class_store(Escape *e, uint32_t c, uint32_t x) {
	uint32_t d = class_contents(e, c);
	e->classes.v[d].stored = true;
	class_unify(e, d, x);
}

// The classes of several results lie behind one another.
uint32_t class_of_result(Escape *e, const Value *call, uint32_t i) {
	uint32_t *first = &e->of_value[call->id];
	uint32_t n = call->op == OP_RTCALL ? (uint32_t)strlen(rt_info[call->aux.rt].result)
					   : call->sig->n_results;
	for (uint32_t k = 0; !*first && k < n; k++) {
		uint32_t c = class_new(e);
		if (k + 1 == n)
			*first = c + 1 - n;
	}
	return class_find(e, *first + i);
}

void class_hold(Escape *e, uint32_t c, uint32_t loop) {
	Class *k = &e->classes.v[class_find(e, c)];
	k->hold = class_meet(e, k->hold, loop);
}

void class_home(Escape *e, uint32_t c, uint32_t loop) {
	Class *k = &e->classes.v[class_find(e, c)];
	k->home = class_meet(e, k->home, loop);
}

// What an object holds is held for as long as the object is.
static bool class_spread_holds(Escape *e) {
	bool changed = false;
	for (uint32_t c = 1; c < e->classes.n; c++) {
		const Class *k = &e->classes.v[c];
		uint32_t d = k->parent == c ? class_behind(e, c) : 0;
		if (!d)
			continue;
		uint32_t was = e->classes.v[d].hold;
		class_hold(e, d, class_meet(e, k->home, k->hold));
		changed |= e->classes.v[d].hold != was;
	}
	return changed;
}

void class_spread(Escape *e) {
	for (uint32_t c = 1; c < e->classes.n; c++)
		if (class_find(e, c) == c && e->classes.v[c].escapes) {
			e->classes.v[c].escapes = false;
			class_escape(e, c);
		}
	while (e->loops && class_spread_holds(e))
		;
}

void class_return(Escape *e, uint32_t c) {
	for (c = class_find(e, c); c && !e->classes.v[c].returned; c = class_behind(e, c))
		e->classes.v[c].returned = true;
}

uint8_t class_leak(Escape *e, uint32_t c) {
	c = class_find(e, c);
	for (uint8_t leak = LEAK_SELF; c && leak < LEAK_3; leak++) {
		if (e->classes.v[c].escapes)
			return leak;
		c = class_behind(e, c);
	}
	return LEAK_3;
}
