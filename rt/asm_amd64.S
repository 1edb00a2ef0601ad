// Switching of stacks, for amd64.
//
// Offsets into G and M are asserted in proc.c. The frame that rt_mcall and rt_systemstack leave at G.sp is
// r15 r14 r13 r12 rbx rbp pc, lowest address first; a new goroutine begins with such a frame (rt_newproc1).
#include "asm_amd64.h"
#define XSAVE_ROOM 2752

	.text
// void rt_mcall(void (*fn)(G *))
FUNC(rt_mcall)
	PUSH_SAVED
	movq G, %rax
	movq %rsp, G_SP(%rax)
	movq G_M(%rax), %rcx
	movq M_G0(%rcx), %rdx
	movq %rdx, G
	movq $0, LIMIT
	movq M_G0SP(%rcx), %rsp
	movq %rdi, %rdx
	movq %rax, %rdi
	xorl %ebp, %ebp
	call *%rdx
	ud2
END(rt_mcall)

// void rt_gogo(G *)
FUNC(rt_gogo)
	movq %rdi, G
	movq G_LIMIT(%rdi), %rax
	movq %rax, LIMIT
	movq G_SP(%rdi), %rsp
	POP_SAVED
	ret
END(rt_gogo)

// void rt_systemstack(void (*fn)(ptr), ptr arg)
FUNC(rt_systemstack)
	movq G, %rax
	movq G_M(%rax), %rcx
	movq M_G0(%rcx), %rdx
	cmpq %rax, %rdx
	je 1f
	RETURN_ON_G0
1:	pushq %rbp
	movq %rsp, %rbp
	movq %rdi, %rax
	movq %rsi, %rdi
	call *%rax
	popq %rbp
	ret
END(rt_systemstack)

// void rt_switchto(u64 sp, void (*fn)(ptr), ptr arg): the first entry to a thread's system stack
FUNC(rt_switchto)
	movq %rdi, %rsp
	xorl %ebp, %ebp
	movq %rdx, %rdi
	call *%rsi
	ud2
END(rt_switchto)

FUNC(rt_setg)
	movq %rdi, G
	ret
END(rt_setg)

FUNC(rt_setlimit)
	movq %rdi, LIMIT
	ret
END(rt_setlimit)

// void rt_wipe_frame(ptr top): clears from where the caller's frame ends to top
FUNC(rt_wipe_frame)
	movq %rdi, %rcx
	leaq 8(%rsp), %rdi
	subq %rdi, %rcx
	jbe 1f
	shrq $3, %rcx
	xorl %eax, %eax
	rep stosq
1:	ret
END(rt_wipe_frame)

// Entered instead of the function at G.more_fn: overwrites the G.more_frame words at G.more_args first (gen.h).
FUNC(rt_forget_call)
	movq G, %rax
	movq G_MOREFN(%rax), %r11
	movq G_MOREARGS(%rax), %r10
	movq G_MOREFRAME(%rax), %rax
1:	movq $0, -8(%r10,%rax,8)
	decq %rax
	jnz 1b
	jmp *%r11
END(rt_forget_call)

// Entered instead of the function at G.more_fn with its arguments. The frame below rbp is struct MoreFrame (stack.c).
#define MORE 208
#define MORE_GPR 128
#define MORE_NEWSP 176
#define MORE_FN 184
#define MORE_NARGS 192
#define MORE_SEG 200
FUNC(rt_morestack)
	pushq %rbp
	movq %rsp, %rbp
	subq $MORE, %rsp
	movaps %xmm0, 0(%rsp)
	movaps %xmm1, 16(%rsp)
	movaps %xmm2, 32(%rsp)
	movaps %xmm3, 48(%rsp)
	movaps %xmm4, 64(%rsp)
	movaps %xmm5, 80(%rsp)
	movaps %xmm6, 96(%rsp)
	movaps %xmm7, 112(%rsp)
	movq %rdi, MORE_GPR+0(%rsp)
	movq %rsi, MORE_GPR+8(%rsp)
	movq %rdx, MORE_GPR+16(%rsp)
	movq %rcx, MORE_GPR+24(%rsp)
	movq %r8, MORE_GPR+32(%rsp)
	movq %r9, MORE_GPR+40(%rsp)
	movq %rsp, %rdi
	call rt_newstack
	movq MORE_NEWSP(%rsp), %rdi
	leaq 16(%rbp), %rsi
	movq MORE_NARGS(%rsp), %rcx
	shrq $3, %rcx
	rep movsq
	movaps 0(%rsp), %xmm0
	movaps 16(%rsp), %xmm1
	movaps 32(%rsp), %xmm2
	movaps 48(%rsp), %xmm3
	movaps 64(%rsp), %xmm4
	movaps 80(%rsp), %xmm5
	movaps 96(%rsp), %xmm6
	movaps 112(%rsp), %xmm7
	movq MORE_GPR+0(%rsp), %rdi
	movq MORE_GPR+8(%rsp), %rsi
	movq MORE_GPR+16(%rsp), %rdx
	movq MORE_GPR+24(%rsp), %rcx
	movq MORE_GPR+32(%rsp), %r8
	movq MORE_GPR+40(%rsp), %r9
	movq MORE_FN(%rsp), %r11
	movq MORE_NEWSP(%rsp), %rsp
	call *%r11
	.globl rt_morestack_ret
