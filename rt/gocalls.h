// Prototypes of the Go functions that C calls (gocall.def).
#ifndef RT_GOCALLS_H
#define RT_GOCALLS_H
#include "gen.h"

void runtime$goPanicError(u64 which);
void runtime$goPanicBounds(u64 x, u64 y, u64 code);
void runtime$goPanicMem(u64 addr);
void runtime$goPanicString(ptr s, u64 n);
void runtime$goPanicPlain(ptr s, u64 n);
void runtime$goPanicWrap(ptr pkg, u64 npkg, ptr type, u64 ntype, ptr meth, u64 nmeth);
Ret2 runtime$goPanicNil(void);
void runtime$goPanicDottype(ptr have, ptr want, ptr iface);
void runtime$goPanicAssert(ptr type, ptr inter, ptr name, u64 n);
void runtime$goPanicValue(ptr type, ptr data);
Ret2 runtime$goPreprintPanic(ptr type, ptr data);
void runtime$goRunFinalizers(void);
void runtime$goInit(void);
void runtime$goExitHooks(u64 code);
#endif
