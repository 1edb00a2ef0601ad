#include "values.h"
#ifndef NOT_ELSEWHERE
#error CPPFLAGS were not given
#endif

int fromC(void) {
	return VALUE + FROM_FLAGS;
}
