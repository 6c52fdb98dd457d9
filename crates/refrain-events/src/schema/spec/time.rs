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
///
/// let local = TimeSpec::default().format("%d.%m.%Y %H:%M").zone("Europe/Berlin");
/// assert_eq!(local.zone.as_deref(), Some("Europe/Berlin"));
/// # Ok::<(), refrain_events::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, into = "TimeForm")]
#[non_exhaustive]
pub struct TimeSpec {
    /// Unit of the column `time`; it has no effect beside a `format`.
    pub unit: TimeUnit,
    /// Format of the column `time`, in the words of `strptime`.
    pub format: Option<String>,
    /// Time zone of times that state no offset, by its name in the IANA database.
    pub zone: Option<String>,
    /// Unit of the column `registration`, where it differs from that of `time`.
    pub registration_unit: Option<TimeUnit>,
    /// Format of the column `registration`, where it differs from that of `time`.
    pub registration_format: Option<String>,
    /// First plausible instant.
    #[serde(deserialize_with = "crate::schema::time_text::deserialize")]
    pub from: Time,
    /// First instant after the plausible ones.
    #[serde(deserialize_with = "crate::schema::time_text::deserialize")]
    pub until: Time,
}

impl TimeSpec {
    /// Sets the format of the column `time`, in the words of `strptime`.
    #[must_use]
    pub fn format(mut self, format: impl Into<String>) -> TimeSpec {
        self.format = Some(format.into());
        self
    }

    /// Sets the time zone of times that state no offset.
    #[must_use]
    pub fn zone(mut self, zone: impl Into<String>) -> TimeSpec {
        self.zone = Some(zone.into());
        self
    }

    /// Returns the plausible range, `[from, until)`.
    pub fn plausible(&self) -> TimeRange {
        TimeRange::new(self.from, self.until)
    }
}

impl Default for TimeSpec {
    fn default() -> TimeSpec {
        TimeSpec {
            unit: TimeUnit::Milliseconds,
            format: None,
            zone: None,
            registration_unit: None,
            registration_format: None,
            from: PLAUSIBLE_FROM,
            until: PLAUSIBLE_UNTIL,
        }
    }
}

/// How the times are written to a file: without the unit beside a format, which a file may not
/// have.
#[derive(Serialize)]
struct TimeForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<TimeUnit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_unit: Option<TimeUnit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_format: Option<String>,
    #[serde(serialize_with = "crate::schema::time_text::serialize")]
    from: Time,
    #[serde(serialize_with = "crate::schema::time_text::serialize")]
    until: Time,
}

impl From<TimeSpec> for TimeForm {
    fn from(spec: TimeSpec) -> TimeForm {
        TimeForm {
            unit: spec.format.is_none().then_some(spec.unit),
            format: spec.format,
            zone: spec.zone,
            registration_unit: spec.registration_unit,
            registration_format: spec.registration_format,
            from: spec.from,
            until: spec.until,
        }
    }
}

/// Calendar by which days, hours and weekdays are told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct CalendarSpec {
    /// Time zone, by its name in the IANA database; UTC without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}
