"""Counts the events of each page in an event store with DuckDB and with Polars.

Usage: store_query.py STORE [COLUMN], where COLUMN is the schema's name for the kind of an event
(default page). Exits with 1 where the two disagree.
"""

import sys
from pathlib import Path

import duckdb
import polars as pl


def count_with_duckdb(files, column):
    query = f"""
        SELECT "{column}", count(*)
        FROM read_parquet(?, hive_partitioning = true)
        GROUP BY ALL"""
    return dict(duckdb.execute(query, [files]).fetchall())


def count_with_polars(files, column):
    events = pl.scan_parquet(files, hive_partitioning=True)
    counts = events.group_by(column).agg(n_events=pl.len()).collect(engine="streaming")
    return dict(counts.rows())


def print_table(column, by_duckdb, by_polars):
    kinds = sorted(by_duckdb.keys() | by_polars.keys(), key=lambda kind: (kind is None, kind))
    width = max(len(str(kind)) for kind in [column, *kinds, "all events"])
    print(f"{column:<{width}}  {'duckdb':>12}  {'polars':>12}")
    for kind in kinds:
        counts = by_duckdb.get(kind, 0), by_polars.get(kind, 0)
        mark = "" if counts[0] == counts[1] else "  differs"
        print(f"{kind!s:<{width}}  {counts[0]:>12,}  {counts[1]:>12,}{mark}")
    totals = sum(by_duckdb.values()), sum(by_polars.values())
    print(f"{'all events':<{width}}  {totals[0]:>12,}  {totals[1]:>12,}")


def main(store, column="page"):
    events = Path(store) / "events"
    if next(events.rglob("*.parquet"), None) is None:
        sys.exit(f"{store} holds no events/**/*.parquet")
    files = str(events / "**" / "*.parquet")
    by_duckdb = count_with_duckdb(files, column)
    by_polars = count_with_polars(files, column)
    print_table(column, by_duckdb, by_polars)
    if by_duckdb != by_polars:
        sys.exit("DuckDB and Polars count differently")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
