# Seago. From a bare Debian machine: `make run` compiles and runs an example, `make test` runs the tests.
# `make` alone builds bin/seago, lib/librt.a, lib/rt.o and lib/rtfast.o and expects that tools/setup has run.
CC      ?= cc
CFLAGS  ?= -O2 -g
O       ?= obj
BIN     ?= bin/seago
LIBRT   ?= lib/librt.a
RTWHOLE ?= lib/rt.o
RTFAST  ?= lib/rtfast.o
WARN    := -std=gnu11 -Wall -Wextra -Werror
ARCH    := $(subst x86_64,amd64,$(subst aarch64,arm64,$(shell uname -m)))
SRC     := $(shell find src -name '*.c' | LC_ALL=C sort)
RTC     := $(shell find rt -name '*.c' | grep -vE '_(amd64|arm64|riscv64)\.c$$' | LC_ALL=C sort) $(wildcard rt/*_$(ARCH).c)
RTS     := $(wildcard rt/*_$(ARCH).S)
OBJ     := $(SRC:%.c=$(O)/%.o)
RTOBJ   := $(RTC:%.c=$(O)/%.o) $(RTS:%.S=$(O)/%.o)
RTFLAGS := -O2 -g -fno-omit-frame-pointer -fno-strict-aliasing -fwrapv -fno-stack-protector -fno-pie \
           -fno-asynchronous-unwind-tables \
           -ffunction-sections -fdata-sections
LIBTCC  := $(shell $(CC) -print-file-name=libtcc.a)

all: $(BIN) $(LIBRT) $(RTWHOLE) $(RTFAST)

$(BIN): $(OBJ) $(O)/libtcc.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lgmp -ldl -lpthread -lm

# libtcc exports names of its insides: only those of its interface stay visible.
$(O)/libtcc.o: $(LIBTCC)
	@mkdir -p $(@D)
	$(LD) -r --whole-archive -o $@ $<
	objcopy --wildcard --keep-global-symbol='tcc_*' $@

$(LIBRT): $(RTOBJ)
	@mkdir -p $(@D)
	rm -f $@ && ar rcs $@ $(RTOBJ)

# What most programs are linked with, linked once: an executable but for the program.
ccfile = $(shell $(CC) -print-file-name=$(1))
$(RTWHOLE): $(LIBRT) rt/whole.ld
	$(CC) -nostdlib -r -Wl,-S,-d,-T,rt/whole.ld -o $@ $(call ccfile,crt1.o) $(call ccfile,crti.o) $(call ccfile,crtbeginT.o) \
		-Wl,--whole-archive $(LIBRT) -Wl,--no-whole-archive -Wl,--start-group -lm -lpthread -lgcc -lgcc_eh -lc -Wl,--end-group \
		$(call ccfile,crtend.o) $(call ccfile,crtn.o)
$(RTFAST): $(RTWHOLE) rt/fast.ld
	$(CC) -nostdlib -r -Wl,-T,rt/fast.ld -o $@ $<

$(O)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(WARN) -MMD -MP -Isrc -Irt -c -o $@ $<

# What runs once or when a program dies is small rather than fast.
ONCE    := cgroup debugvars dwarf env heapcheck heapdump inlined main memstats mprof os_linux print procs shortest signal_linux symtab
$(patsubst %,$(O)/rt/%.o,$(ONCE) synctest traceback): RTFLAGS += -Os

$(O)/rt/%.o: rt/%.c
	@mkdir -p $(@D)
	$(CC) $(RTFLAGS) $(WARN) -MMD -MP -Irt -c -o $@ $<

$(O)/rt/%.o: rt/%.S
	@mkdir -p $(@D)
	$(CC) -g -MMD -MP -Irt -c -o $@ $<

# What a user types.
run: setup
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@echo "seago run examples/hello/hello.go"
	@bin/seago run examples/hello/hello.go

test: setup-test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@test/run

test-long: setup-test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@test/run --long

setup:
	@tools/setup
setup-test:
	@tools/setup --test

# The compiler with the address and undefined-behaviour sanitisers, as bin/seago-asan; `make test-asan` tests it. To copy
# nothing from NULL is taken for defined, as the next C standard has it.
asan: $(LIBRT)
	@$(MAKE) --no-print-directory O=obj/asan BIN=bin/seago-asan \
		CFLAGS="-O1 -g -fsanitize=address,undefined -fno-sanitize=nonnull-attribute -fno-sanitize-recover=undefined \
		-fno-omit-frame-pointer" bin/seago-asan

test-asan: setup-test
	@$(MAKE) --no-print-directory -s -j$$(nproc) asan
	@test/run --asan

layers:
	@tools/layers

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf obj bin lib

-include $(OBJ:.o=.d) $(RTOBJ:.o=.d)
.PHONY: all run test test-long test-asan asan setup setup-test layers format clean
