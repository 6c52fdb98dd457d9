"""The video service's log with Polars: what outside/own_schema does, without the samples."""

import json

import polars as pl

LOG = """\
{"account":17,"at":"2024-03-01T20:15:00Z","action":"play","visit":"v1","subscription":"gold","secs":5400}
{"account":17,"at":"2024-03-01T21:50:00Z","action":"rate","visit":"v1","subscription":"gold"}
{"account":"","at":"2024-03-02T08:00:00Z","action":"landing page"}
{"account":29,"at":"2024-03-03T19:00:00Z","action":"play","visit":"v7","subscription":"free","secs":"1260"}
{"account":29,"at":"2024-03-03T19:00:00Z","action":"play","visit":"v7","subscription":"free","secs":"1260"}
{"account":29,"at":"yesterday","action":"play","visit":"v8","subscription":"free","secs":60}
{"account":29,"at":"2024-03-09T10:00:00Z","action":"account closed","visit":"v9","subscription":"free"}
"""

# `read_ndjson` refuses accounts that are numbers here and text there, so each value becomes text
# on the way in.
NAMES = ["account", "at", "action", "visit", "subscription", "secs"]
text = [{name: None if name not in row else str(row[name]) for name in NAMES}
        for row in map(json.loads, LOG.splitlines())]
raw = pl.DataFrame(text, schema={name: pl.String for name in NAMES})
rows = raw.with_columns(
    pl.col("at").str.to_datetime(time_zone="UTC", strict=False),
    pl.col("secs").cast(pl.Float64, strict=False),
).rename({"subscription": "plan"})
guests = rows.filter(pl.col("account") == "")
bad = rows.filter((pl.col("account") != "") & (pl.col("at").is_null() | pl.col("action").is_null()))
usable = rows.filter((pl.col("account") != "") & pl.col("at").is_not_null())
kept = usable.unique(maintain_order=True)
print(f"{len(rows)} rows read\n{len(kept)} kept\n{len(rows) - len(kept)} dropped")
print(f"guest {len(guests)}, bad_value {len(bad)}, duplicate {len(usable) - len(kept)}")
for row in bad.with_row_index().iter_rows(named=True):
    print("bad:", row)
for action, count in kept.group_by("action").len().sort("action").iter_rows():
    print(count, action)
