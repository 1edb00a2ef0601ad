#!/usr/bin/env python3
"""Builds each program of bench/programs with the official command, seago -O and seago -fast, runs them in turn,
compares what they print, and says how long they take and how much memory, as ratios to the official one's.

  bench/programs.py [--go GO] [--runs N] [--time wall|cpu] [--tiers O,fast] [NAME...]

Last lines: geometric means. Exit status 1 if a program does not build or prints something else."""

import os
import subprocess
import sys
import tempfile

import measure

FOLDER = os.path.join(measure.HERE, "programs")


def builders(go, goroot, tiers):
    all_ = {"gc": ([go, "build", "-o"], {"GOROOT": goroot})}
    for tier in tiers:
        all_[tier] = ([measure.SEAGO, "build", "-" + tier, "-o"], {})
    return all_


def build(name, how, env, work):
    """The executables by builder, and what could not be built."""
    programs, failed = {}, []
    for who, (argv, extra) in how.items():
        out = os.path.join(work, f"{name}.{who}")
        r = subprocess.run(argv + [out, os.path.join(FOLDER, name + ".go")], env={**env, **extra}, capture_output=True,
                           text=True)
        if r.returncode:
            failed.append(f"{name}: {who} does not build it: {(r.stdout + r.stderr)[:300]}")
        else:
            programs[who] = out
    return programs, failed


def run_all(name, programs, env, n):
    """Runs in turn, so that what else the machine does hits all alike."""
    runs, failed = {who: [] for who in programs}, []
    for _ in range(n):
        for who, path in programs.items():
            runs[who].append(measure.Run([path], env))
    for who, rs in runs.items():
        if not all(r.ok and r.out == runs["gc"][0].out for r in rs):
            failed.append(f"{name}: {who} prints something else or fails")
    return runs, failed


def row(name, runs, time, tiers):
    base, text, ratios = runs["gc"], [], {}
    t, m = measure.median(base, time), measure.median(base, "memory")
    for tier in tiers:
        if tier in runs:
            ratios[tier] = measure.median(runs[tier], time) / t, measure.median(runs[tier], "memory") / m
            text.append("%8.2f %8.2f" % ratios[tier])
        else:
            text.append("       -        -")
    print("%-14s %8.3f %8.1f  %s" % (name, t, m, "  ".join(text)), flush=True)
    return ratios


def main():
    p = measure.arguments(__doc__)
    p.add_argument("--tiers", default="O,fast")
    args = p.parse_args()
    tiers = args.tiers.split(",")
    env, goroot = measure.environment(args.go)
    env["BENCH_GOROOT"] = goroot
    names = measure.chosen(args, sorted(f[:-3] for f in os.listdir(FOLDER) if f.endswith(".go")))
    print("%-14s %8s %8s  %s" % ("", "gc s", "MB", "  ".join("%8s %8s" % ("-" + t, "memory") for t in tiers)))
    all_, failed = {t: [] for t in tiers}, []
    with tempfile.TemporaryDirectory() as work:
        for name in names:
            programs, bad = build(name, builders(args.go, goroot, tiers), env, work)
            failed += bad
            if "gc" not in programs:
                continue
            runs, bad = run_all(name, programs, env, args.runs)
            failed += bad
            for tier, ratio in row(name, runs, args.time, tiers).items():
                all_[tier].append(ratio)
    print("%-32s  %s" % ("geometric mean of %d" % len(names), "  ".join(
        "%8.2f %8.2f" % (measure.geomean(r[0] for r in all_[t]), measure.geomean(r[1] for r in all_[t])) for t in tiers)))
    print("\n".join(failed))
    sys.exit(bool(failed))


main()
