#!/usr/bin/env python3
"""Writes the log of a small shop, and refrain's columns for shops and kept attributes by DuckDB.

The SQL follows the descriptions that the columns carry. Sums are exact: amounts are quarters.
See README.md beside this file.
"""

import argparse
import csv
import importlib.util
import os
import random
from datetime import datetime, timedelta
from pathlib import Path

import environment

CUTOFFS = ["2024-02-20T00:00:00Z", "2024-04-01T13:45:00Z", "2024-05-01T00:00:00Z"]
START = datetime(2024, 1, 1)
HEADER = ["customer", "at", "kind", "revenue", "pieces", "country", "seats"]
KINDS = ["purchase"] * 5 + ["return", "invoice", "view", "view"]
MINUTES = 120 * 24 * 60


def event(chance, customer, minute):
    kind = chance.choice(KINDS)
    sign = {"purchase": 1, "return": -1}.get(kind)
    pieces = sign * chance.randint(1, 12) if sign else ""
    revenue = pieces * chance.randint(1, 80) / 4 if sign else ""
    country = chance.choice(["GB", "GB", "GB", "FR", "DE", ""])
    seats = chance.randint(1, 9) if kind in ("purchase", "invoice") and chance.random() < 0.7 else ""
    at = (START + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [customer, at, kind, revenue, pieces, country, seats]


def write_log(path):
    chance = random.Random(11)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for customer in range(1, 25):
            minutes = sorted(chance.sample(range(MINUTES), chance.choice([1, 2, 8, 20, 40])))
            # Two events of one minute have an order only by their lines, so there are none.
            writer.writerows(event(chance, f"c{customer}", minute) for minute in minutes)


def last(days):
    return f"moment >= cutoff - INTERVAL {days} DAY"


BOUGHT = "kind = 'purchase'"
KNOWN = "greatest(date_diff('millisecond', first_at, cutoff) / 86400000.0, 1)"


def per_day(total, days):
    """Totals of a lookback per day known of it."""
    known = f"date_diff('millisecond', greatest(first_at, cutoff - INTERVAL {days} DAY), cutoff)"
    return f"{total} / greatest({known} / 86400000.0, 1)"


def total(column, days, where="true"):
    return f"coalesce(sum({column}) FILTER ({last(days)} AND {where}), 0)"


def amounts(column):
    name = f"sum_{column}_of_events"
    whole = f"coalesce(sum({column}), 0)"
    return {
        f"{name}_30d": total(column, 30),
        f"{name}_90d": total(column, 90),
        f"{name}_30d_against_90d": f"{per_day(total(column, 30), 30)} - {per_day(total(column, 90), 90)}",
        f"mean_{column}_of_events_90d": f"avg({column}) FILTER ({last(90)})",
        name: whole,
        f"{name}_per_day_with_purchase": f"{whole} / nullif(count(DISTINCT day) FILTER ({BOUGHT}), 0)",
        f"{name}_per_day": f"{whole} / {KNOWN}",
    }


def seats(kind):
    of = f"kind = '{kind}'"
    name = f"sum_seats_of_{kind}"
    known = f"{last(30)} AND {of} AND seats IS NOT NULL"
    return {
        f"last_seats_of_{kind}_30d": f"arg_max(seats, moment) FILTER ({known})",
        f"mean_seats_of_{kind}_30d": f"avg(seats) FILTER ({known})",
        f"{name}_7d": total("seats", 7, of),
        f"{name}_14d": total("seats", 14, of),
        f"{name}_30d": total("seats", 30, of),
        f"{name}_7d_against_30d": f"{per_day(total('seats', 7, of), 7)} - {per_day(total('seats', 30, of), 30)}",
    }


SPAN = f"(max(day) FILTER ({BOUGHT}) - min(day) FILTER ({BOUGHT}))"
N_DAYS = f"count(DISTINCT day) FILTER ({BOUGHT})"
GAP = f"({SPAN} / nullif({N_DAYS} - 1, 0)::DOUBLE)"
COLUMNS = {
    "days_with_purchase": N_DAYS,
    "days_with_purchase_90d": f"count(DISTINCT day) FILTER ({BOUGHT} AND {last(90)})",
    "days_from_first_to_last_purchase_day": SPAN,
    "days_since_first_purchase_day": f"cutoff::DATE - min(day) FILTER ({BOUGHT})",
    "mean_gap_of_days_with_purchase": GAP,
    "days_since_last_purchase_day_per_mean_gap": f"(cutoff::DATE - max(day) FILTER ({BOUGHT})) / {GAP}",
    **amounts("revenue"),
    **amounts("pieces"),
    "share_of_negative_revenue_events": "count(*) FILTER (revenue < 0) / count(*)::DOUBLE",
    "last_country": "arg_max(country, moment) FILTER (country IS NOT NULL)",
    "changes_of_country_30d": f"count(*) FILTER (country <> stated_before AND {last(30)})",
    "distinct_country_of_events_30d": f"count(DISTINCT country) FILTER ({last(30)})",
    "share_of_commonest_country_30d": f"""
        list_max(map_values(histogram(country) FILTER (country IS NOT NULL AND {last(30)})))
        / nullif(count(country) FILTER ({last(30)}), 0)::DOUBLE""",
    **seats("purchase"),
    **seats("invoice"),
}


def statement(log):
    cutoffs = ", ".join(f"(TIMESTAMP '{cutoff[:-1]}')" for cutoff in CUTOFFS)
    columns = ",\n".join(f"{sql} AS {name}" for name, sql in COLUMNS.items())
    # The value stated before: DuckDB's lag passes over the events that state none.
    return f"""
    WITH rows AS (
        SELECT customer, "at"::TIMESTAMP AS moment, moment::DATE AS day, kind,
               revenue::DOUBLE AS revenue, pieces::DOUBLE AS pieces, nullif(country, '') AS country,
               seats::DOUBLE AS seats
        FROM read_csv('{log}', header = true, all_varchar = true)
    ), seen AS (
        SELECT cutoff, rows.*, min(moment) OVER (PARTITION BY cutoff, customer) AS first_at,
               lag(country IGNORE NULLS) OVER (PARTITION BY cutoff, customer ORDER BY moment) AS stated_before
        FROM (VALUES {cutoffs}) AS c(cutoff) JOIN rows ON moment < cutoff
    )
    SELECT customer, strftime(cutoff, '%Y-%m-%dT%H:%M:%SZ') AS cutoff, {columns}
    FROM (SELECT * FROM seen) GROUP BY customer, cutoff, first_at ORDER BY customer, cutoff
    """


def shortest(value):
    return "" if value is None else f"{value:.11g}" if isinstance(value, float) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path, help="where shop_log.csv and shop_in_sql.csv go")
    options = parser.parse_args()
    if importlib.util.find_spec("duckdb") is None:
        python = environment.prepare(["duckdb"])
        os.execv(python, [python, __file__, str(options.directory)])
    import duckdb

    log = options.directory / "shop_log.csv"
    write_log(log)
    found = duckdb.sql(statement(log))
    with (options.directory / "shop_in_sql.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(found.columns)
        writer.writerows([shortest(value) for value in row] for row in found.fetchall())


if __name__ == "__main__":
    main()
