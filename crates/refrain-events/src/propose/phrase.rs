//! Numbers and lists as they stand in sentences.

use refrain_core::Time;

use crate::grouped::grouped;

/// Names shown of a list.
const MAX_LISTED: usize = 5;

/// `1,234 rows`, `1 row`.
pub(super) fn count(n: u64, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    let noun = match noun.strip_suffix('y') {
        Some(stem) if n != 1 => format!("{stem}ie"),
        _ => noun.to_owned(),
    };
    format!("{} {noun}{plural}", grouped(n))
}

/// `99.8%`; never `100%` of less than all.
pub(super) fn percent(share: f64) -> String {
    let tenths = (share * 1_000.0).floor() / 10.0;
    format!("{tenths}%")
}

/// The date of an instant.
pub(super) fn date(millis: i64) -> String {
    Time::from_millis(millis).to_string().chars().take(10).collect()
}

/// `a`, `b` and 7 more.
pub(super) fn listed(names: &[String]) -> String {
    let shown = names.iter().take(MAX_LISTED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(MAX_LISTED) {
        Some(n_more) if n_more > 0 => format!("{shown} and {n_more} more"),
        _ => shown,
    }
}
