// shared.h: numbers that the compiler and the runtime agree on.
#ifndef RT_SHARED_H
#define RT_SHARED_H

#define RT_STRING_BUF 32 // bytes of the buffer in a frame that a short text may lie in

#endif
