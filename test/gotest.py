#!/usr/bin/env python3
"""Runs GOROOT/test, the test suite of the Go distribution, against seago.

  test/gotest.py [--tier fast|opt] [--kinds run,errorcheck,...] [--match RE] [--every N] [--jobs N]
                 [--update] [-v]

Each file's first comment says what is to be done with it. Cases named in test/gotest.xfail (`kind-or-tier path`) are expected to
fail: one that passes is an error too, until its line is removed, so the list only gets shorter. --every N takes each
N-th case. Last line: `N passed, N failed`."""

import argparse
import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SEAGO = os.environ.get("SEAGO", os.path.join(HERE, "..", "bin", "seago"))
KINDS = {"run", "rundir", "runoutput", "build", "buildrun", "compile", "compiledir", "errorcheck", "errorcheckdir",
         "errorcheckoutput"}
OTHER_COMPILER = re.compile(r"-(m|m=\d|live|l|\+|d=.*|0d.*|race|std|N|S)$")  # remarks of one compiler's optimiser
TAGS = {"linux", "amd64", "unix", "gc", "cgo", "test_run"} | {f"go1.{n}" for n in range(1, 28)}


def goroot():
    out = subprocess.run([SEAGO, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
    if not out or not os.path.isdir(os.path.join(out, "test")):
        sys.exit("gotest: no GOROOT with a test folder")
    return out


def constraint_holds(src):
    for line in src.splitlines():
        if line.startswith("//go:build "):
            words = re.findall(r"[\w.]+|&&|\|\||!|\(|\)", line[len("//go:build "):])
            ops = {"&&": "and", "||": "or", "!": "not", "(": "(", ")": ")"}
            return bool(eval(" ".join(ops.get(w) or str(w in TAGS) for w in words)))
        if line.startswith("package "):
            break
    return True


class Case:
    def __init__(self, root, rel):
        self.root, self.rel, self.path = root, rel, os.path.join(root, rel)
        with open(self.path, encoding="utf-8", errors="surrogateescape") as f:
            self.src = f.read()
        words = self.directive()
        self.kind = words[0] if words else ""
        rest = words[1:]
        self.flags, self.want_error, self.lang = [], None, "go1.14"
        while rest and rest[0].startswith("-"):
            flag = rest.pop(0)
            if flag in ("-0", "-1"):
                self.want_error = flag == "-1"
            elif flag in ("-t", "-goexperiment", "-godebug"):
                value = rest.pop(0)
                self.godebug = value if flag == "-godebug" else None
            elif flag == "-gomodversion":
                self.lang = "go" + rest.pop(0)
            elif flag != "-s":
                self.flags.append(flag)
        self.args = rest

    def directive(self):
        for line in self.src.splitlines():
            if line.startswith("//go:build") or line.startswith("// +build") or not line.strip():
                continue
            if not line.startswith("//"):
                return []
            try:
                return shlex.split(line[2:])
            except ValueError:
                return []
        return []

    def wanted(self, kinds):
        if self.kind not in kinds or not constraint_holds(self.src):
            return False
        return not any(OTHER_COMPILER.match(f) for f in self.flags)


class Runner:
    def __init__(self, args, root):
        self.args, self.root = args, root

    def command(self, argv, cwd, env=None):
        e = dict(os.environ, **(env or {}))
        # The limit only frees the machine of a hanging process; no case is near it.
        p = subprocess.run(argv, cwd=cwd, env=e, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, timeout=600)
        return p.returncode, p.stdout.decode("utf-8", "surrogateescape")

    def seago(self, verb, rest, cwd):
        flags = [a for a in rest if not a.startswith("-gcflags=")]
        return self.command([SEAGO, verb, "-" + ("O" if self.args.tier == "opt" else "fast"), *rest], cwd) if flags else (2, "")

    def gcflags(self, case, *more):
        flags = [*more, *(f for f in case.flags if f.startswith("-lang=") or f in ("-e", "-complete"))]
        return ["-gcflags=" + " ".join(f for f in flags if f != "-complete")] if flags else []

    def run(self, case):
        with tempfile.TemporaryDirectory(prefix="gotest-") as tmp:
            try:
                return getattr(self, "do_" + case.kind)(case, tmp)
            except subprocess.TimeoutExpired:
                return "hangs"

    def golden(self, case, out):
        want = case.path[:-3] + ".out"
        if os.path.exists(want):
            with open(want, encoding="utf-8", errors="surrogateescape") as f:
                if f.read() != out:
                    return "output differs from " + os.path.basename(want)
        return None

    def execute(self, case, tmp, files, cwd, build_cwd=None):
        exe = os.path.join(tmp, "a.out")
        rc, out = self.seago("build", [*self.gcflags(case), "-o", exe, *files], build_cwd or tmp)
        if rc:
            return "does not build: " + out[:300]
        rc, out = self.command([exe, *case.args], cwd)
        if rc:
            return f"exit {rc}: {out[-300:]}"
        return self.golden(case, out)

    def do_run(self, case, tmp):
        return self.execute(case, tmp, [case.path], self.root)

    do_buildrun = do_run

    def do_build(self, case, tmp):
        rc, out = self.seago("build", ["-o", os.path.join(tmp, "a.out"), case.path], tmp)
        return f"does not build: {out[:300]}" if rc else None

    def do_compile(self, case, tmp):
        rc, out = self.seago("build", [*self.gcflags(case), "-o", os.path.join(tmp, "a.out"), case.path], tmp)
        return f"does not compile: {out[:300]}" if rc else None

    def do_runoutput(self, case, tmp):
        exe, gen = os.path.join(tmp, "gen"), os.path.join(tmp, "x.go")
        rc, out = self.seago("build", ["-o", exe, case.path], tmp)
        if rc:
            return "does not build: " + out[:300]
        rc, out = self.command([exe, *case.args], self.root)
        if rc:
            return f"generator: exit {rc}"
        with open(gen, "w", encoding="utf-8", errors="surrogateescape") as f:
            f.write(out)
        return self.execute(case, tmp, [gen], tmp)

    # Folders: X.dir holds the files of one package each (or of several, by their package clause).
    def packages(self, case, tmp):
        folder = case.path[:-3] + ".dir"
        groups = {}
        for name in sorted(os.listdir(folder)):
            if name.endswith(".go"):
                with open(os.path.join(folder, name), encoding="utf-8", errors="surrogateescape") as f:
                    src = f.read()
                if constraint_holds(src):
                    pkg = re.search(r"^package\s+(\w+)", src, re.M).group(1)
                    groups.setdefault((name[:-3] if pkg == "main" else pkg), []).append((name, src, pkg))
        mains = [k for k, files in groups.items() if files[0][2] == "main"]
        if len(mains) > 1:  # several files of package main are one program
            first = mains[0]
            for other in mains[1:]:
                groups[first] += groups.pop(other)
        with open(os.path.join(tmp, "go.mod"), "w") as f:
            f.write(f"module test\n\ngo {case.lang[2:]}\n")
        for pkg, files in groups.items():
            os.makedirs(os.path.join(tmp, pkg), exist_ok=True)
            for name, src, _ in files:
                with open(os.path.join(tmp, pkg, name), "w", encoding="utf-8", errors="surrogateescape") as f:
                    f.write(re.sub(r'"\./(\w+)"', r'"test/\1"', src))
        return list(groups)

    def do_rundir(self, case, tmp):
        return self.execute(case, tmp, ["./" + self.packages(case, tmp)[-1]], tmp, tmp)

    def do_compiledir(self, case, tmp):
        for pkg in self.packages(case, tmp):
            rc, out = self.seago("build", ["-o", os.path.join(tmp, "a.out"), "./" + pkg], tmp)
            if rc:
                return f"{pkg} does not compile: {out[:300]}"
        return None

    def do_errorcheck(self, case, tmp):
        rc, out = self.seago("build", [*self.gcflags(case, "-e"), "-o", os.path.join(tmp, "a.out"), case.path], tmp)
        return self.compare_errors(case, rc, out, {os.path.basename(case.path): case.src})

    def do_errorcheckdir(self, case, tmp):
        for pkg in self.packages(case, tmp):
            rc, out = self.seago("build", [*self.gcflags(case, "-e"), "-o", os.path.join(tmp, "a.out"), "./" + pkg], tmp)
            srcs = {}
            for name in os.listdir(os.path.join(tmp, pkg)):
                with open(os.path.join(tmp, pkg, name), encoding="utf-8", errors="surrogateescape") as f:
                    srcs[name] = f.read()
            why = self.compare_errors(case, rc, out, srcs)
            if why:
                return f"{pkg}: {why}"
        return None

    def do_errorcheckoutput(self, case, tmp):
        exe, gen = os.path.join(tmp, "gen"), os.path.join(tmp, "tmp__.go")
        rc, out = self.seago("build", ["-o", exe, case.path], tmp)
        if rc:
            return "does not build: " + out[:300]
        rc, src = self.command([exe, *case.args], self.root)
        with open(gen, "w", encoding="utf-8", errors="surrogateescape") as f:
            f.write(src)
        rc, out = self.seago("build", ["-gcflags=-e", "-o", os.path.join(tmp, "a.out"), gen], tmp)
        return self.compare_errors(case, rc, out, {"tmp__.go": src})

    def wanted_errors(self, name, src):
        wants = []
        for i, line in enumerate(src.split("\n"), 1):
            if "////" in line:
                continue
            m = re.search(r"//\s*(?:GC_)?ERROR(AUTO)?\s+(.*)", line)
            if not m:
                continue
            for q in re.findall(r'"([^"]*)"|`([^`]*)`', m.group(2)):
                text = q[0] or q[1]
                text = re.sub(r"LINE(([+-])(\d+))?",
                              lambda k: str(i + int((k.group(2) or "+") + (k.group(3) or "0"))), text)
                wants.append((name, i, text))
        return wants

    def compare_errors(self, case, rc, out, srcs):
        got = []
        for line in out.split("\n"):
            m = re.match(r"(?:.*/)?([^/:\s]+\.go):(\d+)(?::\d+)?: (.*)", line)
            if m:
                got.append([m.group(1), int(m.group(2)), m.group(3)])
            elif line.startswith("\t") and got:
                got[-1][2] += "\n" + line
        wants = [w for name, src in srcs.items() for w in self.wanted_errors(name, src)]
        if not wants and rc and case.want_error is not True:
            return "error where none is expected: " + out[:200]
        for name, line, text in wants:
            on_line = [g for g in got if g[0] == name and g[1] == line]
            hits = [g for g in on_line if re.search(text, g[2])]
            if not hits:
                return f"{name}:{line}: no error matches {text!r}; got {[g[2] for g in on_line]}"
            got = [g for g in got if g not in hits]
        if got:
            return f"{got[0][0]}:{got[0][1]}: unexpected error: {got[0][2]}"
        return None


def cases_of(root, args):
    kinds = set(args.kinds.split(",")) if args.kinds else KINDS
    found = []
    for folder, subs, names in os.walk(os.path.join(root, "test")):
        subs[:] = sorted(s for s in subs if not s.endswith(".dir"))
        for name in sorted(names):
            if name.endswith(".go"):
                rel = os.path.relpath(os.path.join(folder, name), os.path.join(root, "test"))
                if not args.match or re.search(args.match, rel):
                    case = Case(os.path.join(root, "test"), rel)
                    if case.wanted(kinds):
                        found.append(case)
    return found[:: args.every]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--tier", default="fast", choices=["fast", "opt"])
    p.add_argument("--kinds")
    p.add_argument("--match")
    p.add_argument("--every", type=int, default=1)
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--update", action="store_true", help="drop cases that pass now from the list")
    p.add_argument("-v", action="store_true")
    args = p.parse_args()
    root = goroot()
    xfail_path = os.path.join(HERE, "gotest.xfail")
    xfail = set()
    if os.path.exists(xfail_path):
        with open(xfail_path) as f:
            xfail = {tuple(line.split()) for line in f if line.strip() and not line.startswith("#")}
    runner, passed, failed, fixed = Runner(args, root), 0, 0, set()
    cases = cases_of(root, args)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for n, (case, why) in enumerate(zip(cases, pool.map(runner.run, cases)), 1):
            expected = (args.tier, case.rel) in xfail
            if (why is None) != expected:
                passed += 1
            elif expected:
                fixed.add((args.tier, case.rel))
                if not args.update:
                    failed += 1
                    print(f"PASSES NOW {case.rel}: remove it from test/gotest.xfail")
            else:
                failed += 1
                print(f"FAIL {case.kind} {case.rel}: {why.splitlines()[0] if why else ''}" + (f"\n{why}" if args.v else ""))
            if sys.stderr.isatty():
                print(f"\r[{n}/{len(cases)}]", end="", file=sys.stderr)
    if args.update and fixed:
        with open(xfail_path) as f:
            lines = [line for line in f if tuple(line.split()) not in fixed]
        with open(xfail_path, "w") as f:
            f.writelines(lines)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
