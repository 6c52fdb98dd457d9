#!/usr/bin/env python3
"""Labels of a Sparkify log in SQL, by DuckDB, beside refrain's: times, and every row compared.

Cancellation within ten days, every seven days, among those seen and not gone. Two threads each, in
turns; both read the log. Exit codes: 0 done, 1 a row differs, 2 the command line is wrong.
"""

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import environment

ROWS = r"""
CREATE TABLE events AS
  SELECT userId AS entity, make_timestamp(ts * 1000) AS happened, page AS kind
  FROM read_json(?, format = 'newline_delimited',
    columns = {ts: 'BIGINT', userId: 'VARCHAR', page: 'VARCHAR', auth: 'VARCHAR', registration: 'BIGINT'})
  WHERE userId <> '' AND registration IS NOT NULL AND auth NOT IN ('Logged Out', 'Guest');
"""

# What refrain.labels does in one call, as one would write it by hand.
LABELS = r"""
WITH bounds AS (
  SELECT min(happened) AS first, max(happened) + INTERVAL 1 MILLISECOND AS log_end FROM events
), cutoffs AS (
  SELECT unnest(generate_series(date_trunc('day', first) + INTERVAL 7 DAY, log_end, INTERVAL 7 DAY)) AS cutoff
  FROM bounds
), at_risk AS (
  SELECT entity, cutoff
  FROM cutoffs JOIN events ON happened < cutoff
  GROUP BY entity, cutoff
  HAVING count(*) FILTER (kind = 'Cancellation Confirmation') = 0
), outcomes AS (
  SELECT entity, cutoff, min(happened) AS churned_at
  FROM at_risk LEFT JOIN events USING (entity)
  WHERE kind = 'Cancellation Confirmation' AND happened >= cutoff AND happened < cutoff + INTERVAL 10 DAY
  GROUP BY entity, cutoff
)
SELECT entity, cutoff,
  CASE WHEN churned_at IS NOT NULL THEN 'churned'
       WHEN cutoff + INTERVAL 10 DAY <= log_end THEN 'retained'
       ELSE 'censored' END AS outcome
FROM at_risk LEFT JOIN outcomes USING (entity, cutoff), bounds
ORDER BY entity, cutoff
"""


def in_sql(log):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(ROWS, [str(log)])
    return connection.execute(LABELS).fetchall()


def in_refrain(program, log, directory):
    import duckdb

    out = Path(directory) / "labels.parquet"
    command = [program, "labels", log, "--every", "7d", "--horizon", "10d", "--threads", "2", "-o", out]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    rows = duckdb.execute(
        "SELECT userId, CAST(cutoff AT TIME ZONE 'UTC' AS TIMESTAMP), outcome "
        f"FROM '{out}' ORDER BY 1, 2").fetchall()
    return seconds, rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path, help="the program refrain")
    parser.add_argument("log", type=Path, help="Sparkify log, JSON lines")
    parser.add_argument("--repeat", type=int, default=3, help="runs, of which the median counts")
    given = parser.parse_args()
    seconds = {"SQL": [], "refrain": []}
    for _ in range(given.repeat):
        start = time.perf_counter()
        expected = in_sql(given.log)
        seconds["SQL"].append(time.perf_counter() - start)
        with tempfile.TemporaryDirectory() as directory:
            elapsed, found = in_refrain(given.program, given.log, directory)
            seconds["refrain"].append(elapsed)
        if found != expected:
            differing = [pair for pair in zip(expected, found) if pair[0] != pair[1]]
            sys.exit(f"{len(expected)} rows in SQL, {len(found)} in refrain; first: {differing[:3]}")
    for name, runs in seconds.items():
        print(f"{name:<8} {median(runs):6.2f} s")
    print(f"{len(expected)} labels alike; {len(LABELS.strip().splitlines())} lines of SQL")


if __name__ == "__main__":
    if importlib.util.find_spec("duckdb") is None:
        python = environment.prepare(["duckdb"])
        sys.exit(subprocess.call([python, __file__, *sys.argv[1:]]))
    main()
