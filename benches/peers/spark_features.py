"""Computes the reference features of a Sparkify log with Spark on this machine.

Usage: spark_features.py LOG OUT, where OUT becomes a directory of CSV parts and LOG may be gzip
(which Spark reads with one thread).

The fastest of the ways tried on a log of 1.2 GB, once each on a busy machine: keep the events in
Spark's cache. Parsing the log for each of the steps instead took 10 % longer,
`count(DISTINCT ...)` in place of `collect_set` half as long again, and one pass that collects
arrays per session a fifth more processor time; an uncompressed cache brought nothing.
"""

import os
import sys
import time

STARTED = time.perf_counter()

from pyspark.sql import SparkSession
from pyspark.sql.functions import max as greatest

from reference import COLUMNS, DAY_MILLIS, ENTITY, LOOKBACK_DAYS, PAGES

SCHEMA = (
    "ts BIGINT, userId STRING, sessionId BIGINT, page STRING, auth STRING, level STRING, "
    "registration BIGINT, gender STRING, artist STRING, song STRING, length DOUBLE"
)
NOT_GUEST = """userId <> '' AND registration IS NOT NULL
               AND coalesce(auth, '') NOT IN ('Logged Out', 'Guest')"""


def start_session():
    threads = int(os.environ.get("PEERS_THREADS", "2"))
    builder = SparkSession.builder.master(f"local[{threads}]")
    settings = {
        "spark.driver.memory": "12g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        # Bounds the threads of the garbage collector and the compiler too.
        "spark.driver.extraJavaOptions": f"-XX:ActiveProcessorCount={threads}",
        "spark.sql.shuffle.partitions": 2 * threads,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def n_distinct_of_songs(name):
    return f"size(collect_set(CASE WHEN page = 'NextSong' THEN {name} END)) AS distinct_{name}s"


def per_user(cutoff):
    recent = [
        f"count_if(page = 'NextSong' AND ts >= {cutoff - days * DAY_MILLIS}) AS songs_{days}d"
        for days in LOOKBACK_DAYS
    ]
    pages = [f"count_if(page = '{page}') AS {name}" for name, page in PAGES.items()]
    return f"""
        SELECT userId,
               any_value(gender, true) AS gender,
               max(registration) AS registration,
               min(ts) AS first_ts,
               max(ts) AS last_ts,
               max_by(level, ts) AS last_level,
               count(*) AS n_events,
               count_if(level = 'paid') / count(*) AS paid_share,
               count_if(page = 'NextSong') AS songs,
               coalesce(sum(length), 0) AS listen_seconds,
               {n_distinct_of_songs("artist")},
               {n_distinct_of_songs("song")},
               size(collect_set(ts div {DAY_MILLIS})) AS active_days,
               {", ".join(recent + pages)}
        FROM events
        GROUP BY userId"""


PER_SESSION = """
        SELECT userId, min(ts) AS start, max(ts) AS stop, count_if(page = 'NextSong') AS songs
        FROM events
        GROUP BY userId, sessionId"""

PER_USER_SESSIONS = """
        SELECT userId,
               count(*) AS n_sessions,
               avg(songs) AS mean_session_songs,
               max(songs) AS max_session_songs,
               stddev_pop(songs) AS std_session_songs,
               avg(stop - start) / 1000 AS mean_session_seconds,
               max(stop - start) / 1000 AS max_session_seconds,
               avg(gap) / 1000 AS mean_gap_seconds
        FROM (SELECT *, start - lag(stop) OVER (PARTITION BY userId ORDER BY start) AS gap
              FROM sessions)
        GROUP BY userId"""


def features(cutoff):
    return f"""
        WITH users AS ({per_user(cutoff)}),
             sessions AS ({PER_SESSION}),
             user_sessions AS ({PER_USER_SESSIONS})
        SELECT {", ".join((ENTITY, *COLUMNS))}
        FROM users JOIN user_sessions USING (userId)"""


def main(log, out):
    session = start_session()
    print("startup_seconds", time.perf_counter() - STARTED)
    events = session.read.schema(SCHEMA).json(log).where(NOT_GUEST).drop("auth").cache()
    cutoff = events.agg(greatest("ts")).first()[0] + 1
    events.createOrReplaceTempView("events")
    session.sql(features(cutoff)).write.csv(out, header=True)
    session.stop()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
