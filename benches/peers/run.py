#!/usr/bin/env python3
"""Computes the reference features of one log with refrain and its peers, side by side.

Every engine runs as a process of its own, in turns, and its tables are compared with refrain's.
See README.md beside this file. Exit codes: 0 done, 1 an engine failed or disagrees, 2 the command
line is wrong.
"""

import argparse
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import environment
import measure

PEERS = {"duckdb": "duckdb", "polars": "polars", "spark": "pyspark"}
ENGINES = ("refrain", *PEERS)


@dataclass
class Contender:
    """One row of the table: what runs, and what was measured of it."""

    name: str
    source: Path
    command: list
    startup_seconds: list = field(default_factory=list)
    usages: list = field(default_factory=list)


def engine_list(text):
    names = text.split(",")
    unknown = [name for name in names if name not in ENGINES]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(ENGINES)}")
    return list(dict.fromkeys(names))


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("log", type=Path, help="Sparkify log, JSON lines or gzip of them")
    add("--engines", type=engine_list, default=list(ENGINES), help="default: all, commas between")
    add("--repeat", type=positive, default=3, help="runs of each engine (default 3)")
    add("--threads", type=positive, default=2, help="threads of each engine (default 2)")
    add("--refrain", type=Path, help="the program (default: built in the target directory)")
    add("--store", type=Path, help="also compute from an event store; made where there is none")
    add("--memory", default="512MB", help="bound of refrain on the store (default 512MB)")
    add("--keep", type=Path, help="keep every table and what engines print in this directory")
    add("--json", type=Path, help="write the figures to this file")
    parsed = parser.parse_args()
    if not parsed.log.is_file():
        parser.error(f"{parsed.log} is not a file")
    if parsed.refrain and not parsed.refrain.is_file():
        parser.error(f"{parsed.refrain} is not a file")
    if parsed.keep and parsed.keep.exists() and any(parsed.keep.iterdir()):
        parser.error(f"{parsed.keep} is not empty")
    return parsed


def refrain_program(given):
    if given:
        return str(given.resolve())
    program = environment.target_directory() / "release" / "refrain"
    if not program.exists():
        build = ["cargo", "build", "--release", "--locked", "-p", "refrain-cli"]
        subprocess.run(build, cwd=environment.ROOT, check=True)
    return str(program)


def features_command(program, source, options):
    command = [program, "features", str(source), "--set", "reference", "--cutoff", "end"]
    return [*command, "--threads", str(options.threads)]


def contenders(options, program, python):
    """Returns what to run; the name of the output is appended to each command."""
    rows = []
    for name in options.engines:
        if name == "refrain":
            command = [*features_command(program, options.log, options), "-o"]
        else:
            script = environment.HERE / f"{name}_features.py"
            command = [python, str(script), str(options.log)]
        rows.append(Contender(name, options.log, command))
    if options.store:
        command = [*features_command(program, options.store, options), "--memory", options.memory]
        rows.append(Contender("refrain store", options.store, [*command, "-o"]))
    return rows


def warm(source):
    """Brings the files into the page cache, so that every engine finds the same state."""
    files = source.rglob("*") if source.is_dir() else [source]
    for path in filter(Path.is_file, files):
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass


def startup_seconds(stdout):
    found = re.search(r"^startup_seconds (\S+)$", stdout.read_text(errors="replace"), re.MULTILINE)
    return float(found[1]) if found else 0.0


def measured_run(contender, command, threads, place):
    stdout, stderr = place.with_suffix(".stdout"), place.with_suffix(".stderr")
    variables = {**os.environ, "PEERS_THREADS": str(threads)}
    warm(contender.source)
    usage = measure.run(command, variables, stdout, stderr)
    if usage.exit_code != 0:
        print(stderr.read_text(errors="replace")[-4000:], file=sys.stderr)
        sys.exit(f"{contender.name} failed with exit code {usage.exit_code}")
    contender.usages.append(usage)
    contender.startup_seconds.append(startup_seconds(stdout))
    print(f"{place.name}: {usage.wall_seconds:.2f} s", file=sys.stderr)


def run_turn(rows, turn, options, tables):
    """Runs every contender once and returns the tables written."""
    outputs = []
    for contender in rows:
        place = tables / f"{contender.name.replace(' ', '-')}-{turn}"
        output = place.with_suffix(".csv")
        measured_run(contender, [*contender.command, str(output)], options.threads, place)
        outputs.append(output)
    return outputs


def ingest(program, options, tables):
    """Makes the store where there is none, and returns what that took."""
    if options.store.exists() and any(options.store.iterdir()):
        print("the store exists: it is used as it is", file=sys.stderr)
        return []
    command = [program, "ingest", str(options.log), "--store", str(options.store)]
    contender = Contender("refrain ingest", options.log, command)
    measured_run(contender, command, options.threads, tables / "refrain-ingest")
    return [contender]


