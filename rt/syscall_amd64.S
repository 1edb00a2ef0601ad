// System calls as package syscall wants them. C arguments come in rdi, rsi, rdx, rcx, r8, r9, then on the stack;
// the kernel wants the number in rax and arguments in rdi, rsi, rdx, r10, r8, r9.

	.text

// Ret3 rt_Syscall6(num, a1..a6): r1, r2, errno. The address of the result comes first.
	.globl	rt_Syscall6
	.type	rt_Syscall6, @function
rt_Syscall6:
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	%rbx
	pushq	%rbx
	movq	%rdi, %rbx
	movq	%rsi, %rax
	movq	%rdx, %rdi
	movq	%rcx, %rsi
	movq	%r8, %rdx
	movq	%r9, %r10
	movq	16(%rbp), %r8
	movq	24(%rbp), %r9
	syscall
	cmpq	$-4095, %rax
	jae	1f
	movq	%rax, (%rbx)
	movq	%rdx, 8(%rbx)
	movq	$0, 16(%rbx)
	jmp	2f
1:	negq	%rax
	movq	$-1, (%rbx)
	movq	$0, 8(%rbx)
	movq	%rax, 16(%rbx)
2:	movq	%rbx, %rax
	popq	%rbx
	popq	%rbx
	popq	%rbp
	ret
	.size	rt_Syscall6, . - rt_Syscall6

// Ret2 rt_rawVforkSyscall(trap, a1, a2, a3): r1, errno. The child returns first, on the same stack, and so spoils the
// return address that the parent needs, which is kept in a register over the call, and whatever else the caller has in
// its frame: rt_vforked keeps that.
	.globl	rt_rawVforkSyscall
	.type	rt_rawVforkSyscall, @function
rt_rawVforkSyscall:
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	xorl	%r10d, %r10d
	xorl	%r8d, %r8d
	popq	%r9
	syscall
	pushq	%r9
	cmpq	$-4095, %rax
	jae	1f
	pushq	%rax
	leaq	16(%rsp), %rdi
	movq	%rbp, %rsi
	movq	%rax, %rdx
	call	rt_vforked
	popq	%rax
	xorl	%edx, %edx
	ret
1:	negq	%rax
	movq	%rax, %rdx
	movq	$-1, %rax
	ret
	.size	rt_rawVforkSyscall, . - rt_rawVforkSyscall

// Ret2 rt_rawSyscallNoError(trap, a1, a2, a3): r1, r2.
	.globl	rt_rawSyscallNoError
	.type	rt_rawSyscallNoError, @function
rt_rawSyscallNoError:
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	syscall
	ret
	.size	rt_rawSyscallNoError, . - rt_rawSyscallNoError

// Errno rt_gettimeofday(tv)
	.globl	rt_gettimeofday
	.type	rt_gettimeofday, @function
rt_gettimeofday:
	movl	$96, %eax
	xorl	%esi, %esi
	syscall
	negq	%rax
	ret
	.size	rt_gettimeofday, . - rt_gettimeofday

	.section .note.GNU-stack, "", @progbits
