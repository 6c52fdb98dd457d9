"""The columns of refrain's `standard` set as DuckDB SQL over the raw JSON of a Sparkify log.

Written from the description that each column carries in refrain's Parquet and from the public
documentation of its terms, not from the code that computes them.
"""

from reference import DAY_MILLIS

KEYS = ("userId", "cutoff")
HOUR_MILLIS = 3_600_000


def text(value):
    return "'" + value.replace("'", "''") + "'"


SCHEMA = {
    "ts": "BIGINT",
    "userId": "VARCHAR",
    "sessionId": "BIGINT",
    "page": "VARCHAR",
    "auth": "VARCHAR",
    "method": "VARCHAR",
    "status": "BIGINT",
    "level": "VARCHAR",
    "itemInSession": "BIGINT",
    "location": "VARCHAR",
    "userAgent": "VARCHAR",
    "lastName": "VARCHAR",
    "firstName": "VARCHAR",
    "registration": "BIGINT",
    "gender": "VARCHAR",
    "artist": "VARCHAR",
    "song": "VARCHAR",
    "length": "DOUBLE",
}
SONG = "page = 'NextSong'"
PAGES = (
    "Thumbs Up",
    "Thumbs Down",
    "Add to Playlist",
    "Add Friend",
    "Roll Advert",
    "Error",
    "Help",
    "Home",
    "Logout",
    "Settings",
    "Save Settings",
    "About",
    "Upgrade",
    "Downgrade",
    "Submit Upgrade",
    "Submit Downgrade",
)
EXPOSURE = "page IN ('Settings', 'Thumbs Down', 'Roll Advert', 'Downgrade')"
KINDS = {"songs": SONG} | {
    page.lower().replace(" ", "_"): f"page = {text(page)}" for page in PAGES
}
# https://www2.census.gov/geo/pdfs/maps-data/maps/reference/us_regdiv.pdf
DIVISIONS = {
    "New England": "CT ME MA NH RI VT",
    "Middle Atlantic": "NJ NY PA",
    "East North Central": "IL IN MI OH WI",
    "West North Central": "IA KS MN MO NE ND SD",
    "South Atlantic": "DE DC FL GA MD NC SC VA WV",
    "East South Central": "AL KY MS TN",
    "West South Central": "AR LA OK TX",
    "Mountain": "AZ CO ID MT NV NM UT WY",
    "Pacific": "AK CA HI OR WA",
}

# What a user agent holds and what it tells, the first that fits.
SYSTEMS = {
    "iPhone": "iOS",
    "iPad": "iOS",
    "Android": "Android",
    "CrOS": "Chrome OS",
    "Macintosh": "Mac OS X",
    "Windows": "Windows",
    "Linux": "Linux",
}
BROWSERS = {
    "Edge/": "Edge",
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
    "Trident/": "Internet Explorer",
}
DEVICES = {"iPad": "tablet", "iPhone": "phone", "Android%Mobile": "phone", "Android": "tablet"}


def events(log):
    """Rows of customers, without exact duplicates, numbered in the order of each customer."""
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in SCHEMA.items())
    return f"""
        SELECT *, row_number() OVER (PARTITION BY userId ORDER BY ts, sessionId, itemInSession) AS n
        FROM (SELECT DISTINCT * FROM read_json({text(log)}, format = 'newline_delimited',
                                               auto_detect = false, columns = {{{columns}}}))
        WHERE userId <> '' AND registration IS NOT NULL
          AND coalesce(auth, '') NOT IN ('Logged Out', 'Guest')"""


# What each row says in the light of the rows before it; rows after a cutoff change none of it. A
# song follows a song after exactly its whole seconds: what comes sooner cut it short.
TOLD = f"""
        SELECT *,
               level <> lag(level) OVER customer AS changes_plan,
               {SONG} AND count(artist) FILTER ({SONG}) OVER of_artist = 1 AS new_artist,
               {SONG} AND count(song) FILTER ({SONG}) OVER of_song = 1 AS new_song,
               lag(page) OVER customer = 'NextSong'
                 AND ts - lag(ts) OVER customer < 1000 * floor(lag(length) OVER customer) AS skips
        FROM events
        WINDOW customer AS (PARTITION BY userId ORDER BY n),
               of_artist AS (PARTITION BY userId, artist ORDER BY n),
               of_song AS (PARTITION BY userId, song ORDER BY n)"""

