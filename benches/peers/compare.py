"""Compares feature tables cell by cell with an expected one.

Usage: compare.py EXPECTED.csv FOUND [FOUND...], each a CSV file or a directory of CSV parts.

Entities and texts agree as text, integers exactly, floats to 1e-9 of the greater; an empty cell
equals NaN. Columns beyond the reference features, such as refrain's `cutoff`, are ignored. Exits
with 1 at a difference.
"""

import csv
import math
import sys
from pathlib import Path

from reference import COLUMNS, ENTITY, FLOATS, TEXTS

MOST_PRINTED = 10
RELATIVE_TOLERANCE = 1e-9


def parts(path):
    return sorted(path.glob("*.csv")) if path.is_dir() else [path]


def rows(path):
    for part in parts(path):
        with part.open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)


def read_table(path):
    """Returns the cells of each entity, in the order of COLUMNS."""
    table = {}
    for row in rows(path):
        absent = [name for name in (ENTITY, *COLUMNS) if name not in row]
        if absent:
            sys.exit(f"{path.name}: column {absent[0]} is missing")
        if row[ENTITY] in table:
            sys.exit(f"{path.name}: {ENTITY} {row[ENTITY]!r} appears twice")
        table[row[ENTITY]] = [row[name] for name in COLUMNS]
    return table


def number(cell):
    return float(cell) if cell else math.nan


def agree(column, expected, found):
    if expected == found:
        return True
    if column in TEXTS:
        return False
    expected, found = number(expected), number(found)
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    tolerance = RELATIVE_TOLERANCE if column in FLOATS else 0.0
    return math.isclose(expected, found, rel_tol=tolerance)


def differences(expected, found):
    for entity in sorted(expected.keys() | found.keys()):
        if entity not in found:
            yield f"{ENTITY} {entity!r}: expected, not found"
        elif entity not in expected:
            yield f"{ENTITY} {entity!r}: found, not expected"
        else:
            for column, left, right in zip(COLUMNS, expected[entity], found[entity]):
                if not agree(column, left, right):
                    yield f"{column} of {ENTITY} {entity!r}: expected {left!r}, found {right!r}"


def report(name, expected, found):
    """Prints how a table compares and returns whether it agrees."""
    lines = list(differences(expected, found))
    for line in lines[:MOST_PRINTED]:
        print(f"{name}: {line}")
    if lines:
        print(f"{name}: differs from the expected table in {len(lines)} places")
    else:
        print(f"{name}: all {len(expected)} x {len(COLUMNS)} cells agree")
    return not lines


def main(expected_path, *found_paths):
    expected = read_table(Path(expected_path))
    if not expected:
        sys.exit(f"{expected_path}: no rows")
    results = [report(Path(path).name, expected, read_table(Path(path))) for path in found_paths]
    return 0 if all(results) else 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
