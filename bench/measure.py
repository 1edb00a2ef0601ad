"""What the benchmarks share: a child measured, medians, ratios, tables. Nothing here knows what is measured."""

import argparse
import atexit
import functools
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
SEAGO = os.environ.get("SEAGO", os.path.join(HERE, "..", "bin", "seago"))


class Run:
    """One run of a command: seconds of the clock, seconds of processor (user and system), most memory in MB."""

    def __init__(self, argv, env=None, cwd=None, limit=600):
        told, tell = os.pipe()
        child = subprocess.Popen([measurer(), str(tell), *argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, env=env, cwd=cwd, start_new_session=True, pass_fds=[tell])
        os.close(tell)
        timer = threading.Timer(limit, lambda: os.killpg(child.pid, signal.SIGKILL))
        timer.start()
        self.out = child.stdout.read()
        self.ok = child.wait() == 0
        timer.cancel()
        with os.fdopen(told) as f:
            self.wall, self.cpu, memory = map(float, (f.read() or "0 0 0").split())
        self.memory = memory / 1024


@functools.cache
def measurer():
    """measure.c, compiled."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    out = os.path.join(folder.name, "measure")
    subprocess.run(["cc", "-O", "-o", out, os.path.join(HERE, "measure.c")], check=True)
    return out


def median(runs, what):
    return statistics.median(getattr(r, what) for r in runs)


def geomean(xs):
    xs = [x for x in xs if x]
    return math.exp(sum(map(math.log, xs)) / len(xs)) if xs else 0


def arguments(doc):
    p = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--go", default=os.environ.get("GO", "go"), help="the official command to compare with")
    p.add_argument("--runs", type=int, default=5, help="runs of each, of which the median counts")
    p.add_argument("--time", choices=("wall", "cpu"), default="wall",
                   help="cpu: processor time, which other work on the machine changes less")
    p.add_argument("names", nargs="*", help="only these")
    return p


def chosen(args, all_names):
    unknown = set(args.names) - set(all_names)
    if unknown:
        sys.exit("no such benchmark: " + " ".join(sorted(unknown)))
    return args.names or all_names


def environment(go):
    """The environment of both toolchains: no module, no settings of the user's. Second: GOROOT of the official one."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GO") or k in ("GOCACHE", "GOMAXPROCS", "GOROOT")}
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, env={**env, "GOROOT": ""}).stdout.strip()
    if not root:
        sys.exit(f"{go}: not the official command")
    return env, root
