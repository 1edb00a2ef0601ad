#!/usr/bin/env python3
"""Feeds mutated Go files to a program that reads files named on its command line; fails if it crashes or hangs.

usage: test/fuzz/mutate.py [-n COUNT] [-seed N] [-keep DIR] PROGRAM [ARG...] -- SEED_PATH...

PROGRAM is started once for each batch of mutated files. A batch that makes it die by a signal or a sanitizer is
narrowed down to one file, which is kept in DIR (default: the current folder) as crash-*.go.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile

TOKENS = b"""break case chan const continue default defer else fallthrough for func go goto if import interface map
package range return select struct switch type var ( ) [ ] { } , ; : := = == != < <= > >= <- ++ -- += -= *= /= %= &= |=
^= <<= >>= &^= + - * / % & | ^ << >> &^ ! ~ && || . ... _ x T int 0 1 0x1p-2 1i 'a' "s" `r` 0b 0x '\\u 08 1__0 nil
//go:embed //go:linkname //line:1 /*line_x:1:1*/ \\ \x00 \xff \xef\xbb\xbf \xc3\xa9 @ # ?""".split()


def mutate(data, rnd):
    data = bytearray(data)
    for _ in range(rnd.choice((1, 1, 2, 3, 8))):
        if not data:
            data = bytearray(b"package p\n")
        i = rnd.randrange(len(data))
        j = min(len(data), i + rnd.choice((1, 1, 4, 30, 300)))
        kind = rnd.randrange(9)
        if kind == 0:
            del data[i:j]
        elif kind == 1:
            data[i:i] = data[i:j]
        elif kind == 2:
            data[i] = rnd.randrange(256)
        elif kind == 3:
            data[i:i] = b" " + rnd.choice(TOKENS) + b" "
        elif kind == 4:
            data[i:j] = rnd.choice(TOKENS)
        elif kind == 5:
            del data[i:]
        elif kind == 6:
            k = rnd.randrange(len(data))
            data[i:i] = data[k:k + (j - i)]
        elif kind == 7:
            data[i:i] = rnd.choice(TOKENS) * rnd.choice((2, 20, 2000))
        else:
            for c in b"\n(){}[];,":
                if rnd.randrange(3) == 0:
                    at = data.find(c, i)
                    if at >= 0:
                        del data[at]
    return bytes(data)


def crashed(cmd, files, timeout):
    try:
        r = subprocess.run(cmd + files, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=timeout)
    except subprocess.TimeoutExpired:
        return "timeout"
    if r.returncode < 0 or r.returncode > 2 or b"Sanitizer" in r.stderr or b"runtime error" in r.stderr:
        return "status %d\n%s" % (r.returncode, r.stderr[:3000].decode(errors="replace"))
    return None


def main():
    split = sys.argv.index("--")
    opts = argparse.ArgumentParser(usage=__doc__)
    opts.add_argument("-n", type=int, default=1000)
    opts.add_argument("-seed", type=int, default=1)
    opts.add_argument("-keep", default=".")
    opts.add_argument("command", nargs=argparse.REMAINDER)
    args = opts.parse_args(sys.argv[1:split])
    seeds = []
    for path in sys.argv[split + 1:]:
        if os.path.isfile(path):
            seeds.append(path)
        for base, _, names in os.walk(path):
            seeds += [os.path.join(base, n) for n in names if n.endswith(".go")]
    seeds = sorted(s for s in seeds if os.path.getsize(s) < 30000)
    rnd = random.Random(args.seed)
    tmp = tempfile.mkdtemp(prefix="mutate")
    bad = 0
    for batch in range((args.n + 49) // 50):
        files = []
        for i in range(50):
            name = os.path.join(tmp, "m%d.go" % i)
            with open(rnd.choice(seeds), "rb") as f:
                data = mutate(f.read(), rnd)
            with open(name, "wb") as f:
                f.write(data)
            files.append(name)
        if not crashed(args.command, files, 60):
            continue
        for name in files:
            why = crashed(args.command, [name], 20)
            if why:
                bad += 1
                kept = os.path.join(args.keep, "crash-%d-%d-%s" % (args.seed, batch, os.path.basename(name)))
                shutil.copy(name, kept)
                print("%s: %s" % (kept, why))
    shutil.rmtree(tmp)
    print("%d files, %d crashes" % (args.n, bad))
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