def compare(outputs):
    """Compares in a process of its own, so that this one stays small: the peak that the kernel
    reports of a child is at least its parent's when it was started."""
    script = environment.HERE / "compare.py"
    return subprocess.run([sys.executable, str(script), *map(str, outputs)]).returncode


def summary(contender):
    usages = contender.usages
    walls = [usage.wall_seconds for usage in usages]
    works = [wall - startup for wall, startup in zip(walls, contender.startup_seconds)]
    return {
        "engine": contender.name,
        "wall_seconds": walls,
        "wall_min": min(walls),
        "wall_median": median(walls),
        "startup_seconds": median(contender.startup_seconds),
        "work_median": median(works),
        "cpu_seconds": median(usage.cpu_seconds for usage in usages),
        "peak_mb": max(usage.peak_bytes for usage in usages) / 1e6,
        "anonymous_mb": max(usage.peak_anonymous_bytes for usage in usages) / 1e6,
    }


def add_ratios(summaries):
    by_name = {row["engine"]: row for row in summaries}
    base = by_name.get("refrain") or by_name.get("refrain store") or summaries[0]
    for row in summaries:
        row["wall_ratio"] = row["wall_median"] / base["wall_median"]
        row["work_ratio"] = row["work_median"] / base["work_median"]
        row["memory_ratio"] = row["peak_mb"] / base["peak_mb"]


TABLE = {
    "wall min": ("wall_min", "{:.2f} s"),
    "median": ("wall_median", "{:.2f} s"),
    "start-up": ("startup_seconds", "{:.2f} s"),
    "work": ("work_median", "{:.2f} s"),
    "CPU": ("cpu_seconds", "{:.2f} s"),
    "peak": ("peak_mb", "{:,.0f} MB"),
    "anonymous": ("anonymous_mb", "{:,.0f} MB"),
    "wall ratio": ("wall_ratio", "{:.2f}"),
    "work ratio": ("work_ratio", "{:.2f}"),
    "memory ratio": ("memory_ratio", "{:.2f}"),
}


def print_table(summaries):
    lines = [["engine", *TABLE]]
    for row in summaries:
        lines.append([row["engine"], *(form.format(row[key]) for key, form in TABLE.values())])
    widths = [max(map(len, column)) for column in zip(*lines)]
    for first, *rest in lines:
        cells = [cell.rjust(width) for cell, width in zip(rest, widths[1:])]
        print("  ".join([first.ljust(widths[0]), *cells]).rstrip())


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def commit():
    command = ["git", "-C", str(environment.ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def write_json(options, summaries):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    figures = {
        "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": commit(),
        "machine": {"processor": processor(), "n_cpus": os.cpu_count(), "memory_mb": memory / 1e6},
        "command": shlex.join(["run.py", *sys.argv[1:]]),
        "peers": environment.pins(),
        "log_bytes": options.log.stat().st_size,
        "threads": options.threads,
        "engines": summaries,
    }
    options.json.write_text(json.dumps(figures, indent=2) + "\n")


def needs_java(engines):
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else "java"
    return "spark" in engines and shutil.which(java) is None


def benchmark(options, tables):
    """Runs everything, prints the tables and returns the exit code."""
    needs_refrain = "refrain" in options.engines or options.store
    program = refrain_program(options.refrain) if needs_refrain else None
    packages = [PEERS[name] for name in options.engines if name in PEERS]
    python = environment.prepare(packages) if packages else None
    made = ingest(program, options, tables) if options.store else []
    rows = contenders(options, program, python)
    turns = range(1, options.repeat + 1)
    outputs = [path for turn in turns for path in run_turn(rows, turn, options, tables)]
    exit_code = compare(order(outputs)) if len(outputs) > 1 else 0
    summaries = [summary(contender) for contender in [*made, *rows]]
    add_ratios(summaries)
    print_table(summaries)
    if options.json:
        write_json(options, summaries)
    return exit_code


def order(outputs):
    """Puts refrain's tables first: the first one is what the others are compared with."""
    return sorted(outputs, key=lambda path: not path.name.startswith("refrain"))


def main():
    options = arguments()
    if needs_java(options.engines):
        sys.exit("spark needs Java 17 or later: install it, set JAVA_HOME, or leave spark out")
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        return benchmark(options, options.keep)
    with tempfile.TemporaryDirectory(prefix="refrain-peers-") as directory:
        return benchmark(options, Path(directory))


if __name__ == "__main__":
    sys.exit(main())
