"""The helpdesk's features with Polars: those of outside/feature_set_in_toml, each by hand."""

from datetime import datetime, timedelta, timezone

import polars as pl

UTC = timezone.utc
EVENTS = [("ada", 1, "login"), ("ada", 2, "ticket"), ("ada", 6, "login"), ("ada", 27, "login"),
          ("bob", 3, "login"), ("bob", 3, "ticket"), ("bob", 4, "ticket"), ("cleo", 30, "login")]
log = pl.DataFrame(
    [(account, datetime(2024, 3, day, 9, 30, tzinfo=UTC), kind) for account, day, kind in EVENTS],
    schema=["account", "at", "kind"], orient="row",
)
cutoff = datetime(2024, 3, 29, tzinfo=UTC)
past = log.filter(pl.col("at") < cutoff).sort("account", "at")


def count(kind, days):
    since = pl.col("at") >= cutoff - timedelta(days=days)
    return ((pl.col("kind") == kind) & since).sum()


night = (pl.col("at").dt.hour() < 6) & (pl.col("at") >= cutoff - timedelta(days=30))
gaps = pl.col("at").filter(pl.col("kind") == "login").diff().dt.total_seconds().max()
features = past.group_by("account", maintain_order=True).agg(
    count("login", 7).alias("logins_7d"),
    count("ticket", 30).alias("tickets_30d"),
    (count("ticket", 30) / count("login", 30)).alias("tickets_per_login_30d"),
    (gaps / 3600).alias("max_gap_of_logins"),
    night.sum().alias("night_events_30d"),
)
for name in features.columns[1:]:
    print(name)
    for account, value in features.select("account", name).iter_rows():
        print(f"  {account:5}{float('nan') if value is None else value:8.3f}")
