// escape_call.c: what calls let escape and where their results come from; the same said of a
// function in its summary.
//
// A result may be a parameter, what a parameter points to, or an object of the callee's that holds
// either: the bits FLOW_*. Just so a parameter may come to hold another one. What comes there in
// another way is taken to escape.
#include "opt/escape.h"

enum { CHAIN_MAX = 8 }; // steps behind a result that are looked at

// How a runtime function treats its arguments, one letter each: . keeps it, n not but what it
// points to, m not even that, c nothing at all (a closure that is called while the frame is there),
// v the result's memory holds it, i the result's memory holds what it points to; b is a buffer of
// RT_STRING_BUF bytes that the result may lie in. Arguments behind the last letter are kept.
typedef struct RtSpec {
	RtFn fn;
	const char *args;
	bool fresh; // the result, if it is an address, is that of a new object
} RtSpec;

static const RtSpec rt_specs[] = {
	{RT_newobject, "c", true},
	{RT_newarray, "c.", true},
	{RT_makeslice, "c..", true},
	{RT_growslice, "i...c", true},
	{RT_concatstrings, "bm.", true},
	{RT_concatstring2, "bn.n.", true},
	{RT_concatstring3, "bn.n.n.", true},
	{RT_intstring, "b.", true},
	{RT_slicebytetostring, "bn.", true},
	{RT_stringtoslicebyte, "bn.", true},
	{RT_stringtoslicerune, "n.", true},
	{RT_slicerunetostring, "n.", true},
	{RT_cmpstring, "n.n.", false},
	{RT_memequal, "nn.", false},
	{RT_decoderune, "n..", false},
	{RT_countrunes, "n.", false},
	{RT_convT, "ci", true},
	{RT_convT64, "", true},
	{RT_convT32, "", true},
	{RT_convT16, "", true},
	{RT_convTstring, "v.", true},
	{RT_convTslice, "v..", true},
	{RT_printstring, "n.", false},
	{RT_printslice, "n..", false},
	{RT_efaceeq, "ccc", false},
	{RT_ifaceeq, "ccc", false},
	{RT_typeequal, "ccc", false},
	{RT_chansend1, "nn", false},
	{RT_chanrecv1, "nn", false},
	{RT_chanrecv2, "nn", false},
	{RT_selectnbsend, "nn", false},
	{RT_selectnbrecv, "nn", false},
	{RT_selectgo, "n...", false},
	{RT_closechan, "n", false},
	{RT_printpointer, "n", false},
	{RT_deferenter, "n", false},
	{RT_deferreturn, "n", false},
	{RT_deferopen, "nc", false},
	{RT_defertake, "n", false},
	{RT_deferlisted, "n", false},
	{RT_deferleave, "n", false},
	{RT_printeface, "nn", false},
	{RT_printiface, "nn", false},
};

static const RtSpec *rt_spec(RtFn fn) {
	static const RtSpec none = {RT_COUNT, "", false};
	for (uint32_t i = 0; i < LEN(rt_specs); i++)
		if (rt_specs[i].fn == fn)
			return &rt_specs[i];
	return &none;
}

FrameKind escape_frame_kind(const Value *v) {
	if (v->op != OP_RTCALL)
		return FRAME_NONE;
	switch (v->aux.rt) {
	case RT_convT: return v->off ? FRAME_BOX : FRAME_NONE;
	case RT_convT64:
	case RT_convT32:
	case RT_convT16:
	case RT_convTstring:
	case RT_convTslice: return FRAME_BOX;
	case RT_concatstrings:
	case RT_concatstring2:
	case RT_concatstring3:
	case RT_intstring:
	case RT_slicebytetostring:
	case RT_stringtoslicebyte: return FRAME_BUFFER;
	default: return FRAME_NONE;
	}
}

void escape_lend(Escape *e, const Value *v, uint32_t leak) {
	uint32_t c = class_of(e, v);
	while (leak-- > 0)
		c = class_contents(e, c);
	class_escape(e, c);
}

/* Calls */

