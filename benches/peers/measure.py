"""Runs a command and measures the whole tree of processes that it starts. Linux only.

Processor time is exact: this process adopts what the command leaves behind (Spark's Java machine
outlives the Python process that started it) and adds up what the kernel reports of every process
at its end. Peak memory is the larger of two figures: the greatest peak of any one process, exact,
and the greatest sum over the tree at one moment, sampled. Anonymous memory, which leaves out
mapped files, is only sampled.
"""

import ctypes
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLING_SECONDS = 0.05
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Usage:
    exit_code: int
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    peak_anonymous_bytes: int


def adopt_orphans():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def children(pid):
    for task in os.listdir(f"/proc/{pid}/task"):
        yield from map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())


def descendants(pid):
    try:
        for child in list(children(pid)):
            yield child
            yield from descendants(child)
    except OSError:
        return  # It ended while we looked.


def memory_of(pid):
    """Returns the resident and the anonymous bytes of one process."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    fields = dict(line.split(":", 1) for line in lines)
    return tuple(int(fields.get(name, "0").split()[0]) * 1024 for name in ("VmRSS", "RssAnon"))


class Sampler(threading.Thread):
    """Keeps the greatest memory of all processes below this one."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak_bytes = 0
        self.peak_anonymous_bytes = 0
        self.stopped = threading.Event()

    def run(self):
        while not self.stopped.wait(SAMPLING_SECONDS):
            memory = [memory_of(pid) for pid in descendants(os.getpid())]
            self.peak_bytes = max(self.peak_bytes, sum(pair[0] for pair in memory))
            anonymous = sum(pair[1] for pair in memory)
            self.peak_anonymous_bytes = max(self.peak_anonymous_bytes, anonymous)

    def stop(self):
        self.stopped.set()
        self.join()


def spawn(command, environment, stdout, stderr):
    def redirect(descriptor, path):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        return (os.POSIX_SPAWN_OPEN, descriptor, str(path), flags, 0o644)

    actions = [redirect(1, stdout), redirect(2, stderr)]
    return os.posix_spawnp(command[0], command, environment, file_actions=actions)


def ends():
    """Yields each process below this one as it ends, until none is left."""
    while True:
        try:
            yield os.wait4(-1, 0)
        except ChildProcessError:
            return


def run(command, environment, stdout, stderr):
    """Runs a command with its output in two files; its wall time ends when it does itself."""
    adopt_orphans()
    sampler = Sampler()
    sampler.start()
    exit_code, wall_seconds, cpu_seconds, peak_bytes = 1, 0.0, 0.0, 0
    started = time.perf_counter()
    command_pid = spawn(command, environment, stdout, stderr)
    for pid, status, usage in ends():
        if pid == command_pid:
            wall_seconds = time.perf_counter() - started
            exit_code = os.waitstatus_to_exitcode(status)
        cpu_seconds += usage.ru_utime + usage.ru_stime
        peak_bytes = max(peak_bytes, usage.ru_maxrss * 1024)
    sampler.stop()
    peak_bytes = max(peak_bytes, sampler.peak_bytes)
    return Usage(exit_code, wall_seconds, cpu_seconds, peak_bytes, sampler.peak_anonymous_bytes)
