// stmt.h: what the files that check statements share.
#ifndef SEAGO_STMT_H
#define SEAGO_STMT_H

#include "types/check.h"

void check_stmt(Checker *c, Stmt *s);
void check_stmt_list(Checker *c, const StmtVec *list);
void check_switch_stmt(Checker *c, SwitchStmt *s); // opens the scope; switch.c
void check_range_stmt(Checker *c, RangeStmt *s);   // range.c

#endif