static void call_runtime(Escape *e, const Value *v, uint32_t loop) {
	const RtSpec *s = rt_spec(v->aux.rt);
	const char *result = rt_info[v->aux.rt].result;
	size_t n = strlen(s->args);
	uint32_t r = *result == 'p' ? class_of_result(e, v, 0) : 0;
	if (r && s->fresh)
		class_home(e, r, loop);
	for (uint32_t i = 0; i < v->n_args; i++) {
		const Value *arg = v->args[i];
		if (arg->type != IR_PTR)
			continue;
		switch (i < n ? s->args[i] : '.') {
		case 'b': break;
		case 'c': escape_lend(e, arg, LEAK_3); break;
		case 'm': escape_lend(e, arg, LEAK_2); break;
		case 'n': escape_lend(e, arg, LEAK_1); break;
		case 'v': class_unify(e, class_contents(e, r), class_of(e, arg)); break;
		case 'i':
			class_unify(e, class_contents(e, r), class_contents(e, class_of(e, arg)));
			break;
		default: escape_lend(e, arg, LEAK_SELF);
		}
	}
	for (uint32_t i = 0; result[i]; i++)
		if (result[i] == 'p' && (i || !s->fresh))
			class_escape(e, class_of_result(e, v, i));
}

static uint8_t *flow_of(const Func *f, uint32_t param, uint32_t target) {
	return &f->flows[param * (f->sig.n_params + f->sig.n_results) + target];
}

static void call_flow(Escape *e, uint32_t flow, uint32_t arg, uint32_t result) {
	if (flow & FLOW_PARAM)
		class_unify(e, result, arg);
	if (flow & FLOW_1)
		class_unify(e, result, class_contents(e, arg));
	if (flow & FLOW_2)
		class_unify(e, result, class_contents(e, class_contents(e, arg)));
	if (flow & FLOW_HELD)
		class_store(e, result, arg);
	if (flow & FLOW_SHARED)
		class_store(e, result, class_contents(e, arg));
}

// All that goes from argument i to the target, of class c.
static void call_flows_to(Escape *e, const Value *v, const Func *g, uint32_t target, uint32_t c) {
	for (uint32_t i = 0; i < v->n_args; i++)
		if (v->args[i]->type == IR_PTR && i != target && *flow_of(g, i, target))
			call_flow(e, *flow_of(g, i, target), class_of(e, v->args[i]), c);
}

// A function whose summary is there.
static void call_known(Escape *e, const Value *v, const Func *g, uint32_t loop) {
	for (uint32_t i = 0; i < v->n_args; i++)
		if (v->args[i]->type == IR_PTR) {
			escape_lend(e, v->args[i], g->leaks[i]);
			call_flows_to(e, v, g, i, class_of(e, v->args[i]));
		}
	for (uint32_t k = 0; k < g->sig.n_results; k++) {
		if (g->sig.results[k] != IR_PTR)
			continue;
		uint32_t c = class_of_result(e, v, k);
		class_home(e, c, loop);
		call_flows_to(e, v, g, g->sig.n_params + k, c);
		c = class_of_result(e, v, k);
		for (uint32_t leak = g->result_leaks[k]; leak; leak--)
			c = class_contents(e, c);
		class_escape(e, c);
	}
}

uint32_t escape_closure_leak(const Func *f) {
	uint32_t leak = f->leaks[0];
	for (uint32_t t = 1; t < f->sig.n_params + f->sig.n_results; t++) {
		uint8_t flow = *flow_of(f, 0, t);
		uint32_t to = flow & (FLOW_PARAM | FLOW_HELD) ? LEAK_SELF
			      : flow & (FLOW_1 | FLOW_SHARED) ? LEAK_1
			      : flow			      ? LEAK_2
							      : LEAK_3;
		leak = to < leak ? to : leak;
	}
	return leak;
}

static bool call_same_sig(const Sig *x, const Sig *y) {
	return x->n_params == y->n_params && x->n_results == y->n_results &&
	       (!x->n_results ||
		       memcmp(x->results, y->results, x->n_results * sizeof *x->results) == 0);
}

static void call_unknown(Escape *e, const Value *v) {
	bool lends = v->op == OP_CALL && v->aux.sym->lends;
	for (uint32_t i = 0; i < v->n_args; i++) {
		if (v->args[i]->type != IR_PTR)
			continue;
		// The closure that a call goes through: see where it was made.
		bool closure = v->op == OP_CALLI && i == 1 && v->args[0]->op == OP_LOAD &&
			       v->args[0]->off == 0 && v->args[0]->args[0] == v->args[1];
		bool code = v->op == OP_CALLI && i == 0;
		escape_lend(e, v->args[i], closure || lends ? LEAK_3 : code ? LEAK_1 : LEAK_SELF);
	}
	for (uint32_t k = 0; k < v->sig->n_results; k++)
		if (v->sig->results[k] == IR_PTR)
			class_escape(e, class_of_result(e, v, k));
}

