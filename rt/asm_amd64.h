// Names for files in assembly, for amd64. Offsets into G and M are asserted in proc.c.
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

#define FUNC(name) .globl name; .type name, @function; .p2align 4; name:
#define END(name) .size name, . - name
#define PUSH_SAVED pushq %rbp; pushq %rbx; pushq %r12; pushq %r13; pushq %r14; pushq %r15
#define POP_SAVED popq %r15; popq %r14; popq %r13; popq %r12; popq %rbx; popq %rbp
