#include "_cgo_export.h"

int back(int n) {
	return goBack(n);
}