void escape_call(Escape *e, const Value *v, uint32_t loop) {
	const Func *g = v->op == OP_CALL && !v->aux.sym->lends ? v->aux.sym->func : NULL;
	if (v->op == OP_RTCALL)
		call_runtime(e, v, loop);
	else if (g && g->leaks && call_same_sig(v->sig, &g->sig))
		call_known(e, v, g, loop);
	else
		call_unknown(e, v);
}

/* Summaries */

void escape_promise(Func *f) {
	uint32_t params = f->sig.n_params, results = f->sig.n_results;
	f->leaks = NEW_ARRAY(f->arena, uint8_t, params + results + 1);
	f->result_leaks = f->leaks + params;
	f->flows = NEW_ARRAY(f->arena, uint8_t, params * (params + results) + 1);
	memset(f->leaks, LEAK_3, params + results);
}

static bool summary_lower(uint8_t *leak, uint32_t to) {
	if (to >= *leak)
		return false;
	*leak = (uint8_t)to;
	return true;
}

// Where the chain of classes behind parameter i, of class param, meets the one behind the target.
static bool summary_flow(Escape *e, uint32_t param, uint32_t i, uint32_t target, uint32_t result) {
	static const uint8_t flows[3][2] = {
		{FLOW_PARAM, FLOW_HELD}, {FLOW_1, FLOW_SHARED}, {FLOW_2, 0}};
	Func *f = e->f;
	uint8_t *flow = flow_of(f, i, target);
	bool less = false;
	for (uint32_t p = 0, x = class_find(e, param); p < 3 && x; p++, x = class_behind(e, x)) {
		if (e->classes.v[x].escapes)
			break;
		uint32_t r = 0, y = class_find(e, result);
		for (uint32_t next; y && y != x && r < CHAIN_MAX; y = next, r++) {
			next = class_behind(e, y);
			if (next == y)
				next = 0;
		}
		if (!y)
			continue;
		uint8_t bit = y == x && r < 2 ? flows[p][r] : 0;
		if (!bit)
			less |= summary_lower(&f->leaks[i], p);
		else if (!(*flow & bit))
			*flow |= bit, less = true;
		break; // what lies behind is the same
	}
	return less;
}

// Where the chain of classes behind c leads back into itself: the caller's do not.
static uint32_t summary_circle(Escape *e, uint32_t c) {
	uint32_t chain[LEAK_3 + 1] = {c};
	for (uint32_t i = 0; i < LEAK_3; i++) {
		chain[i + 1] = e->classes.v[chain[i]].escapes ? 0 : class_behind(e, chain[i]);
		if (!chain[i + 1])
			break;
		for (uint32_t j = 0; j <= i; j++)
			if (chain[j] == chain[i + 1])
				return j;
	}
	return LEAK_3;
}

static bool summary_param(Escape *e, const Value **params, uint32_t i) {
	Func *f = e->f;
	uint32_t c = class_of(e, params[i]), n = f->sig.n_params;
	bool less = summary_lower(&f->leaks[i], class_leak(e, c));
	less |= summary_lower(&f->leaks[i], summary_circle(e, c));
	for (uint32_t k = 0; k < n; k++)
		if (k != i && params[k])
			less |= summary_flow(e, c, i, k, class_of(e, params[k]));
	for (uint32_t k = 0; k < f->sig.n_results; k++)
		if (f->sig.results[k] == IR_PTR)
			less |= summary_flow(e, c, i, n + k, e->of_result[k]);
	return less;
}

bool escape_summary(Escape *e) {
	Func *f = e->f;
	bool less = false;
	const Value **params = NEW_ARRAY(e->a, const Value *, f->sig.n_params + 1);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op == OP_PARAM && v->type == IR_PTR)
				params[v->aux.i] = v;
		}
	for (uint32_t i = 0; i < f->sig.n_params; i++)
		if (params[i])
			less |= summary_param(e, params, i);
	for (uint32_t k = 0; k < f->sig.n_results; k++)
		if (f->sig.results[k] == IR_PTR)
			less |= summary_lower(&f->result_leaks[k], class_leak(e, e->of_result[k]));
	return less;
}
