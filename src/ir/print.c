// print.c: the text form of functions and data, as doc/ir.md describes and read.c reads it.
#include "ir/ir.h"

static void print_quoted(FILE *to, const char *s) {
	fputc('"', to);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '"' || c == '\\')
			fprintf(to, "\\%c", c);
		else if (c < 32)
			fprintf(to, "\\x%02x", c);
		else
			fputc(c, to);
	}
	fputc('"', to);
}

static void print_aux(FILE *to, const Value *v) {
	switch (v->op) {
	case OP_CONST:
	case OP_PARAM:
	case OP_RESULT:
	case OP_MOVE:
	case OP_ZERO: fprintf(to, " %lld", (long long)v->aux.i); break;
	case OP_FCONST: fprintf(to, " %a", v->aux.f); break;
	case OP_ADDR:
	case OP_CALL:
	case OP_NEW:
		fputs(" @", to);
		print_quoted(to, v->aux.sym->name);
		break;
	case OP_LOCAL: fprintf(to, " slot%u", v->aux.slot->id); break;
	case OP_GETVAR:
	case OP_SETVAR: fprintf(to, " var%u", v->aux.var->id); break;
	case OP_RTCALL:
	case OP_CHECK: fprintf(to, " %s", rt_info[v->aux.rt].name); break;
	default: break;
	}
	if (v->off)
		fprintf(to, " %+lld", (long long)v->off);
}

static void print_sig(FILE *to, const Sig *sig) {
	fputc('(', to);
	for (uint32_t i = 0; i < sig->n_params; i++)
		fprintf(to, "%s%s", i ? " " : "", irtype_name(sig->params[i]));
	fputc(')', to);
	for (uint32_t i = 0; i < sig->n_results; i++)
		fprintf(to, " %s", irtype_name(sig->results[i]));
}

static void print_value(FILE *to, const Value *v) {
	static const char *const flags[] = {
		"volatile", "heapptr", "unsigned", "opaque", "overlap", "nonnil", "noptrs"};
	fputc('\t', to);
	if (v->type != IR_VOID)
		fprintf(to, "v%u:%s = ", v->id, irtype_name((IRType)v->type));
	else
		fprintf(to, "v%u = ", v->id);
	fputs(op_info[v->op].name, to);
	for (uint32_t i = 0; i < LEN(flags); i++)
		if (v->flags & (1u << i))
			fprintf(to, ".%s", flags[i]);
	print_aux(to, v);
	for (uint32_t i = 0; i < v->n_args; i++)
		fprintf(to, " v%u", v->args[i] ? v->args[i]->id : 0);
	if (v->op == OP_CALL || v->op == OP_CALLI) {
		fputs(" : ", to);
		print_sig(to, v->sig);
	}
	fputc('\n', to);
}

static void print_control(FILE *to, const Block *b) {
	switch ((BlockKind)b->kind) {
	case BLK_NONE: fputs("\tunfinished\n", to); break;
	case BLK_JUMP: fprintf(to, "\tjump b%u\n", b->succs.v[0]->id); break;
	case BLK_IF:
		fprintf(to, "\tif v%u b%u b%u", b->control->id, b->succs.v[0]->id,
			b->succs.v[1]->id);
		fputs(b->likely > 0 ? " likely\n" : b->likely < 0 ? " unlikely\n" : "\n", to);
		break;
	case BLK_SWITCH:
		fprintf(to, "\tswitch v%u", b->control->id);
		for (uint32_t i = 0; i < b->cases.n; i++)
			fprintf(to, " %lld:b%u", (long long)b->cases.v[i], b->succs.v[i]->id);
		fprintf(to, " b%u\n", b->succs.v[b->cases.n]->id);
		break;
	case BLK_RETURN:
		fputs("\treturn", to);
		for (uint32_t i = 0; i < b->rets.n; i++)
			fprintf(to, " v%u", b->rets.v[i]->id);
		fputc('\n', to);
		break;
	case BLK_UNREACHABLE: fputs("\tunreachable\n", to); break;
	}
}

void ir_print(FILE *to, const Func *f) {
	fputs("func ", to);
	print_quoted(to, f->sym->name);
	fputc(' ', to);
	print_sig(to, &f->sig);
	if (f->flags)
		fprintf(to, " flags %u", f->flags);
	fputs(" {\n", to);
	for (uint32_t i = 0; i < f->vars.n; i++) {
		const Var *v = f->vars.v[i];
		fprintf(to, "\tvar%u %s%s ", v->id, irtype_name(v->type),
			v->is_volatile ? " volatile" : "");
		print_quoted(to, v->name ? v->name : "");
		fputc('\n', to);
	}
	for (uint32_t i = 0; i < f->slots.n; i++) {
		const Slot *s = f->slots.v[i];
		fprintf(to, "\tslot%u %llu %u%s%s ", s->id, (unsigned long long)s->size, s->align,
			s->is_volatile ? " volatile" : "", s->no_ptrs ? " noptrs" : "");
		print_quoted(to, s->name ? s->name : "");
		fputc('\n', to);
	}
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		const Block *b = f->blocks.v[i];
		fprintf(to, "b%u:\n", b->id);
		for (uint32_t j = 0; j < b->ins.n; j++)
			print_value(to, b->ins.v[j]);
		print_control(to, b);
	}
	fputs("}\n", to);
}

void ir_print_data(FILE *to, const Data *d) {
	fputs("data ", to);
	print_quoted(to, d->sym->name);
	fprintf(to, " %llu %u%s {\n", (unsigned long long)d->size, d->align,
		d->readonly ? " readonly" : "");
	if (d->bytes) {
		fputs("\thex ", to);
		for (uint64_t i = 0; i < d->size; i++)
			fprintf(to, "%02x", d->bytes[i]);
		fputc('\n', to);
	}
	for (uint32_t i = 0; i < d->relocs.n; i++) {
		fprintf(to, "\tat %llu ", (unsigned long long)d->relocs.v[i].off);
		print_quoted(to, d->relocs.v[i].sym->name);
		fprintf(to, " %+lld\n", (long long)d->relocs.v[i].addend);
	}
	fputs("}\n", to);
}
