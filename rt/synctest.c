// testing/synctest is not supported: no goroutine ever is in a bubble.
#include "rt.h"

i64 rt_synctest_now(ptr bubble) {
	(void)bubble;
	rt_throw("rt_synctest_now: no bubbles");
}

Timers *rt_synctest_timers(ptr bubble) {
	(void)bubble;
	rt_throw("rt_synctest_timers: no bubbles");
}

void rt_synctest_newg(G *gp) {
	(void)gp;
}

void rt_synctest_exit(G *gp) {
	(void)gp;
}
