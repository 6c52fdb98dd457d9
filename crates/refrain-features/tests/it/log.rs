//! Small Sparkify logs for the tests.

use refrain_core::{AttributeType, EventLog, EventLogBuilder, EventRow, Span, Time, Value};

/// One row of a small log; times are minutes since 2018-10-01.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) user: &'static str,
    pub(crate) minute: u32,
    pub(crate) page: &'static str,
    pub(crate) session: u32,
    pub(crate) level: Option<&'static str>,
    pub(crate) song: u8,
}

pub(crate) const HOUR: u32 = 60;
pub(crate) const DAY: u32 = 24 * HOUR;

pub(crate) fn minute(minute: u32) -> Time {
    Time::from_millis(1_538_352_000_000) + Span::from_seconds(minute * 60)
}

pub(crate) fn draft(user: &'static str, minute: u32, page: &'static str, session: u32) -> Draft {
    Draft { user, minute, page, session, level: Some("free"), song: 0 }
}

const AGENT: &str = "\"Mozilla/5.0 (Windows NT 6.1; WOW64; rv:31.0) Gecko/20100101 Firefox/31.0\"";

/// Everyone registered ten days before 2018-10-01.
pub(crate) fn build(rows: &[Draft]) -> EventLog {
    let attributes = [
        ("level", AttributeType::Text),
        ("artist", AttributeType::Text),
        ("song", AttributeType::Text),
        ("length", AttributeType::Number),
        ("gender", AttributeType::Text),
        ("location", AttributeType::Text),
        ("userAgent", AttributeType::Text),
    ];
    let mut builder = EventLogBuilder::new(&attributes).unwrap().ordered_by_sequence();
    for row in rows {
        push(&mut builder, row);
    }
    builder.finish().unwrap()
}

fn push(builder: &mut EventLogBuilder, row: &Draft) {
    let (artist, song) = (format!("artist {}", row.song / 2), format!("song {}", row.song));
    let played = row.page == "NextSong";
    let text = |text| if played { Value::Text(text) } else { Value::Missing };
    let length = 100.0 + f64::from(row.song) / 8.0;
    let values = [
        row.level.map_or(Value::Missing, Value::Text),
        text(&artist),
        text(&song),
        if played { Value::Number(length) } else { Value::Missing },
        Value::Text(if row.user < "c" { "F" } else { "M" }),
        Value::Text(if row.user < "c" { "Bakersfield, CA" } else { "Rome, NY" }),
        Value::Text(AGENT),
    ];
    let session = row.session.to_string();
    let row = EventRow::new(row.user, minute(row.minute), row.page)
        .session(session.as_str())
        .sequence(i64::from(row.minute))
        .registration(minute(0) - Span::from_days(10))
        .attributes(&values);
    builder.push(&row).unwrap();
}
