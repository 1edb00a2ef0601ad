#!/usr/bin/env python3
"""Runs GOROOT/test, the test suite of the Go distribution, against seago.

  test/gotest.py [--tier fast|opt] [--kinds run,errorcheck,...] [--match RE] [--every N] [--jobs N]
                 [--update] [-v]

Each file's first comment says what is to be done with it. Cases named in test/gotest.xfail (`tier path`) are expected to
fail: one that passes is an error too, until its line is removed (--update does that), so the list only gets shorter.
Cases in test/gotest.leaveout are not run: the official command itself does not pass them when it is used in this way.
--every N takes each N-th case. Last line: `N passed, N failed`."""

import argparse
import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from progress import progress

HERE = os.path.dirname(os.path.abspath(__file__))
SEAGO = os.environ.get("SEAGO", os.path.join(HERE, "..", "bin", "seago"))
KINDS = {"run", "rundir", "runindir", "runoutput", "build", "buildrun", "builddir", "buildrundir", "compile", "compiledir",
         "errorcheck", "errorcheckdir", "errorcheckoutput", "errorcheckandrundir", "errorcheckwithauto"}
# Flags that ask for remarks or settings of one compiler's own passes.
OTHER_COMPILER = re.compile(r"-(m|m=\d|live|N|l|\+|S|w|r|d=.*|0d.*|std|race|smallframes|dynlink|[am]san|shared|symabis.*|B|K|E|W|c=.*)$")
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
        self.flags, self.env, self.single, self.lang = [], {}, False, "1.14"
        self.want_error = self.kind in ("errorcheck", "errorcheckdir", "errorcheckoutput", "errorcheckwithauto")
        while rest and rest[0].startswith("-"):
            flag = rest.pop(0)
            if flag in ("-0", "-1"):
                self.want_error = flag == "-1"
            elif flag == "-s":
                self.single = True  # each file is a package
            elif flag == "-t":
                rest.pop(0)
            elif flag == "-goexperiment":
                self.kind, _ = "", rest.pop(0)
            elif flag == "-godebug":
                self.env["GODEBUG"] = rest.pop(0)
            elif flag == "-gomodversion":
                self.lang = rest.pop(0)
            else:
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
        return not self.kind.startswith("errorcheck") or not any(OTHER_COMPILER.match(f) for f in self.flags)


