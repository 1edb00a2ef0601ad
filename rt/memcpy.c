// memcpy.c: memcpy under a symbol that is an ordinary function.
//
// libtcc marks undefined symbols as functions; against such a reference the linker takes glibc's
// weak, indirect memcpy (an IFUNC) for a plain function, and calls in libc itself end up in its
// resolver. memmove has no such definition.
#include <stddef.h>

// Under a name that the compiler does not know: it would call memcpy again.
void *memcpy_move(void *to, const void *from, size_t n) __asm__("memmove");

void *memcpy(void *to, const void *from, size_t n) {
	return memcpy_move(to, from, n);
}
