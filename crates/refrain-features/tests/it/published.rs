//! Logs of all that the sets of published projects read, and what must hold of those sets.

use proptest::prelude::*;
use refrain_core::{
    AttributeType, ColumnKind, EventLog, EventLogBuilder, EventRow, FeatureMatrix, Span, Value,
};
use refrain_features::{FeatureSet, seen_before};

use crate::log::{DAY, HOUR, minute};

pub(crate) const CHROME_ON_MAC: &str = "\"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_4) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/36.0.1985.143 Safari/537.36\"";
pub(crate) const SAFARI_ON_IPHONE: &str = "\"Mozilla/5.0 (iPhone; CPU iPhone OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like \
     Gecko) Version/7.0 Mobile/11D257 Safari/9537.53\"";
pub(crate) const FIREFOX_ON_LINUX: &str =
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:31.0) Gecko/20100101 Firefox/31.0";

/// One row of a log; times are minutes since 2018-10-01, a Monday.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) user: &'static str,
    pub(crate) minute: u32,
    pub(crate) page: &'static str,
    pub(crate) session: Option<u32>,
    pub(crate) level: Option<&'static str>,
    pub(crate) gender: Option<&'static str>,
    pub(crate) agent: Option<&'static str>,
    /// Days before 2018-10-01.
    pub(crate) registration: Option<u32>,
    /// Number of the song; `NextSong` rows alone state it.
    pub(crate) song: u8,
}

/// A row that states no more than it must.
pub(crate) fn visit(
    user: &'static str,
    minute: u32,
    page: &'static str,
    session: impl Into<Option<u32>>,
) -> Visit {
    let session = session.into();
    let (level, gender, agent, registration) = (None, None, None, None);
    Visit { user, minute, page, session, level, gender, agent, registration, song: 0 }
}

/// Song `n` lasts `100 n` seconds and is by artist `n / 2`.
pub(crate) fn song(user: &'static str, minute: u32, session: u32, song: u8) -> Visit {
    Visit { song, ..visit(user, minute, "NextSong", session) }
}

pub(crate) fn build(rows: &[Visit]) -> EventLog {
    fill(EventLogBuilder::ordered_by_sequence, rows)
}

/// Builds a log in which rows of one instant stay as they came.
pub(crate) fn build_as_given(rows: &[Visit]) -> EventLog {
    fill(|builder| builder, rows)
}

fn fill(ties: impl Fn(EventLogBuilder) -> EventLogBuilder, rows: &[Visit]) -> EventLog {
    let attributes = [
        ("level", AttributeType::Text),
        ("artist", AttributeType::Text),
        ("song", AttributeType::Text),
        ("length", AttributeType::Number),
        ("gender", AttributeType::Text),
        ("userAgent", AttributeType::Text),
    ];
    let mut builder = ties(EventLogBuilder::new(&attributes).unwrap());
    for row in rows {
        push(&mut builder, row);
    }
    builder.finish().unwrap()
}

fn push(builder: &mut EventLogBuilder, row: &Visit) {
    let (artist, song) = (format!("artist {}", row.song / 2), format!("song {}", row.song));
    let text = |text: Option<_>| text.map_or(Value::Missing, Value::Text);
    let of_song = |value| if row.page == "NextSong" { value } else { Value::Missing };
    let values = [
        text(row.level),
        of_song(Value::Text(&artist)),
        of_song(Value::Text(&song)),
        of_song(Value::Number(100.0 * f64::from(row.song))),
        text(row.gender),
        text(row.agent),
    ];
    let session = row.session.map(|session| session.to_string());
    let row = EventRow::new(row.user, minute(row.minute), row.page)
        .session(session.as_deref())
        .sequence(i64::from(row.minute))
        .registration(row.registration.map(|days| minute(0) - Span::from_days(days)))
        .attributes(&values);
    builder.push(&row).unwrap();
}

pub(crate) fn compute(set: &FeatureSet, rows: &[Visit], cutoff: u32) -> FeatureMatrix {
    let log = build(rows);
    set.compute(&log, &seen_before(&log, &[minute(cutoff)])).unwrap()
}

/// Missing values are written NaN.
#[track_caller]
pub(crate) fn check(matrix: &FeatureMatrix, row: usize, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        let found = matrix.column(name).unwrap()[row];
        let is_near = (found - value).abs() <= 1e-12 * value.abs();
        assert!(is_near || found.is_nan() && value.is_nan(), "{name}: {found}, expected {value}");
    }
}

/// The name of a category, `None` where it is missing.
pub(crate) fn category<'a>(matrix: &'a FeatureMatrix, name: &str, row: usize) -> Option<&'a str> {
    let column = matrix.position(name).unwrap();
    let ColumnKind::Category(names) = &matrix.columns()[column].kind else {
        panic!("{name} is no category");
    };
    let value = matrix.value(row, column);
    (!value.is_nan()).then(|| names[value as usize].as_str())
}