rt_morestack_ret:
	leaq -MORE(%rbp), %rsp
	cmpq $0, MORE_SEG(%rsp)
	je 1f
	movaps %xmm0, 0(%rsp)
	movaps %xmm1, 16(%rsp)
	movq %rax, MORE_GPR+0(%rsp)
	movq %rdx, MORE_GPR+8(%rsp)
	movq %rsp, %rdi
	call rt_oldstack
	movaps 0(%rsp), %xmm0
	movaps 16(%rsp), %xmm1
	movq MORE_GPR+0(%rsp), %rax
	movq MORE_GPR+8(%rsp), %rdx
1:	leave
	ret
END(rt_morestack)

// int rt_setjmp(rt_DeferFrame *); jmpbuf is at 24: rbx rbp r12 r13 r14 r15 rsp pc
FUNC(rt_setjmp)
	movq (%rsp), %rdx
	leaq 8(%rsp), %rcx
	movq %rbx, 24(%rdi)
	movq %rbp, 32(%rdi)
	movq %r12, 40(%rdi)
	movq %r13, 48(%rdi)
	movq %r14, 56(%rdi)
	movq %r15, 64(%rdi)
	movq %rcx, 72(%rdi)
	movq %rdx, 80(%rdi)
	xorl %eax, %eax
	ret
END(rt_setjmp)

FUNC(rt_longjmp)
	movq 24(%rdi), %rbx
	movq 32(%rdi), %rbp
	movq 40(%rdi), %r12
	movq 48(%rdi), %r13
	movq 56(%rdi), %r14
	movq 64(%rdi), %r15
	movq 72(%rdi), %rsp
	movl $1, %eax
	jmp *80(%rdi)
END(rt_longjmp)

// void rt_calldeferred(ptr closure, u64 *callframe): its frame pointer goes to *callframe first
FUNC(rt_calldeferred)
	pushq %rbp
	movq %rsp, %rbp
	movq %rbp, (%rsi)
	call *(%rdi)
	.globl rt_calldeferred_ret
rt_calldeferred_ret:
	popq %rbp
	ret
END(rt_calldeferred)

// A new goroutine: rbx is its closure, rbp is 0.
FUNC(rt_gostart)
	movq %rbx, %rdi
	call *(%rbx)
	.globl rt_gostart_ret
rt_gostart_ret:
	call rt_goexit0
	ud2
END(rt_gostart)

// void rt_entersyscall(void)
FUNC(rt_entersyscall)
	movq G, %rax
	movq %rbx, G_REGS+0(%rax)
	movq %rbp, G_REGS+8(%rax)
	movq %r12, G_REGS+16(%rax)
	movq %r13, G_REGS+24(%rax)
	movq %r14, G_REGS+32(%rax)
	movq %r15, G_REGS+40(%rax)
	leaq 8(%rsp), %rdi
	movq (%rsp), %rsi
	movq %rbp, %rdx
	jmp rt_entersyscall1
END(rt_entersyscall)

