#!/usr/bin/env python3
"""How long builds take and how much memory: of hello, of examples/web and of a program of 20,000 lines that this script
writes; with empty caches, again, and after an edit of one line; by the official command, seago -fast and seago -O.

  bench/build.py [--go GO] [--runs N] [--time wall|cpu] [hello|web|large...]

With empty caches each builds once only: that takes minutes. Memory is that of the largest process."""

import os
import shutil
import sys
import tempfile

import measure

EXAMPLES = os.path.join(measure.HERE, "..", "examples")
PACKAGES, FUNCTIONS = 20, 50


def large(folder):
    """20 packages of 1,000 lines, each importing the one before; the file that is edited is in the middle."""
    with open(os.path.join(folder, "go.mod"), "w") as f:
        f.write("module large\n\ngo 1.27\n")
    for p in range(PACKAGES):
        os.mkdir(os.path.join(folder, f"p{p}"))
        with open(os.path.join(folder, f"p{p}", "p.go"), "w") as f:
            f.write(f"package p{p}\n\nimport (\n\t\"fmt\"\n" + (f"\t\"large/p{p - 1}\"\n" if p else "") + ")\n\n")
            for i in range(FUNCTIONS):
                f.write(f"type T{i} struct {{\n\tname string\n\titems []int\n\tby map[string]int\n}}\n\n"
                        f"func (t *T{i}) Add(n int) error {{\n\tif n < {i} {{\n\t\treturn fmt.Errorf(\"%s: %d\", t.name, n)\n\t}}\n"
                        f"\tt.items = append(t.items, n*{i + p})\n\tt.by[t.name] += n\n\treturn nil\n}}\n\n"
                        f"func F{i}(n int) int {{\n\tt := &T{i}{{name: \"t\", by: map[string]int{{}}}}\n"
                        + (f"\tn += p{p - 1}.F{i}(n) % 7\n" if p else "") + "\tfor i := range n {\n"
                        "\t\tif t.Add(i) != nil {\n\t\t\tn++\n\t\t}\n\t}\n\treturn len(t.items) + t.by[\"t\"]\n}\n\n")
    with open(os.path.join(folder, "main.go"), "w") as f:
        f.write(f"package main\n\nimport \"large/p{PACKAGES - 1}\"\n\nfunc main() {{\n\tprintln(" +
                " +\n\t\t".join(f"p{PACKAGES - 1}.F{i}({i})" for i in range(FUNCTIONS)) + ")\n}\n")
    return folder, ".", os.path.join(folder, f"p{PACKAGES // 2}", "p.go")


def example(name, folder):
    path = os.path.join(folder, name + ".go")
    shutil.copy(os.path.join(EXAMPLES, name, name + ".go"), path)
    return folder, path, path


def builds(argv, env, what, runs):
    """Measured: with empty caches, again, after an edit."""
    folder, package, edited = what
    argv = argv + [package]
    result = [[measure.Run(argv, env, folder)], [], []]
    for i in range(runs):
        result[1].append(measure.Run(argv, env, folder))
        with open(edited, "a") as f:
            f.write(f"\nfunc edited{i}() int {{ return {i} }}\n")
        result[2].append(measure.Run(argv, env, folder))
    bad = [r.out.decode()[:300] for rs in result for r in rs if not r.ok]
    return result, bad


def main():
    args = measure.arguments(__doc__).parse_args()
    env, goroot = measure.environment(args.go)
    failed = []
    print("%-8s %-8s %10s %10s %10s %10s" % ("", "", "empty s", "again s", "edit s", "most MB"))
    for name in measure.chosen(args, ["hello", "web", "large"]):
        for who, argv, extra in (("gc", [args.go, "build"], {"GOROOT": goroot}), ("-fast", [measure.SEAGO, "build", "-fast"], {}),
                                 ("-O", [measure.SEAGO, "build", "-O"], {})):
            with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory() as folder:
                what = large(folder) if name == "large" else example(name, folder)
                own = {"GOCACHE": os.path.join(work, "gc"), "SEAGOCACHE": os.path.join(work, "seago")}
                result, bad = builds(argv + ["-o", os.path.join(work, "out")], {**env, **extra, **own}, what, args.runs)
                failed += bad
                print("%-8s %-8s %10.2f %10.2f %10.2f %10.1f" % (name, who, *(measure.median(rs, args.time) for rs in result),
                      max(r.memory for rs in result for r in rs)), flush=True)
    print("\n".join(failed))
    sys.exit(bool(failed))


main()
