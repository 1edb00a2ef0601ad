// Between the stacks of goroutines and C, for amd64: cgo.c. A file of its own, so that programs without C have none of it.
//
// Offsets into G and M are asserted in proc.c.
#define G %fs:0x60
#define LIMIT %fs:0x70
#define G_SP 24
#define G_LIMIT 32
#define G_M 40
#define M_G0 0
#define M_G0SP 80

#define FUNC(name) .globl name; .type name, @function; .p2align 4; name:
#define END(name) .size name, . - name
#define PUSH_SAVED pushq %rbp; pushq %rbx; pushq %r12; pushq %r13; pushq %r14; pushq %r15
#define POP_SAVED popq %r15; popq %r14; popq %r13; popq %r12; popq %rbx; popq %rbp

	.text
// u32 rt_cgoenter(void (*fn)(ptr), ptr arg): rt_systemstack with a result, for functions of C
FUNC(rt_cgoenter)
	PUSH_SAVED
	movq G, %rax
	movq %rsp, G_SP(%rax)
	movq G_M(%rax), %rcx
	movq M_G0(%rcx), %rdx
	movq %rdx, G
	movq $0, LIMIT
	movq %rax, %rbx
	movq M_G0SP(%rcx), %rsp
	movq %rdi, %rax
	movq %rsi, %rdi
	call *%rax
	movq %rbx, G
	movq G_LIMIT(%rbx), %rcx
	movq %rcx, LIMIT
	movq G_SP(%rbx), %rsp
	POP_SAVED
	ret
END(rt_cgoenter)

// void rt_cgoback(CgoCallback *): from C, rt_callbackg on the stack of the goroutine cb->g, below the frame that
// rt_cgoenter left at G.sp; its saved rbp and return address are the frame that a walk goes on with.
FUNC(rt_cgoback)
	PUSH_SAVED
	subq $8, %rsp
	movq G, %r12
	movq G_M(%r12), %rcx
	movq %rsp, M_G0SP(%rcx)
	movq %rsp, %rbx
	movq (%rdi), %rax
	movq G_SP(%rax), %rsp
	leaq 40(%rsp), %rbp
	andq $-16, %rsp
	movq %rax, G
	movq G_LIMIT(%rax), %rdx
	movq %rdx, LIMIT
	call rt_callbackg
	movq %r12, G
	movq $0, LIMIT
	movq %rbx, %rsp
	addq $8, %rsp
	POP_SAVED
	ret
END(rt_cgoback)

	.section .note.GNU-stack,"",@progbits
