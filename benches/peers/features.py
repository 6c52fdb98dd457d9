#!/usr/bin/env python3
"""Times refrain's feature sets beside DuckDB, both on rows that they hold in memory.

DuckDB computes the 39 reference features from a table; refrain's benchmark `features` computes its
sets from an event log. See README.md beside this file. Exit codes: 0 done, 1 an engine failed.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import environment

ROOT = environment.ROOT


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=Path, help="Sparkify log, JSON lines or gzip of them")
    parser.add_argument("--repeat", type=int, default=5, help="runs, of which the median counts")
    return parser.parse_args()


def duckdb_seconds(log, repeat):
    """Median seconds of the reference features from a table in memory, one thread and two."""
    import duckdb
    import duckdb_features as features

    seconds = {}
    for threads in (1, 2):
        connection = duckdb.connect()
        connection.execute(f"SET threads = {threads}")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE TABLE events AS {features.events(log)}")
        runs = []
        for _ in range(repeat):
            start = time.perf_counter()
            connection.execute(features.features()).fetchall()
            runs.append(time.perf_counter() - start)
        seconds[threads] = median(runs)
        connection.close()
    return seconds


def refrain_rows(log):
    """The rows that the benchmark prints: set, columns, cutoffs, threads, seconds, rest."""
    command = ["cargo", "bench", "-q", "-p", "refrain-benches", "--bench", "features"]
    environment = {**os.environ, "FEATURES_LOG": str(log.resolve())}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the benchmark failed:\n{done.stderr}")
    print(done.stdout.splitlines()[0])
    rows = [line.split() for line in done.stdout.splitlines()[2:]]
    return [(name, int(columns), int(cutoffs), int(threads), float(seconds))
            for name, columns, cutoffs, threads, seconds, *_ in rows]


def main():
    options = arguments()
    if importlib.util.find_spec("duckdb") is None:
        python = environment.prepare(["duckdb"])
        os.execv(python, [python, *sys.argv])
    duckdb = duckdb_seconds(str(options.log), options.repeat)
    for threads, seconds in duckdb.items():
        print(f"DuckDB, 39 reference features, one cutoff, {threads} threads: {seconds:.3f} s")
    print(f"{'set':<10} columns cutoffs threads  seconds  of DuckDB's")
    for name, columns, cutoffs, threads, seconds in refrain_rows(options.log):
        ratio = seconds / duckdb[threads]
        print(f"{name:<10} {columns:>7} {cutoffs:>7} {threads:>7} {seconds:>8.4f} {ratio:>12.2f}")


if __name__ == "__main__":
    main()
