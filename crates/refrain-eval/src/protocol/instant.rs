//! Instants as text.

use refrain_core::{Span, Time};

/// Reads what [`Time`] displays, or a date of midnight UTC; years from 0 to 9999.
///
/// Only core's types are known here, and core takes no calendar library.
pub(super) fn parse_instant(text: &str) -> Option<Time> {
    let (date, time_of_day) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let midnight = midnight(date)?;
    let instant = midnight + of_day(time_of_day.strip_suffix('Z')?)?;
    // Numbers out of range, such as 30 February, do not come out again.
    let whole = format!("{date}T{time_of_day}");
    (instant.to_string() == whole).then_some(instant)
}

/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (`days_from_civil`), as the way
/// back in core.
fn midnight(date: &str) -> Option<Time> {
    let [year, month, day] = numbers::<3>(date, '-')?;
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let month_index = (month + 9) % 12;
    let day_of_year = (153 * month_index + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    Some(Time::from_millis(days * Span::from_days(1).millis()))
}

fn of_day(text: &str) -> Option<Span> {
    let (clock, millis) = text.split_once('.').unwrap_or((text, "0"));
    let [hours, minutes, seconds] = numbers::<3>(clock, ':')?;
    let seconds = u32::try_from(hours * 3_600 + minutes * 60 + seconds).ok()?;
    let [millis] = numbers::<1>(millis, '.')?;
    Some(Span::from_seconds(seconds) + Span::from_millis(u32::try_from(millis).ok()?))
}

/// So many numbers of up to four digits.
fn numbers<const N: usize>(text: &str, separator: char) -> Option<[i64; N]> {
    let number = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        if digits && part.len() <= 4 { part.parse::<i64>().ok() } else { None }
    };
    text.split(separator).map(number).collect::<Option<Vec<i64>>>()?.try_into().ok()
}