# One copy of each row for every cutoff after it; `until` is the next row's time or the cutoff,
# `n_of_plan` the number of the row that the last plan began with.
HISTORY = """
        SELECT *,
               coalesce(lead(ts) OVER (PARTITION BY userId, cutoff ORDER BY n), cutoff) AS until,
               coalesce(max(n) FILTER (changes_plan) OVER (PARTITION BY userId, cutoff), 1)
                 AS n_of_plan
        FROM told JOIN cutoffs ON ts < cutoff"""


def since(days):
    return f"ts >= cutoff - {days * DAY_MILLIS}"


def before(days):
    """The lookback of that many days before the last one of as many."""
    return f"ts < cutoff - {days * DAY_MILLIS} AND {since(2 * days)}"


def number(condition):
    return f"count(*) FILTER ({condition})"


def known(days):
    """Days of the lookback since the first event, at least one."""
    return f"greatest(1, least({days}, (cutoff - min(ts)) / {DAY_MILLIS}))"


KNOWN_DAYS = f"greatest(1, (cutoff - min(ts)) / {DAY_MILLIS})"


def per(count, total):
    return f"{count} / nullif({total}, 0)"


def active_days(condition):
    return f"count(DISTINCT ts // {DAY_MILLIS}) FILTER ({condition})"


def sessions(condition):
    return f"count(DISTINCT sessionId) FILTER ({condition})"


def days_since(condition):
    return f"(cutoff - max(ts) FILTER ({condition})) / {DAY_MILLIS}"


def entropy(value, condition):
    """By definition: the built-in one ends in -6e-16 where it should in 0, and is 0 of nothing."""
    counts = f"map_values(histogram({value}) FILTER ({condition}))"
    share = f"count / {number(condition)}"
    return f"list_sum([-({share}) * ln({share}) FOR count IN {counts}])"


def plan_days(level, days):
    start = f"greatest(ts, cutoff - {days * DAY_MILLIS})"
    time = f"greatest(until - {start}, 0)"
    return f"coalesce(sum({time}) FILTER (level = '{level}'), 0) / {DAY_MILLIS}"


def trend(measure):
    return f"{measure(since(7))} / {known(7)} - {measure(since(30))} / {known(30)}"


def against_before(measure):
    return f"{measure(since(14))} - {measure(before(14))}"


def told_by_agent(marks):
    cases = " ".join(f"WHEN agent LIKE '%{mark}%' THEN '{name}'" for mark, name in marks.items())
    return f"CASE {cases} END"


def profile():
    divisions = " ".join(
        f"WHEN state IN ({', '.join(map(text, states.split()))}) THEN {text(division)}"
        for division, states in DIVISIONS.items()
    )
    return f"""
        SELECT * EXCLUDE (agent), CASE {divisions} END AS division
        FROM (SELECT userId, cutoff,
                     arg_max(gender, n) AS last_gender,
                     arg_max(userAgent, n) AS agent,
                     {told_by_agent(SYSTEMS)} AS os,
                     {told_by_agent(BROWSERS)} AS browser,
                     coalesce({told_by_agent(DEVICES)}, 'desktop') AS device,
                     nullif(regexp_extract(arg_max(location, n), ', ([A-Z]{{2}})', 1), '') AS state,
                     strftime(epoch_ms(CASE WHEN max(registration) < cutoff
                                            THEN max(registration) END), '%Y-%m')
                       AS registration_cohort
              FROM history GROUP BY userId, cutoff)"""


