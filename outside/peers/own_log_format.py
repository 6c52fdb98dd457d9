"""The gateway's log with Polars: what outside/own_log_format does, as far as a table goes."""

import io

import polars as pl

LOG = """\
# gateway 7 started
2024-03-01T09:00:00Z|ada|payment|9.99
2024-03-01T09:00:04Z|bob|payment|9.99
2024-03-09T18:30:00Z|bob|refund|9.99
# connection lost
2024-03-10T00:00:00Z||probe|
2024-04-01T09:00:00Z|ada|payment|9.99
2024-04-02T11:45:00Z|bob|account closed|
"""

lines = LOG.splitlines()
rows = pl.read_csv(
    io.StringIO(LOG),
    separator="|",
    has_header=False,
    comment_prefix="#",
    new_columns=["at", "account", "what", "amount"],
).with_columns(pl.col("at").str.to_datetime(time_zone="UTC"))
kept = rows.drop_nulls(["at", "account", "what"])
print(f"{len(lines)} rows read\n{len(kept)} kept\n{len(lines) - len(kept)} dropped")
print(f"unparsable {len(lines) - len(rows)}, guests {len(rows) - len(kept)}")

april = pl.datetime(2024, 4, 1, time_zone="UTC")
bob = kept.filter((pl.col("account") == "bob") & (pl.col("at") < april)).sort("at")
for at, what in bob.select("at", "what").iter_rows():
    print(f"bob before April: {what} at {at.isoformat()}")
