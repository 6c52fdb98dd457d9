//! The 39 reference features of a Sparkify log.

use refrain_core::{Code, Column, ColumnKind, Events, History, Span, TextValues};

use crate::days::active_days;
use crate::sessions::{Session, sessions};
use crate::sum::sum;
use crate::{Feature, Need, Row};

/// Features of a Sparkify log that DuckDB, Polars and Spark compute alike: the common work on
/// which engines are compared, over the history up to the cutoff.
///
/// Their definitions are those of the refrain design. They serve comparison, not prediction:
/// `registration`, `first_ts` and `last_ts` are instants, and `cancelled` is churn itself when
/// the cutoff lies after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reference;

const MAIN: &str = "NextSong";

/// Columns that count the events of one page.
const PAGES: [(&str, &str); 17] = [
    ("thumbs_up", "Thumbs Up"),
    ("thumbs_down", "Thumbs Down"),
    ("add_to_playlist", "Add to Playlist"),
    ("add_friend", "Add Friend"),
    ("roll_advert", "Roll Advert"),
    ("errors", "Error"),
    ("help", "Help"),
    ("home", "Home"),
    ("logout", "Logout"),
    ("settings", "Settings"),
    ("save_settings", "Save Settings"),
    ("about", "About"),
    ("upgrade", "Upgrade"),
    ("downgrade", "Downgrade"),
    ("submit_upgrade", "Submit Upgrade"),
    ("submit_downgrade", "Submit Downgrade"),
    ("cancelled", "Cancellation Confirmation"),
];

const LOOKBACK_DAYS: [u32; 3] = [7, 14, 30];

impl Feature for Reference {
    fn columns(&self) -> Vec<Column> {
        let mut columns = profile_columns();
        columns.extend(volume_columns());
        columns.extend(PAGES.map(|(name, page)| {
            Column::number(name, format!("Events of page {page}")).unit("events").family("page")
        }));
        columns.extend(session_columns());
        columns
    }

    fn needs(&self) -> Vec<Need> {
        let texts = ["gender", "level", "artist", "song"].map(Need::text);
        texts.into_iter().chain([Need::number("length")]).collect()
    }

    fn compute<'a>(&self, history: &History<'a>, row: &mut Row<'a>) {
        let events = history.events();
        put_profile(history, &events, row);
        put_volume(history, &events, row);
        put_pages(&events, row);
        put_sessions(&sessions(&events, Some(events.kind_code(MAIN))), row);
    }
}

fn profile_columns() -> Vec<Column> {
    let category = || ColumnKind::Category(Vec::new());
    let profile = |name: &str, description: &str, kind| {
        Column::number(name, description).kind(kind).family("profile")
    };
    vec![
        profile("gender", "Gender as last stated", category()).missing("never stated"),
        profile("registration", "Latest registration stated", ColumnKind::Instant)
            .missing("never stated"),
        profile("first_ts", "First event", ColumnKind::Instant),
        profile("last_ts", "Last event", ColumnKind::Instant),
        profile("last_level", "Plan at the last event", category()).missing("never stated"),
        profile("n_events", "Events", ColumnKind::Number).unit("events"),
        profile("paid_share", "Share of events on the paid plan", ColumnKind::Number).unit("share"),
    ]
}

fn volume_columns() -> Vec<Column> {
    let volume = |name: &str, description: &str, unit: &str| {
        Column::number(name, description).unit(unit).family("volume")
    };
    let mut columns = vec![
        volume("songs", "Songs played", "events"),
        volume("listen_seconds", "Total length of the songs played", "s"),
        volume("distinct_artists", "Distinct artists of the songs played", "artists"),
        volume("distinct_songs", "Distinct titles of the songs played", "songs"),
        volume("active_days", "UTC days with an event", "days"),
    ];
    columns.extend(LOOKBACK_DAYS.map(|days| {
        let description = format!("Songs played in the {days} days before the cutoff");
        volume(&format!("songs_{days}d"), &description, "events").lookback(Span::from_days(days))
    }));
    columns
}

fn session_columns() -> Vec<Column> {
    let session = |name: &str, description: &str, unit: &str| {
        Column::number(name, description).unit(unit).family("session")
    };
    vec![
        session("n_sessions", "Sessions", "sessions"),
        session("mean_session_songs", "Mean songs of a session", "events").missing("no session"),
        session("max_session_songs", "Most songs of a session", "events").missing("no session"),
        session("std_session_songs", "Population standard deviation of songs", "events")
            .missing("no session"),
        session("mean_session_seconds", "Mean time from first to last event of a session", "s")
            .missing("no session"),
        session("max_session_seconds", "Longest time from first to last event of a session", "s")
            .missing("no session"),
        session("mean_gap_seconds", "Mean time from the end of a session to the next start", "s")
            .missing("fewer than two sessions"),
    ]
}

/// A text attribute that the set needs, so that the log has it.
fn needed<'a>(events: &Events<'a>, attribute: &str) -> TextValues<'a> {
    events.text(attribute).expect("checked against the needs before")
}

fn put_profile<'a>(history: &History<'a>, events: &Events<'a>, row: &mut Row<'a>) {
    let level = needed(events, "level");
    let paid = level.code_of("paid");
    let n_paid = (0..events.len()).filter(|index| level.code(*index) == Some(paid)).count();
    row.category(needed(events, "gender").last());
    row.instant(history.registration());
    row.instant(events.times().first().copied());
    row.instant(events.times().last().copied());
    row.category(level.last());
    row.count(events.len() as u64);
    row.number(n_paid as f64 / events.len() as f64);
}

fn put_volume(history: &History<'_>, events: &Events<'_>, row: &mut Row<'_>) {
    let main = events.kind_code(MAIN);
    let kinds = events.kind_codes();
    let songs: Vec<usize> = (0..kinds.len()).filter(|index| kinds[*index] == main).collect();
    let length = events.number("length").expect("checked against the needs before");
    row.count(songs.len() as u64);
    row.number(sum((0..events.len()).filter_map(|index| length.get(index))));
    row.count(distinct(&needed(events, "artist"), &songs));
    row.count(distinct(&needed(events, "song"), &songs));
    row.count(active_days(events.times()));
    for days in LOOKBACK_DAYS {
        let recent = history.last(Span::from_days(days));
        row.count(recent.kind_codes().iter().filter(|code| **code == main).count() as u64);
    }
}

fn distinct(values: &TextValues<'_>, indices: &[usize]) -> u64 {
    let mut codes: Vec<Code> = indices.iter().filter_map(|index| values.code(*index)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.len() as u64
}

fn put_pages(events: &Events<'_>, row: &mut Row<'_>) {
    let counts = events.kind_counts();
    for (_, page) in PAGES {
        row.count(counts.get(events.kind_code(page)));
    }
}

fn put_sessions(sessions: &[Session], row: &mut Row<'_>) {
    let songs: Vec<f64> = sessions.iter().map(|session| session.n_main as f64).collect();
    let seconds: Vec<f64> = sessions.iter().map(Session::seconds).collect();
    let gap = |pair: &[Session]| pair[1].start.millis_since(pair[0].end) as f64 / 1_000.0;
    let gaps: Vec<f64> = sessions.windows(2).map(gap).collect();
    row.count(sessions.len() as u64);
    row.number(mean(&songs));
    row.number(max(&songs));
    row.number(population_std(&songs));
    row.number(mean(&seconds));
    row.number(max(&seconds));
    row.number(mean(&gaps));
}

/// NaN of no values.
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// NaN of no values.
fn max(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NAN, f64::max)
}

fn population_std(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / values.len() as f64).sqrt()
}
