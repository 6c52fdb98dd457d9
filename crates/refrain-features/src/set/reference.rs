//! The 39 reference features of a Sparkify log.

use refrain_core::{
    CodeMap, Column, ColumnKind, EventLog, Events, History, Span, TextValues, Time,
};

use crate::feature::built_in::{BuiltIn, Worker};
use crate::measure::statistic::Statistic;
use crate::sessions::{Session, sessions};
use crate::{Need, Row};

/// See [`FeatureSet::reference`](crate::FeatureSet::reference).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Reference;

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

impl BuiltIn for Reference {
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

    fn worker<'l>(&'l self, _log: &'l EventLog) -> Box<dyn Worker<'l> + 'l> {
        Box::new(ReferenceWorker::default())
    }
}

/// Keeps room for what is counted.
#[derive(Debug, Default)]
struct ReferenceWorker {
    met: CodeMap<bool>,
    /// Positions and times of the songs.
    songs: Vec<(usize, Time)>,
}

impl<'l> Worker<'l> for ReferenceWorker {
    fn begin(&mut self, _longest: &History<'l>) {}

    fn observe(&mut self, history: &History<'l>, row: &mut Row) {
        let events = history.events();
        put_profile(history, &events, row);
        self.put_volume(history, &events, row);
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

fn put_profile(history: &History<'_>, events: &Events<'_>, row: &mut Row) {
    let level = needed(events, "level");
    let paid = level.code_of("paid");
    // Of all events: those without a level count as not paid.
    let n_paid = (0..events.len()).filter(|index| level.code(*index) == Some(paid)).count();
    row.category(needed(events, "gender").last());
    row.instant(history.registration());
    row.instant(events.times().first().copied());
    row.instant(events.times().last().copied());
    row.category(level.last());
    row.count(events.len() as u64);
    row.number(n_paid as f64 / events.len() as f64);
}

impl ReferenceWorker {
    fn put_volume(&mut self, history: &History<'_>, events: &Events<'_>, row: &mut Row) {
        let main = events.kind_code(MAIN);
        let rows = events.kind_codes().iter().zip(events.times()).enumerate();
        self.songs.clear();
        self.songs.extend(
            rows.filter(|(_, (kind, _))| **kind == main).map(|(index, (_, time))| (index, *time)),
        );
        let length = events.number("length").expect("checked against the needs before");
        row.count(self.songs.len() as u64);
        row.number(Statistic::Sum.of((0..events.len()).filter_map(|index| length.get(index))));
        row.count(self.distinct(&needed(events, "artist")));
        row.count(self.distinct(&needed(events, "song")));
        row.count(active_days(events.times()));
        for days in LOOKBACK_DAYS {
            let start = history.cutoff() - Span::from_days(days);
            let before = self.songs.partition_point(|(_, time)| *time < start);
            row.count((self.songs.len() - before) as u64);
        }
    }

    /// Distinct values among the songs.
    fn distinct(&mut self, values: &TextValues<'_>) -> u64 {
        self.met.clear();
        let mut n_distinct = 0;
        for (index, _) in &self.songs {
            if let Some(code) = values.code(*index) {
                let met = self.met.entry(code);
                n_distinct += u64::from(!*met);
                *met = true;
            }
        }
        n_distinct
    }
}

/// Distinct UTC days of ascending instants.
fn active_days(times: &[Time]) -> u64 {
    times.chunk_by(|left, right| left.utc_day() == right.utc_day()).count() as u64
}

fn put_pages(events: &Events<'_>, row: &mut Row) {
    let counts = events.kind_counts();
    for (_, page) in PAGES {
        row.count(counts.get(events.kind_code(page)));
    }
}

fn put_sessions(sessions: &[Session], row: &mut Row) {
    let songs: Vec<f64> = sessions.iter().map(|session| session.n_main as f64).collect();
    let seconds: Vec<f64> = sessions.iter().map(Session::seconds).collect();
    let gap = |pair: &[Session]| pair[1].start.millis_since(pair[0].end) as f64 / 1_000.0;
    let gaps: Vec<f64> = sessions.windows(2).map(gap).collect();
    let of = |statistic: Statistic, values: &[f64]| statistic.of(values.iter().copied());
    row.count(sessions.len() as u64);
    row.number(of(Statistic::Mean, &songs));
    row.number(of(Statistic::Max, &songs));
    row.number(of(Statistic::Std, &songs));
    row.number(of(Statistic::Mean, &seconds));
    row.number(of(Statistic::Max, &seconds));
    row.number(of(Statistic::Mean, &gaps));
}
