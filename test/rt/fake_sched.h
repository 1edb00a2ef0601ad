// One goroutine on the thread's own stack; stack_top is an address above all that it uses.
#include "heap.h"

void fake_start(u64 stack_top);