def time_columns():
    recent = since(30)
    hours = f"(ts // {HOUR_MILLIS}) % 24"
    quarters = enumerate(("night", "morning", "afternoon", "evening"))
    weekday = "isodow(epoch_ms(ts))"
    return {
        "recency_days": days_since("true"),
        "tenure_days": f"(cutoff - least(min(registration), min(ts))) / {DAY_MILLIS}",
        **{f"active_days_{days}d": active_days(since(days)) for days in (7, 14, 30)},
        "share_of_active_days_30d": f"least(1, {active_days(recent)} / {known(30)})",
        "entropy_of_hours_30d": entropy(hours, recent),
        "entropy_of_weekdays_30d": entropy(weekday, recent),
        "entropy_of_kinds_30d": entropy("page", recent),
        **{
            f"share_of_{quarter}_events_30d": per(
                number(f"{recent} AND {hours} // 6 = {index}"), number(recent)
            )
            for index, quarter in quarters
        },
        "share_of_weekend_events_30d": per(number(f"{recent} AND {weekday} > 5"), number(recent)),
        "known_days": KNOWN_DAYS,
    }


def subscription_columns():
    paid = "level = 'paid'"
    of_plan = "n >= n_of_plan"
    days_of_plan = f"greatest(1, (cutoff - min(ts) FILTER ({of_plan})) / {DAY_MILLIS})"
    return {
        "is_paid": "CAST(arg_max(level, n) = 'paid' AS INTEGER)",
        "ever_paid_event": f"CAST(bool_or({paid}) AS INTEGER)",
        "days_since_plan_change": days_since("changes_plan"),
        "share_of_paid_events_30d": per(number(f"{paid} AND {since(30)}"), number(since(30))),
        "plan_changes": number("changes_plan"),
        "events_per_day_since_plan_change": f"{number(of_plan)} / {days_of_plan}",
        **{
            f"{level}_days_{days}d": plan_days(level, days)
            for level in ("paid", "free")
            for days in (30, 60)
        },
    }


def length(days):
    return f"coalesce(sum(length) FILTER ({SONG} AND {since(days)}), 0)"


def volume_columns():
    songs = number(f"{SONG} AND {since(30)}")

    def distinct(name, days):
        return f"count(DISTINCT {name}) FILTER ({SONG} AND {since(days)})"

    def of_values(name):
        return {
            f"distinct_{name}_of_songs_7d": distinct(name, 7),
            f"distinct_{name}_of_songs_30d": distinct(name, 30),
            f"distinct_{name}_of_songs_per_song_30d": per(distinct(name, 30), songs),
            f"new_{name}_of_songs_per_song_30d": per(number(f"new_{name} AND {since(30)}"), songs),
        }

    return {
        **{f"events_{days}d": number(since(days)) for days in (1, 3, 7, 14, 30)},
        "events_per_active_day_30d": per(number(since(30)), active_days(since(30))),
        **{f"sum_length_of_songs_{days}d": length(days) for days in (7, 14, 30)},
        "sum_length_of_songs_per_active_day_30d": per(length(30), active_days(since(30))),
        "mean_length_of_songs_30d": f"avg(length) FILTER ({SONG} AND {since(30)})",
        **of_values("artist"),
        **of_values("song"),
        **{f"sessions_{days}d": sessions(since(days)) for days in (7, 14, 30)},
        "sessions_per_active_day_30d": per(sessions(since(30)), active_days(since(30))),
        "sessions": sessions("true"),
        "sessions_per_day": per(sessions("true"), KNOWN_DAYS),
    }


def behaviour_columns(name, kind):
    recent = number(f"{kind} AND {since(30)}")
    columns = {f"{name}_{days}d": number(f"{kind} AND {since(days)}") for days in (7, 14, 30)}
    columns[f"{name}_per_active_day_30d"] = per(recent, active_days(since(30)))
    if name != "songs":
        columns[f"{name}_per_song_30d"] = per(recent, number(f"{SONG} AND {since(30)}"))
    return columns


