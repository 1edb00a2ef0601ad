// Names for files in assembly, for amd64. Offsets into G and M are asserted in proc.c.
// clang-format off
#define G %fs:0x60
#define LIMIT %fs:0x70
#define G_MOREFN 0
#define G_MOREARGS 8
#define G_MOREFRAME 16
#define G_SP 32
#define G_LIMIT 40
#define G_M 48
#define G_REGS 0x38
#define M_G0 0
#define M_P 16
#define P_WBNEXT 32
#define P_WBEND 40
#define HEAP_BASE 8
#define HEAP_USED 32
#define M_G0SP 80

#define FUNC(name)                                                                                 \
	.globl name;                                                                               \
	.type name, @function;                                                                     \
	.p2align 4;                                                                                \
	name:
#define END(name) .size name, .- name
#define PUSH_SAVED                                                                                 \
	pushq %rbp;                                                                               \
	pushq %rbx;                                                                               \
	pushq %r12;                                                                               \
	pushq %r13;                                                                               \
	pushq %r14;                                                                               \
	pushq %r15
#define POP_SAVED                                                                                  \
	popq %r15;                                                                                \
	popq %r14;                                                                                \
	popq %r13;                                                                                \
	popq %r12;                                                                                \
	popq %rbx;                                                                                \
	popq %rbp

// %rdi(%rsi) on the stack of the M's g0, with registers saved as rt_gogo wants them; returns with
// its %rax. %rax is G, %rcx its M, %rdx the g0, not G itself.
#define RETURN_ON_G0                                                                               \
	PUSH_SAVED;                                                                                \
	movq %rsp, G_SP(%rax);                                                                   \
	movq %rdx, G;                                                                             \
	movq $0, LIMIT;                                                                            \
	movq %rax, %rbx;                                                                         \
	movq M_G0SP(%rcx), %rsp;                                                                 \
	movq %rdi, %rax;                                                                         \
	movq %rsi, %rdi;                                                                         \
	call *%rax;                                                                              \
	movq %rbx, G;                                                                             \
	movq G_LIMIT(%rbx), %rcx;                                                                \
	movq %rcx, LIMIT;                                                                         \
	movq G_SP(%rbx), %rsp;                                                                   \
	POP_SAVED;                                                                                 \
	ret
