#!/bin/sh
# Builds the heap with a fake scheduler and runs heap_test.c, plain and with the undefined behaviour sanitizer.
set -e
cd "$(dirname "$0")/../.."
out=${TMPDIR:-/tmp}/seago-heap-test.$$
trap 'rm -f "$out"' EXIT
src="span malloc sweep mark gc special memstats heapcheck types slice strings iface alg rand"
files=
for f in $src; do files="$files rt/$f.c"; done
for flags in "-O2" "-O1 -fsanitize=undefined -fno-sanitize=alignment -fno-sanitize-recover=all"; do
	${CC:-cc} -std=gnu11 -g $flags -fno-omit-frame-pointer -fno-strict-aliasing -fwrapv -Irt -Itest/rt -o "$out" \
		test/rt/heap_test.c test/rt/fake_sched.c $files -lpthread
	"$out"
done
