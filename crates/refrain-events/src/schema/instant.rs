//! Instants as logs write them, and the units of their numbers.

use refrain_core::Time;
use serde::{Deserialize, Serialize};

/// Unit, or form, in which instants are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TimeUnit {
    /// Seconds since 1970-01-01T00:00:00Z.
    #[serde(rename = "s")]
    Seconds,
    /// Milliseconds since then.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Microseconds since then.
    #[serde(rename = "us")]
    Microseconds,
    /// Nanoseconds since then.
    #[serde(rename = "ns")]
    Nanoseconds,
    /// RFC 3339 text; without an offset it is UTC, a date alone is its midnight.
    #[serde(rename = "rfc3339")]
    Rfc3339,
}

impl TimeUnit {
    /// Returns the name used in schema files.
    pub fn name(self) -> &'static str {
        match self {
            TimeUnit::Seconds => "s",
            TimeUnit::Milliseconds => "ms",
            TimeUnit::Microseconds => "us",
            TimeUnit::Nanoseconds => "ns",
            TimeUnit::Rfc3339 => "rfc3339",
        }
    }

    /// Reads an instant that is written as text, in this unit.
    pub(crate) fn read_text(self, text: &str) -> Result<Time, NoInstant> {
        if self == TimeUnit::Rfc3339 {
            return text.parse().map_err(|_| NoInstant::Misfit);
        }
        if let Ok(number) = text.parse::<i128>() {
            return self.read_integer(number);
        }
        if self == TimeUnit::Seconds
            && let Some(millis) = millis_of_decimals(text)
        {
            return TimeUnit::Milliseconds.read_integer(millis);
        }
        self.read_float(text.parse().map_err(|_| NoInstant::Misfit)?)
    }

    /// Reads an instant that is a whole number of this unit.
    pub(crate) fn read_integer(self, number: i128) -> Result<Time, NoInstant> {
        let millis = match self {
            TimeUnit::Seconds => number.checked_mul(1_000).ok_or(NoInstant::OutOfRange)?,
            TimeUnit::Milliseconds => number,
            TimeUnit::Microseconds => number.div_euclid(1_000),
            TimeUnit::Nanoseconds => number.div_euclid(1_000_000),
            TimeUnit::Rfc3339 => return Err(NoInstant::Misfit),
        };
        i64::try_from(millis).map(Time::from_millis).map_err(|_| NoInstant::OutOfRange)
    }

    /// Reads an instant that is a number of this unit; parts of a millisecond are cut off
    /// downwards.
    pub(crate) fn read_float(self, number: f64) -> Result<Time, NoInstant> {
        let millis = match self {
            TimeUnit::Seconds => whole_if_close(number * 1e3),
            TimeUnit::Milliseconds => number,
            TimeUnit::Microseconds => number / 1e3,
            TimeUnit::Nanoseconds => number / 1e6,
            TimeUnit::Rfc3339 => return Err(NoInstant::Misfit),
        };
        // A float of this size is beyond every i64, which the cast would hide.
        let limit = i64::MAX as f64;
        if millis.is_nan() || millis.abs() >= limit {
            return Err(NoInstant::OutOfRange);
        }
        Ok(Time::from_millis(millis.floor() as i64))
    }
}

/// Reason why a value is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoInstant {
    /// It is no number, or no RFC 3339 text, at all.
    Misfit,
    /// It is a number that no instant has: NaN, infinite or too large.
    OutOfRange,
    /// It states an offset, where the schema says the zone of times without one.
    HasOffset,
}

/// Milliseconds of seconds that are written with decimals, cut off downwards; by their digits, since
/// a float has too few of them for six decimals.
fn millis_of_decimals(text: &str) -> Option<i128> {
    let (whole, decimals) = text.split_once('.')?;
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !is_digits(digits) || !is_digits(decimals) {
        return None;
    }
    let kept: String = decimals.chars().chain("000".chars()).take(3).collect();
    let rest = decimals.get(3..).unwrap_or_default();
    let size = digits.parse::<i128>().ok()?.checked_mul(1_000)? + kept.parse::<i128>().ok()?;
    match whole.starts_with('-') {
        // Downwards is away from zero here.
        true => Some(-size - i128::from(rest.bytes().any(|digit| digit != b'0'))),
        false => Some(size),
    }
}

/// Seconds with three decimals are whole milliseconds, which the product may miss by a hair: a float
/// of this century's seconds misses by less than a quarter of a microsecond.
fn whole_if_close(millis: f64) -> f64 {
    let rounded = millis.round();
    if (millis - rounded).abs() < 4e-4 { rounded } else { millis }
}
