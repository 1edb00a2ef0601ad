// test_main.c: the program that runs a package's tests.
#include "load/loader.h"

void test_main_add(Loader *l, void (*run)(Loader *l)) {
	(void)run;
	loader_error(l, "loading tests is not supported");
}
