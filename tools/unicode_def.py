#!/usr/bin/env python3
"""Writes src/base/unicode.def: the classes L, Nd and Lu as ranges, from a Go source tree's unicode/tables.go.

usage: tools/unicode_def.py GOROOT > src/base/unicode.def
"""
import re
import sys

text = open(sys.argv[1] + "/src/unicode/tables.go").read()
version = re.search(r'Version = "([^"]+)"', text).group(1)


def runes(name):
    body = re.search(r"var _%s = &RangeTable\{(.*?)\n\}\n" % name, text, re.S).group(1)
    out = []
    for lo, hi, step in re.findall(r"\{(0x\w+), (0x\w+), (\d+)\}", body):
        out += range(int(lo, 16), int(hi, 16) + 1, int(step))
    return [r for r in out if r >= 128]


def ranges(rs):
    out = []
    for r in rs:
        if out and r == out[-1][1] + 1:
            out[-1][1] = r
        else:
            out.append([r, r])
    return out


def strides(rs):
    out = []
    for r in rs:
        last = out[-1] if out else None
        if last and last[0] == last[1] and r - last[1] <= 2:
            last[1], last[2] = r, r - last[1]
        elif last and r == last[1] + last[2] and last[0] != last[1]:
            last[1] = r
        else:
            out.append([r, r, 1])
    return out


def emit(macro, rows):
    print("#ifdef " + macro)
    for row in rows:
        print("%s(%s)" % (macro, ", ".join(hex(x) if x > 9 else str(x) for x in row)))
    print("#endif")


print("// Unicode %s beyond ASCII, ascending: LETTER(lo, hi) class L, DIGIT(lo, hi) class Nd, UPPER(lo, hi, step)" % version)
print("// class Lu. Written by tools/unicode_def.py.")
emit("LETTER", ranges(runes("L")))
emit("DIGIT", ranges(runes("Nd")))
emit("UPPER", strides(runes("Lu")))
