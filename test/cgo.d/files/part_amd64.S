	.globl fromAsm
fromAsm:
	leaq (%rdi, %rsi), %rax
	ret
	.section .note.GNU-stack,"",@progbits
