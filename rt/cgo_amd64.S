// Between the stacks of goroutines and C, for amd64: cgo.c. A file of its own, so that programs without C have none of it.
#include "asm_amd64.h"

	.text
// u32 rt_cgoenter(void (*fn)(ptr), ptr arg): rt_systemstack with a result, for functions of C
FUNC(rt_cgoenter)
	movq G, %rax
	movq G_M(%rax), %rcx
	movq M_G0(%rcx), %rdx
	RETURN_ON_G0
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
