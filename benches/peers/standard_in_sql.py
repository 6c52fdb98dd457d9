#!/usr/bin/env python3
"""Computes refrain's `standard` features of a Sparkify log a second time, in DuckDB SQL.

Every user seen before each cutoff is computed from the raw JSON and, with --refrain or --compare,
every cell is compared with refrain's. See README.md beside this file. Exit codes: 0 done, 1 the
tables differ or refrain failed, 2 the command line is wrong.
"""

import argparse
import csv
import importlib.util
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import environment
from standard_sql import KEYS, features, text

CUTOFFS = "2018-10-20T00:00:00Z,2018-11-10T12:34:56Z,2018-11-30T00:00:00Z"
RELATIVE_TOLERANCE = 1e-9
MOST_PRINTED = 20
N_STORED_USERS = 25
# Rounding to so many costs at most a twentieth of the tolerance.
STORED_DIGITS = 11


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=Path, help="Sparkify log, JSON lines or gzip of them")
    parser.add_argument("--cutoffs", default=CUTOFFS, help="times separated by commas")
    found = parser.add_mutually_exclusive_group()
    found.add_argument("--refrain", type=Path, help="program to compare with")
    found.add_argument("--compare", type=Path, help="Parquet that refrain made at these cutoffs")
    parser.add_argument("--store", type=Path, help="CSV for a sample of the users")
    return parser.parse_args()


def connect():
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {int(os.environ.get('PEERS_THREADS', '2'))}")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def keyed(relation):
    """The rows of a table by user and cutoff, each a dict of its columns."""
    names = relation.columns
    rows = (dict(zip(names, row)) for row in relation.fetchall())
    return {tuple(row.pop(key) for key in KEYS): row for row in rows}


def computed(connection, options):
    for table, statement in features(str(options.log), options.cutoffs.split(",")).items():
        connection.execute(f"CREATE TEMP TABLE {table} AS {statement}")
    return keyed(connection.sql(f"FROM features ORDER BY {', '.join(KEYS)}"))


def run_refrain(program, options, out):
    command = [program, "features", options.log, "--cutoff", options.cutoffs, "-o", out]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"refrain failed:\n{done.stderr}")


def read_parquet(connection, path):
    cutoff = "strftime(cutoff, '%Y-%m-%dT%H:%M:%SZ') AS cutoff"
    return keyed(connection.sql(f"SELECT * REPLACE ({cutoff}) FROM {text(str(path))}"))


def refrain_rows(connection, options):
    if options.compare:
        return read_parquet(connection, options.compare)
    with tempfile.TemporaryDirectory() as directory:
        out = Path(directory) / "features.parquet"
        run_refrain(options.refrain, options, out)
        return read_parquet(connection, out)


def is_missing(value):
    return value is None or isinstance(value, float) and math.isnan(value)


def agree(expected, found):
    if is_missing(expected) or is_missing(found):
        return is_missing(expected) and is_missing(found)
    if isinstance(expected, str) or isinstance(found, str):
        return expected == found
    return math.isclose(expected, found, rel_tol=RELATIVE_TOLERANCE)


def differences(expected, found):
    for key in sorted(expected.keys() ^ found.keys()):
        yield f"{key}: {'expected, not found' if key in expected else 'found, not expected'}"
    for key in sorted(expected.keys() & found.keys()):
        for column, value in expected[key].items():
            if not agree(value, found[key][column]):
                yield f"{column} of {key}: expected {value!r}, found {found[key][column]!r}"


def report(expected, found):
    """Prints how the tables compare and returns whether they agree."""
    columns = next(iter(expected.values())).keys()
    theirs = next(iter(found.values())).keys()
    if columns - theirs:
        sys.exit(f"refrain has no column {', '.join(sorted(columns - theirs))}")
    lines = list(differences(expected, found))
    for line in lines[:MOST_PRINTED]:
        print(line)
    n_cells = len(expected.keys() & found.keys()) * len(columns)
    print(f"{n_cells} cells of {len(columns)} columns compared, {len(lines)} differences")
    print(f"columns not compared: {', '.join(sorted(theirs - columns)) or 'none'}")
    return not lines


def shortest(value):
    """The fewest digits that say the value; beyond `STORED_DIGITS` it is rounded."""
    if is_missing(value):
        return ""
    return f"{value:.{STORED_DIGITS}g}" if isinstance(value, float) else value


def store(expected, path):
    """Writes every cutoff of users spread evenly over the log."""
    users = sorted({user for user, _ in expected})
    step = len(users) / N_STORED_USERS
    chosen = {users[int(index * step)] for index in range(N_STORED_USERS)}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*KEYS, *next(iter(expected.values()))])
        for key, row in expected.items():
            if key[0] in chosen:
                writer.writerow([*key, *map(shortest, row.values())])


def main():
    options = arguments()
    if importlib.util.find_spec("duckdb") is None:
        python = environment.prepare(["duckdb"])
        os.execv(python, [python, *sys.argv])
    connection = connect()
    expected = computed(connection, options)
    if options.store:
        store(expected, options.store)
    if not (options.refrain or options.compare):
        return 0
    return 0 if report(expected, refrain_rows(connection, options)) else 1


if __name__ == "__main__":
    sys.exit(main())
