#!/usr/bin/env python3
"""EVENTSIM_TABLE CONFIGS [--refrain PROGRAM] [--users 5000]: our simulator beside the original's figures.

EVENTSIM_TABLE is a Markdown file with a row for each persona, `| name | seed | ... |`, whose last five
columns are users, rows and sessions per user, per cent churned and per cent of paid rows in 61 days of the
original generator. CONFIGS is the folder of its configurations, `NAME-config.json`. Each is simulated and
its four figures are printed beside the original's, with the difference in standard errors of the
difference of two samples; deviations are those of our sample, that of the paid share is of a ratio.
Standard library only.
"""

import argparse
import csv
import math
import re
import subprocess
import tempfile
from pathlib import Path


def originals(path):
    """Users and the four figures of each persona."""
    rows = [line.strip().strip("|").split("|") for line in open(path) if re.match(r"\| \w+ \| \d+ \|", line)]
    return {cells[0].strip(): [float(cell) for cell in cells[9:14]] for cells in rows}


def simulated(args, name, folder):
    log, table = Path(folder) / "log.json", Path(folder) / "features.csv"
    config = Path(args.configs) / f"{name}-config.json"
    simulate = ["simulate", "--config", config, "--users", str(args.users), "-o", log]
    features = ["features", log, "--set", "reference", "-o", table]
    for command in (simulate, features):
        subprocess.run([args.refrain, *command], check=True, capture_output=True)
    with open(table) as lines:
        return list(csv.DictReader(lines))


def deviation(values):
    mean = sum(values) / len(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


def figures(users):
    """The four figures, each with its standard deviation over users."""
    rows = [float(user["n_events"]) for user in users]
    sessions = [float(user["n_sessions"]) for user in users]
    churned = [100.0 * (float(user["cancelled"]) > 0) for user in users]
    paid = [100.0 * float(user["paid_share"]) * n for user, n in zip(users, rows)]
    share = sum(paid) / sum(rows)
    of_share = [p - share * n for p, n in zip(paid, rows)]
    mean_rows = sum(rows) / len(rows)
    means = [(sum(values) / len(values), deviation(values)) for values in (rows, sessions, churned)]
    return [*means, (share, deviation(of_share) / mean_rows)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("table")
    parser.add_argument("configs")
    parser.add_argument("--refrain", default="target/release/refrain")
    parser.add_argument("--users", type=int, default=5000)
    args = parser.parse_args()
    print(f"{'persona':<10} {'rows/user':>17} {'sessions/user':>17} {'churned %':>17} {'paid rows %':>17}")
    for name, (n_theirs, *theirs) in originals(args.table).items():
        with tempfile.TemporaryDirectory() as folder:
            users = simulated(args, name, folder)
        cells = []
        for (ours, sd), original in zip(figures(users), theirs):
            error = sd * math.sqrt(1 / len(users) + 1 / n_theirs)
            cells.append(f"{ours:7.1f} ({(ours - original) / error:+.1f} se)")
        print(f"{name:<10} " + " ".join(f"{cell:>17}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