class Runner:
    def __init__(self, args, root, bin_dir):
        self.args, self.root = args, root
        self.env = dict(os.environ, PATH=bin_dir + os.pathsep + os.environ["PATH"], GOTOOLCHAIN="local")
        os.symlink(os.path.realpath(SEAGO), os.path.join(bin_dir, "go"))  # some cases run `go`

    def command(self, argv, cwd, env=None):
        # The limit only frees the machine of a hanging process; no case is near it.
        p = subprocess.run(argv, cwd=cwd, env=dict(self.env, PWD=cwd, **(env or {})), stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
        return p.returncode, p.stdout.decode("utf-8", "surrogateescape")

    def build(self, case, tmp, files, cwd, *gcflags):
        own = [f for f in case.flags if f.startswith(("-ldflags", "-gcflags"))]
        gcflags = [*gcflags, *(f for f in case.flags if f not in own)]
        flags = ["-gcflags=" + " ".join(gcflags)] if gcflags else []
        tier = "-O" if self.args.tier == "opt" else "-fast"
        return self.command([SEAGO, "build", tier, *flags, *own, "-o", os.path.join(tmp, "a.out"), *files], cwd, case.env)

    def run(self, case):
        with tempfile.TemporaryDirectory(prefix="gotest-") as tmp:
            try:
                return getattr(self, "do_" + case.kind)(case, tmp)
            except subprocess.TimeoutExpired:
                return "hangs"

    def golden(self, case, out):
        want = ""
        if os.path.exists(case.path[:-3] + ".out"):
            with open(case.path[:-3] + ".out", encoding="utf-8", errors="surrogateescape") as f:
                want = f.read()
        return None if out == want else f"output differs: {out[:300]!r}"

    # Arguments that are Go files are further sources.
    def sources(self, case):
        return [case.path, *(os.path.join(os.path.dirname(case.path), a) for a in case.args if a.endswith(".go"))]

    def arguments(self, case):
        return [a for a in case.args if not a.endswith(".go")]

    def execute(self, case, tmp, files, cwd, build_cwd=None):
        rc, out = self.build(case, tmp, files, build_cwd or tmp)
        if rc:
            return "does not build: " + out[:300]
        rc, out = self.command([os.path.join(tmp, "a.out"), *self.arguments(case)], cwd, case.env)
        return f"exit {rc}: {out[-300:]}" if rc else self.golden(case, out)

    def do_run(self, case, tmp):
        return self.execute(case, tmp, self.sources(case), self.root)

    do_buildrun = do_run

    # The files of a case of one file. A package main without a function main gets one, so that the build can end well.
    def with_main(self, path, src, tmp):
        if not re.search(r"^package main\b", src, re.M) or re.search(r"^func main\(", src, re.M):
            return [path]
        if os.path.dirname(path) != tmp:
            path = shutil.copy(path, tmp)
        main = os.path.join(tmp, "zz_main.go")
        with open(main, "w") as f:
            f.write("package main\n\nfunc main() {}\n")
        return [path, main]

    def do_compile(self, case, tmp):
        rc, out = self.build(case, tmp, self.with_main(case.path, case.src, tmp), tmp)
        return f"does not compile: {out[:300]}" if rc else None

    do_build = do_compile

    # What the program of the case prints is another program: its path and text, or None and what is wrong.
    def generate(self, case, tmp):
        rc, out = self.command([SEAGO, "build", "-fast", "-o", os.path.join(tmp, "gen"), *self.sources(case)], tmp)
        if rc:
            return None, "does not build: " + out[:300]
        rc, out = self.command([os.path.join(tmp, "gen"), *self.arguments(case)], self.root)
        if rc:
            return None, f"generator: exit {rc}"
        path = os.path.join(tmp, "tmp__.go")
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as f:
            f.write(out)
        return path, out

    def do_runoutput(self, case, tmp):
        path, out = self.generate(case, tmp)
        return self.execute(case, tmp, [path], tmp) if path else out

    # X.dir holds the files of several packages, each laid out as a folder of one module named after its first file.
    def packages(self, case, tmp):
        folder = case.path[:-3] + ".dir"
        groups = {}
        for name in sorted(os.listdir(folder)):
            if name.endswith(".go"):
                with open(os.path.join(folder, name), encoding="utf-8", errors="surrogateescape") as f:
                    src = f.read()
                found = re.search(r"^package\s+(\w+)", src, re.M)
                groups.setdefault(name if case.single or not found else found.group(1), []).append((name, src))
        with open(os.path.join(tmp, "go.mod"), "w") as f:
            f.write("module test\n\ngo 1.27\n")
        laid_out = []
        for files in groups.values():
            pkg = files[0][0][:-3]
            os.makedirs(os.path.join(tmp, pkg))
            for name, src in files:
                with open(os.path.join(tmp, pkg, name), "w", encoding="utf-8", errors="surrogateescape") as f:
                    f.write(re.sub(r'((?:^|import|;|\()\s*(?:[\w.]+\s+)?)"\./(\w+)"', r'\1"test/\2"', src, flags=re.M))
            laid_out.append((pkg, dict(files)))
        return laid_out

    def do_rundir(self, case, tmp):
        return self.execute(case, tmp, ["./" + self.packages(case, tmp)[-1][0]], tmp, tmp)

    def do_compiledir(self, case, tmp):
        for pkg, _ in self.packages(case, tmp):
            rc, out = self.build(case, tmp, ["./" + pkg], tmp)
            if rc:
                return f"{pkg} does not compile: {out[:300]}"
        return None

    def do_errorcheckdir(self, case, tmp):
        packages = self.packages(case, tmp)
        last = len(packages) - 1 - (case.kind == "errorcheckandrundir" and case.want_error)
        for i, (pkg, srcs) in enumerate(packages):
            rc, out = self.build(case, tmp, ["./" + pkg], tmp, "-e")
            why = self.compare_errors(rc, out, srcs, case.want_error and i == last)
            if why:
                return f"{pkg}: {why}"
        return None

    def do_errorcheckandrundir(self, case, tmp):
        why = self.do_errorcheckdir(case, tmp)
        if why:
            return why
        with tempfile.TemporaryDirectory(dir=tmp) as fresh:
            return self.do_rundir(case, fresh)

    # X.dir is a module as it is.
    def module(self, case, tmp, name, lang):
        folder = os.path.join(tmp, name)
        shutil.copytree(case.path[:-3] + ".dir", folder)
        with open(os.path.join(folder, "go.mod"), "w") as f:
            f.write(f"module {name}\ngo {lang}\n")
        return folder

    def do_runindir(self, case, tmp):
        folder = self.module(case, tmp, os.path.basename(case.path)[:-3] + ".dir", case.lang)
        return self.execute(case, tmp, ["."], folder, folder)

    def do_builddir(self, case, tmp):
        rc, out = self.build(case, tmp, ["."], self.module(case, tmp, "test", "1.27"))
        return "does not build: " + out[:300] if rc else None

    def do_buildrundir(self, case, tmp):
        folder = self.module(case, tmp, "test", "1.27")
        return self.execute(case, tmp, ["."], folder, folder)

    def do_errorcheck(self, case, tmp):
        rc, out = self.build(case, tmp, self.with_main(case.path, case.src, tmp), tmp, "-e")
        return self.compare_errors(rc, out, {os.path.basename(case.path): case.src}, case.want_error)

    do_errorcheckwithauto = do_errorcheck

    def do_errorcheckoutput(self, case, tmp):
        path, src = self.generate(case, tmp)
        if not path:
            return src
        rc, out = self.build(case, tmp, self.with_main(path, src, tmp), tmp, "-e")
        return self.compare_errors(rc, out, {"tmp__.go": src}, case.want_error)

    # (file, line, regular expression) of each error that the comments of a file ask for.
    def wanted_errors(self, name, src):
        wants = []
        for i, line in enumerate(src.split("\n"), 1):
            m = None if "////" in line else re.search(r"// (?:GC_)?ERROR(?:AUTO)? (.*)", line)
            for text in re.findall(r'"([^"]*)"', m.group(1)) if m else []:
                text = re.sub(r"LINE(?:([+-])(\d+))?",
                              lambda k: f"{name}:{i + int((k.group(1) or '+') + (k.group(2) or '0'))}", text)
                wants.append((name, i, text.replace("[[:space:]]", r"\s")))
        return wants

    def compare_errors(self, rc, out, srcs, want_error):
        got = []
        for line in out.split("\n"):
            m = re.match(r"(?:[^\t].*/)?([^/:\s]+\.go):(\d+)(?::\d+)?: (.*)", line)
            if line.startswith("\t") and got:
                got[-1][2] += "\n" + line.replace("./", "")
            elif m:
                got.append([m.group(1), int(m.group(2)), m.group(3).replace("./", "")])
        got = [g for g in got if g[0] in srcs]
        if want_error != (rc != 0):
            return f"exit {rc}: {out[:200]}"
        for name, line, text in [w for name, src in srcs.items() for w in self.wanted_errors(name, src)]:
            on_line = [g for g in got if g[0] == name and g[1] == line]
            try:
                hits = [g for g in on_line if re.search(text, g[2])]
            except re.error:
                hits = [g for g in on_line if text in g[2]]
            if not hits:
                return f"{name}:{line}: no error matches {text!r}; got {[g[2] for g in on_line]}"
            got = [g for g in got if g not in hits]
        return f"{got[0][0]}:{got[0][1]}: unexpected error: {got[0][2]}" if got else None


def list_read(name):
    path = os.path.join(HERE, name)
    if not os.path.exists(path):
        return []
    with open(path) as f:
        return [tuple(line.split()) for line in f if line.strip() and not line.startswith("#")]


def cases_of(root, args):
    kinds = set(args.kinds.split(",")) if args.kinds else KINDS
    found = []
    left_out = {rel for rel, *_ in list_read("gotest.leaveout")}
    for folder, subs, names in os.walk(os.path.join(root, "test")):
        subs[:] = sorted(s for s in subs if not s.endswith(".dir") and s not in ("testdata", "bench", "stress"))
        for name in sorted(names):
            if name.endswith(".go"):
                rel = os.path.relpath(os.path.join(folder, name), os.path.join(root, "test"))
                if rel not in left_out and (not args.match or re.search(args.match, rel)):
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
    xfail = set(list_read("gotest.xfail"))
    passed, failed, fixed = 0, 0, set()
    cases = cases_of(root, args)
    with tempfile.TemporaryDirectory(prefix="gotest-bin-") as bin_dir, concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        runner = Runner(args, os.path.join(root, "test"), bin_dir)
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
                print(f"FAIL {args.tier} {case.kind} {case.rel}: {why.splitlines()[0] if why else ''}" + (f"\n{why}" if args.v else ""),
                      flush=True)
            progress(n, len(cases), case.rel)
    if args.update and fixed:
        with open(xfail_path) as f:
            lines = [line for line in f if tuple(line.split()) not in fixed]
        with open(xfail_path, "w") as f:
            f.writelines(lines)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