// The signal handler makes it look as if compiled code had called this, its red zone skipped. All registers are kept;
// if all upper halves of vector registers are 0, the processor is told so again (rt_xsave_upper_zero says why).
FUNC(rt_asyncpreempt)
	pushq %rbp
	movq %rsp, %rbp
	pushfq
	pushq %rax
	pushq %rcx
	pushq %rdx
	pushq %rbx
	pushq %rsi
	pushq %rdi
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	cmpl $0, rt_xsave_mask(%rip)
	jne 3f
	subq $528, %rsp
	andq $-32, %rsp
	cmpb $0, rt_have_avx(%rip)
	jne 1f
	movaps %xmm0, 0(%rsp)
	movaps %xmm1, 16(%rsp)
	movaps %xmm2, 32(%rsp)
	movaps %xmm3, 48(%rsp)
	movaps %xmm4, 64(%rsp)
	movaps %xmm5, 80(%rsp)
	movaps %xmm6, 96(%rsp)
	movaps %xmm7, 112(%rsp)
	movaps %xmm8, 128(%rsp)
	movaps %xmm9, 144(%rsp)
	movaps %xmm10, 160(%rsp)
	movaps %xmm11, 176(%rsp)
	movaps %xmm12, 192(%rsp)
	movaps %xmm13, 208(%rsp)
	movaps %xmm14, 224(%rsp)
	movaps %xmm15, 240(%rsp)
	call rt_asyncpreempt2
	movaps 0(%rsp), %xmm0
	movaps 16(%rsp), %xmm1
	movaps 32(%rsp), %xmm2
	movaps 48(%rsp), %xmm3
	movaps 64(%rsp), %xmm4
	movaps 80(%rsp), %xmm5
	movaps 96(%rsp), %xmm6
	movaps 112(%rsp), %xmm7
	movaps 128(%rsp), %xmm8
	movaps 144(%rsp), %xmm9
	movaps 160(%rsp), %xmm10
	movaps 176(%rsp), %xmm11
	movaps 192(%rsp), %xmm12
	movaps 208(%rsp), %xmm13
	movaps 224(%rsp), %xmm14
	movaps 240(%rsp), %xmm15
	jmp 2f
1:	vmovaps %ymm0, 0(%rsp)
	vmovaps %ymm1, 32(%rsp)
	vmovaps %ymm2, 64(%rsp)
	vmovaps %ymm3, 96(%rsp)
	vmovaps %ymm4, 128(%rsp)
	vmovaps %ymm5, 160(%rsp)
	vmovaps %ymm6, 192(%rsp)
	vmovaps %ymm7, 224(%rsp)
	vmovaps %ymm8, 256(%rsp)
	vmovaps %ymm9, 288(%rsp)
	vmovaps %ymm10, 320(%rsp)
	vmovaps %ymm11, 352(%rsp)
	vmovaps %ymm12, 384(%rsp)
	vmovaps %ymm13, 416(%rsp)
	vmovaps %ymm14, 448(%rsp)
	vmovaps %ymm15, 480(%rsp)
	.irp i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vorps %ymm\i, %ymm0, %ymm0
	.endr
	vextractf128 $1, %ymm0, %xmm0
	vptest %xmm0, %xmm0
	sete 512(%rsp)
	vzeroupper
	call rt_asyncpreempt2
	vmovaps 0(%rsp), %ymm0
	vmovaps 32(%rsp), %ymm1
	vmovaps 64(%rsp), %ymm2
	vmovaps 96(%rsp), %ymm3
	vmovaps 128(%rsp), %ymm4
	vmovaps 160(%rsp), %ymm5
	vmovaps 192(%rsp), %ymm6
	vmovaps 224(%rsp), %ymm7
	vmovaps 256(%rsp), %ymm8
	vmovaps 288(%rsp), %ymm9
	vmovaps 320(%rsp), %ymm10
	vmovaps 352(%rsp), %ymm11
	vmovaps 384(%rsp), %ymm12
	vmovaps 416(%rsp), %ymm13
	vmovaps 448(%rsp), %ymm14
	vmovaps 480(%rsp), %ymm15
	cmpb $0, 512(%rsp)
	je 2f
	vzeroupper
	jmp 2f
3:	subq $XSAVE_ROOM + 64, %rsp
	andq $-64, %rsp
	xorl %edx, %edx
	.irp at, 512, 520, 528, 536, 544, 552, 560, 568
	movq %rdx, \at(%rsp)
	.endr
	movl rt_xsave_mask(%rip), %eax
	xsave64 (%rsp)
	vzeroupper
	movq %rsp, %rdi
	call rt_xsave_upper_zero
	movb %al, XSAVE_ROOM(%rsp)
	call rt_asyncpreempt2
	movl rt_xsave_mask(%rip), %eax
	xorl %edx, %edx
	xrstor64 (%rsp)
	cmpb $0, XSAVE_ROOM(%rsp)
	je 2f
	vzeroupper
2:	leaq -120(%rbp), %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rdi
	popq %rsi
	popq %rbx
	popq %rdx
	popq %rcx
	popq %rax
	popfq
	popq %rbp
	ret $128
END(rt_asyncpreempt)

