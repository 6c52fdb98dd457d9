//! The days of a history.

use refrain_core::Time;

/// Distinct UTC days of ascending instants.
pub(crate) fn active_days(times: &[Time]) -> u64 {
    times.chunk_by(|left, right| left.utc_day() == right.utc_day()).count() as u64
}
