//! Instants as files write them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use refrain_core::Time;

use crate::Error;
use crate::config::item::Item;

/// Reads RFC 3339, in UTC where no offset is given, or a date for its midnight.
pub(crate) fn instant(item: &Item<'_>) -> Result<Time, Error> {
    let time = item.date().and_then(|text| timestamp(text.trim()));
    time.map(|time| Time::from_millis(time.as_millisecond()))
        .ok_or_else(|| item.fault("a date, as 2018-10-01 or 2018-10-01T12:00:00"))
}

/// Whether an instant, as it is displayed, can be read back.
pub(crate) fn is_writable(time: Time) -> bool {
    timestamp(&time.to_string()).is_some()
}

fn timestamp(text: &str) -> Option<Timestamp> {
    let with_offset = text.parse().ok();
    with_offset.or_else(|| {
        let local: DateTime = text.parse().ok()?;
        Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}