// The slow way of rt_storep (gen.h): r11 is the slot, the word above the return address what is stored. Keeps all
// registers but the flags; the carry says that the slot is nil and nothing was stored.
FUNC(rt_wbslow)
	cmpq $4096, %r11
	jb 2f
	pushq %rax
	pushq %rcx
	movq (%r11), %rax
	movq 24(%rsp), %rcx
	movq %rcx, (%r11)
	cmpq %rcx, %rax // nothing is removed: as a rule an append that found room
	je 1f
	cmpq rt_heap+HEAP_BASE(%rip), %rax
	jb 1f
	cmpq rt_heap+HEAP_USED(%rip), %rax
	jae 1f
	movq G, %rcx
	movq G_M(%rcx), %rcx
	movq M_P(%rcx), %rcx
	testq %rcx, %rcx
	jz 1f
	pushq %rdx
	movq P_WBNEXT(%rcx), %rdx
	movq %rax, (%rdx)
	addq $8, %rdx
	movq %rdx, P_WBNEXT(%rcx)
	cmpq %rdx, P_WBEND(%rcx)
	popq %rdx
	jne 1f
	leaq -128(%rsp), %rsp
	call rt_asyncpreempt // which finds that the buffer is full
1:	popq %rcx
	popq %rax
	clc
	ret
2:	stc
	ret
END(rt_wbslow)

// void rt_callwords(ptr code, u64 *regs, f64 *floats, u64 *stack, u64 nstack, u64 *rets, f64 *frets)
FUNC(rt_callwords)
	pushq %rbp
	movq %rsp, %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	movq %rdi, %r11
	movq %rsi, %rbx
	movq %r9, %r12
	movq 16(%rbp), %r13
	leaq 0(,%r8,8), %rax
	subq %rax, %rsp
	andq $-16, %rsp
	movq %rsp, %rdi
	movq %rcx, %rsi
	movq %r8, %rcx
	rep movsq
	movsd 0(%rdx), %xmm0
	movsd 8(%rdx), %xmm1
	movsd 16(%rdx), %xmm2
	movsd 24(%rdx), %xmm3
	movsd 32(%rdx), %xmm4
	movsd 40(%rdx), %xmm5
	movsd 48(%rdx), %xmm6
	movsd 56(%rdx), %xmm7
	movq 0(%rbx), %rdi
	movq 8(%rbx), %rsi
	movq 16(%rbx), %rdx
	movq 24(%rbx), %rcx
	movq 32(%rbx), %r8
	movq 40(%rbx), %r9
	movl $8, %eax
	call *%r11
	movq %rax, 0(%r12)
	movq %rdx, 8(%r12)
	movsd %xmm0, 0(%r13)
	movsd %xmm1, 8(%r13)
	leaq -32(%rbp), %rsp
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret
END(rt_callwords)

// reflect.makeFuncStub and reflect.methodValueCall: called with the arguments of any function type. struct StubFrame
// (reflectcall.c) is built on the stack: gpr[6], xmm[8], address of stack arguments, results. The stack arguments stay
// where the caller put them, however many there are: on a further segment they are those of rt_morestack.
#define STUB(name, handler) \
FUNC(name) \
	cmpq LIMIT, %rsp; \
	jae 1f; \
	movq G, %rax; \
	leaq name(%rip), %r11; \
	movq %r11, G_MOREFN(%rax); \
	movq $0, G_MOREARGS(%rax); \
	movq $0, G_MOREFRAME(%rax); \
	jmp rt_morestack; \
1:	pushq %rbp; \
	movq %rsp, %rbp; \
	subq $160, %rsp; \
	movq %rdi, 0(%rsp); \
	movq %rsi, 8(%rsp); \
	movq %rdx, 16(%rsp); \
	movq %rcx, 24(%rsp); \
	movq %r8, 32(%rsp); \
	movq %r9, 40(%rsp); \
	movsd %xmm0, 48(%rsp); \
	movsd %xmm1, 56(%rsp); \
	movsd %xmm2, 64(%rsp); \
	movsd %xmm3, 72(%rsp); \
	movsd %xmm4, 80(%rsp); \
	movsd %xmm5, 88(%rsp); \
	movsd %xmm6, 96(%rsp); \
	movsd %xmm7, 104(%rsp); \
	leaq 16(%rbp), %rax; \
	leaq rt_morestack_ret(%rip), %r11; \
	cmpq %r11, 8(%rbp); \
	jne 2f; \
	movq 0(%rbp), %rax; \
	addq $16, %rax; \
2:	movq %rax, 112(%rsp); \
	movq %rsp, %rdi; \
	call handler; \
	movq 120(%rsp), %rax; \
	movq 128(%rsp), %rdx; \
	movsd 136(%rsp), %xmm0; \
	movsd 144(%rsp), %xmm1; \
	leave; \
	ret; \
END(name)

STUB(rt_makeFuncStub, rt_stub)
STUB(rt_methodValueCall, rt_stub)

	.section .note.GNU-stack,"",@progbits