def habit_columns():
    """Of the whole history."""
    songs = number(SONG)
    others = KINDS | {"skips": "skips"}
    del others["songs"]
    return {
        **{name: number(kind) for name, kind in KINDS.items()},
        "songs_per_day": per(songs, KNOWN_DAYS),
        **{f"{name}_per_song": per(number(kind), songs) for name, kind in others.items()},
    }


def exposure_columns():
    def exposures(days):
        return number(f"{EXPOSURE} AND {since(days)}")

    return {
        **{f"exposures_{days}d": exposures(days) for days in (1, 7, 30)},
        "exposures_per_day_30d": f"{exposures(30)} / {known(30)}",
        "days_since_last_exposure": days_since(EXPOSURE),
        "exposures": number(EXPOSURE),
        "exposures_per_day": per(number(EXPOSURE), KNOWN_DAYS),
        "exposures_per_song": per(number(EXPOSURE), number(SONG)),
    }


def trend_columns():
    def of(kind):
        return lambda condition: number(f"{kind} AND {condition}")

    measures = {"events": number, "active_days": active_days, "sessions": sessions}
    measures |= {name: of(kind) for name, kind in KINDS.items()}
    before = ("events", "songs", "active_days", "sessions")
    return {
        **{f"{name}_7d_against_30d": trend(measure) for name, measure in measures.items()},
        **{f"{name}_14d_against_before": against_before(measures[name]) for name in before},
    }


def per_user():
    skips = number(f"skips AND {since(30)}")
    songs = number(f"{SONG} AND {since(30)}")
    up, down = (number(f"{KINDS[name]} AND {since(30)}") for name in ("thumbs_up", "thumbs_down"))
    columns = {
        **time_columns(),
        **subscription_columns(),
        **volume_columns(),
        **{
            f"days_since_last_{name}": days_since(KINDS[name])
            for name in ("submit_downgrade", "submit_upgrade")
        },
        "skips_30d": skips,
        "skips_per_song_30d": per(skips, songs),
        "balance_of_thumbs_up_and_thumbs_down_30d": per(f"({up} - {down})", f"({up} + {down})"),
        **exposure_columns(),
        **trend_columns(),
    }
    for name, kind in KINDS.items():
        columns |= behaviour_columns(name, kind)
    columns |= habit_columns()
    listed = ",\n".join(f"{expression} AS {name}" for name, expression in columns.items())
    return f"SELECT userId, cutoff, {listed} FROM history GROUP BY userId, cutoff"


# Mean, standard deviation and greatest gap of the UTC days with an event.
GAPS = f"""
        SELECT userId, cutoff,
               avg(gap) AS mean_gap_of_active_days_30d,
               stddev_pop(gap) AS std_gap_of_active_days_30d,
               max(gap) AS max_gap_of_active_days_30d
        FROM (SELECT userId, cutoff,
                     day - lag(day) OVER (PARTITION BY userId, cutoff ORDER BY day) AS gap
              FROM (SELECT DISTINCT userId, cutoff, ts // {DAY_MILLIS} AS day
                    FROM history WHERE {since(30)}))
        GROUP BY userId, cutoff"""


def session_parts():
    """What of each session lies within each lookback."""
    hours = ", ".join(
        f"(max(ts) FILTER ({since(days)}) - min(ts) FILTER ({since(days)})) / {HOUR_MILLIS}"
        f" AS hours_{days}d"
        for days in (7, 14, 30)
    )
    return f"""
        SELECT userId, cutoff, min(ts) AS ts, min(n) AS n, max(ts) AS stop,
               count(*) FILTER ({SONG}) AS songs,
               (max(ts) - min(ts)) / 1000 AS seconds,
               (lead(min(ts)) OVER sessions - max(ts)) / {HOUR_MILLIS} AS gap,
               bool_or({EXPOSURE}) AS exposed,
               bool_or({KINDS["downgrade"]}) AND NOT bool_or({KINDS["submit_downgrade"]})
                 AS only_downgrade,
               bool_or({KINDS["upgrade"]}) AND NOT bool_or({KINDS["submit_upgrade"]})
                 AS only_upgrade,
               {hours}
        FROM history GROUP BY userId, cutoff, sessionId
        WINDOW sessions AS (PARTITION BY userId, cutoff ORDER BY min(n))"""


