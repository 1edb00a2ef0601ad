#include "_cgo_export.h"

int *askPointer(void) {
	return goPointer();
}
