//! Form of the times in a schema.

use refrain_core::{Time, TimeRange};
use serde::{Deserialize, Serialize};

use crate::schema::instant::TimeUnit;

/// 1990-01-01T00:00:00Z.
const PLAUSIBLE_FROM: Time = Time::from_millis(631_152_000_000);
/// 2100-01-01T00:00:00Z.
const PLAUSIBLE_UNTIL: Time = Time::from_millis(4_102_444_800_000);

/// Form of the times, and the range in which they are believed.
///
/// # Examples
///
/// ```
/// use refrain_events::{TimeSpec, TimeUnit};
///
/// let time = TimeSpec::default();
/// assert_eq!(time.unit, TimeUnit::Milliseconds);
/// assert!(time.plausible().contains("2024-03-01".parse()?));
/// # Ok::<(), refrain_events::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct TimeSpec {
    /// Unit of the column `time`.
    pub unit: TimeUnit,
    /// Unit of the column `registration`, where it differs from `unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_unit: Option<TimeUnit>,
    /// First plausible instant.
    #[serde(with = "crate::schema::time_text")]
    pub from: Time,
    /// First instant after the plausible ones.
    #[serde(with = "crate::schema::time_text")]
    pub until: Time,
}

impl TimeSpec {
    /// Returns the plausible range, `[from, until)`.
    pub fn plausible(&self) -> TimeRange {
        TimeRange::new(self.from, self.until)
    }
}

impl Default for TimeSpec {
    fn default() -> TimeSpec {
        TimeSpec {
            unit: TimeUnit::Milliseconds,
            registration_unit: None,
            from: PLAUSIBLE_FROM,
            until: PLAUSIBLE_UNTIL,
        }
    }
}