def per_user_sessions():
    hours = {f"session_hours_{days}d": f"coalesce(sum(hours_{days}d), 0)" for days in (7, 14, 30)}
    columns = {
        **hours,
        "sessions_with_exposure_30d": number(f"exposed AND {since(30)}"),
        "sessions_with_downgrade_without_submit_downgrade_30d": number(
            f"only_downgrade AND {since(30)}"
        ),
        "sessions_with_upgrade_without_submit_upgrade_30d": number(f"only_upgrade AND {since(30)}"),
    }
    names = {"session_songs": "songs", "session_seconds": "seconds", "session_gap": "gap"}
    for name, value in names.items():
        for word, function in (("mean", "avg"), ("std", "stddev_pop"), ("max", "max")):
            columns[f"{word}_{name}_30d"] = f"{function}({value}) FILTER ({since(30)})"
        if value != "gap":
            columns[f"last_{name}_30d"] = f"arg_max({value}, n) FILTER ({since(30)})"
    columns["mean_session_gap"] = "avg(gap)"
    listed = ",\n".join(f"{expression} AS {name}" for name, expression in columns.items())
    return f"SELECT userId, cutoff, {listed} FROM session_parts GROUP BY userId, cutoff"


def slope(value):
    """Of the least-squares line, in whole numbers up to the division: `regr_slope` ends in 1e-17
    where it should in 0. Days count backwards.
    """
    products = f"sum(day) * sum({value}) - count(*) * sum(day * {value})"
    return per(f"({products})", "count(*) * sum(day * day) - sum(day) * sum(day)")


def slopes():
    """The numbers of each 24 hours back from the cutoff, zeros among them."""
    return f"""
        SELECT userId, cutoff,
               {slope("events")} AS slope_of_events_30d,
               {slope("songs")} AS slope_of_songs_30d
        FROM (SELECT userId, cutoff, day, count(ts) AS events,
                     count(ts) FILTER ({SONG}) AS songs
              FROM (SELECT userId, cutoff, unnest(range(least(
                             30, (cutoff - 1 - min(ts)) // {DAY_MILLIS} + 1))) AS day
                    FROM history GROUP BY userId, cutoff)
              LEFT JOIN (SELECT userId, cutoff, ts, page, (cutoff - 1 - ts) // {DAY_MILLIS} AS day
                         FROM history) USING (userId, cutoff, day)
              GROUP BY userId, cutoff, day)
        GROUP BY userId, cutoff"""


def cutoff_times(cutoffs):
    times = ", ".join(f"TIMESTAMPTZ {text(cutoff)}" for cutoff in cutoffs)
    return f"SELECT epoch_ms(unnest([{times}])) AS cutoff"


FEATURES = """
        SELECT * REPLACE (strftime(epoch_ms(cutoff), '%Y-%m-%dT%H:%M:%SZ') AS cutoff),
               session_hours_30d / nullif(active_days_30d, 0) AS session_hours_per_active_day_30d
        FROM profiles JOIN users USING (userId, cutoff)
             JOIN user_sessions USING (userId, cutoff)
             LEFT JOIN gaps USING (userId, cutoff)
             JOIN slopes USING (userId, cutoff)"""


def features(log, cutoffs):
    """The statement of each table, in the order in which they build on each other."""
    return {
        "cutoffs": cutoff_times(cutoffs),
        "events": events(log),
        "told": TOLD,
        "history": HISTORY,
        "profiles": profile(),
        "users": per_user(),
        "session_parts": session_parts(),
        "user_sessions": per_user_sessions(),
        "gaps": GAPS,
        "slopes": slopes(),
        "features": FEATURES,
    }