/// Random logs in which entities share session names, sessions interleave, and what an entity
/// states of itself changes.
pub(crate) fn visits() -> impl Strategy<Value = Vec<Visit>> {
    // So coarse that events of one instant and events at the cutoff are common.
    const TICK: u32 = 6 * HOUR;
    const USERS: [&str; 4] = ["a", "b", "c", "d"];
    const PAGES: [&str; 8] = [
        "NextSong",
        "NextSong",
        "Home",
        "Thumbs Up",
        "Roll Advert",
        "Login",
        "Cancel",
        "Cancellation Confirmation",
    ];
    const LEVELS: [Option<&str>; 3] = [Some("free"), Some("paid"), None];
    const GENDERS: [Option<&str>; 3] = [Some("F"), Some("M"), None];
    const AGENTS: [Option<&str>; 4] =
        [Some(CHROME_ON_MAC), Some(SAFARI_ON_IPHONE), Some(FIREFOX_ON_LINUX), None];
    let happened = (0..USERS.len(), 0..45 * DAY / TICK, 0..PAGES.len(), 0_u32..6, 0_u8..9);
    let stated = (0..LEVELS.len(), 0..GENDERS.len(), 0..AGENTS.len(), 0_u32..5);
    let row = (happened, stated).prop_map(|((user, tick, page, session, song), stated)| Visit {
        user: USERS[user],
        minute: tick * TICK,
        page: PAGES[page],
        session: (session > 0).then_some(session),
        level: LEVELS[stated.0],
        gender: GENDERS[stated.1],
        agent: AGENTS[stated.2],
        registration: (stated.3 > 0).then_some(stated.3),
        song,
    });
    prop::collection::vec(row, 1..120)
}

/// Every row by its entity, every value as text, categories by name.
fn show(matrix: &FeatureMatrix) -> Vec<Vec<String>> {
    let cell = |row: usize, column: usize| {
        let value = matrix.value(row, column);
        match &matrix.columns()[column].kind {
            ColumnKind::Category(names) if !value.is_nan() => names[value as usize].clone(),
            _ => format!("{:x}", value.to_bits()),
        }
    };
    let row = |row| {
        let cells = (0..matrix.columns().len()).map(|column| cell(row, column));
        std::iter::once(matrix.entity_id(row).to_owned()).chain(cells).collect()
    };
    (0..matrix.n_rows()).map(row).collect()
}

/// Taking the events at and after the cutoff away, or putting others in their place, changes
/// nothing.
pub(crate) fn check_blind_to_the_future(
    set: &FeatureSet,
    rows: &[Visit],
    others: &[Visit],
    at: usize,
) {
    // At the instant of one of the rows: it is the first that must not be seen.
    let cutoff = rows[at % rows.len()].minute;
    let before: Vec<Visit> = rows.iter().filter(|row| row.minute < cutoff).cloned().collect();
    if before.is_empty() {
        return;
    }
    let future = others.iter().filter(|row| row.minute >= cutoff);
    let altered: Vec<Visit> = before.iter().chain(future).cloned().collect();
    let expected = show(&compute(set, &before, cutoff));
    assert_eq!(show(&compute(set, rows, cutoff)), expected, "of the full log");
    assert_eq!(show(&compute(set, &altered, cutoff)), expected, "of another future");
}

pub(crate) fn check_blind_to_the_order(set: &FeatureSet, rows: &[Visit], shuffled: &[Visit]) {
    let values = |rows| show(&compute(set, rows, 40 * DAY));
    assert_eq!(values(rows), values(shuffled));
}

pub(crate) fn check_blind_to_the_threads(set: &FeatureSet, rows: &[Visit]) {
    let values = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| show(&compute(set, rows, 40 * DAY)))
    };
    assert_eq!(values(1), values(3));
}

/// A log and the same rows in another order.
pub(crate) fn shuffled() -> impl Strategy<Value = (Vec<Visit>, Vec<Visit>)> {
    visits().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

#[track_caller]
pub(crate) fn check_every_column_tells_what_it_is(set: &FeatureSet) {
    for column in set.columns() {
        let texts = [&column.description, &column.unit, &column.family];
        assert!(texts.iter().all(|text| !text.is_empty()), "{column:?}");
    }
}

/// A missing value occurs only in columns that say what it means.
pub(crate) fn check_missing_values_have_a_meaning(matrix: &FeatureMatrix) {
    for (position, column) in matrix.columns().iter().enumerate() {
        let misses = matrix.values(position).iter().any(|value| value.is_nan());
        assert!(!misses || !column.missing.is_empty(), "{}", column.name);
    }
}
