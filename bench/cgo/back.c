#include "_cgo_export.h"

void callBack(int n) {
	for (int i = 0; i < n; i++)
		goBack(i);
}
