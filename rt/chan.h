// What select.c needs of channels. All need c->lock; rt_chan_sendto and rt_chan_recvfrom return the
// partner, which is to be made ready after unlocking.
#ifndef RT_CHAN_H
#define RT_CHAN_H
#include "rt.h"

static inline u64 rt_chan_size(const Hchan *c) {
	return c->dataqsiz + (c->timer != NULL);
}

void rt_waitq_push(WaitQ *q, Sudog *s);
void rt_waitq_remove(WaitQ *q, Sudog *s);
Sudog *rt_waitq_pop(WaitQ *q);
G *rt_chan_sendto(Hchan *c, Sudog *receiver, ptr elem);
G *rt_chan_recvfrom(Hchan *c, Sudog *sender, ptr elem);
void rt_chan_push(Hchan *c, ptr elem);
void rt_chan_pop(Hchan *c, ptr elem);
void rt_chan_zero(Hchan *c, ptr elem);
void rt_chan_checkbubble(Hchan *c, const char *what);

#endif
