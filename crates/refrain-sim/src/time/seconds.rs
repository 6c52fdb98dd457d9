//! The simulator's clock: whole seconds since 1970-01-01T00:00:00Z.

use refrain_core::Time;

pub(crate) const SECONDS_PER_DAY: i64 = 86_400;

/// A year as eventsim counts it, of 365.25 days.
pub(crate) const SECONDS_PER_YEAR: f64 = 365.25 * SECONDS_PER_DAY as f64;

/// A second after every event: that of what does not happen.
pub(crate) const NEVER: i64 = i64::MAX;

pub(crate) fn time(seconds: i64) -> Time {
    Time::from_millis(seconds.saturating_mul(1_000))
}

/// Returns the first whole second at or after an instant.
pub(crate) fn first_second(time: Time) -> i64 {
    seconds(time) + i64::from(time.millis().rem_euclid(1_000) > 0)
}

/// Returns the whole seconds since the epoch.
pub(crate) fn seconds(time: Time) -> i64 {
    time.millis().div_euclid(1_000)
}
