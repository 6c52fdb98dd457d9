//! Since when a customer could have been seen.

use refrain_core::{FeatureMatrix, Time};
use serde::{Deserialize, Serialize};

use super::columns;
use crate::Error;

const MILLIS_PER_DAY: f64 = 86_400_000.0;

/// The days in which a customer would have been seen, had it come: since it registered, but not
/// before the log begins.
///
/// Those before its first event are days without a visit, which tell the rare visitor from the
/// frequent one: days since the first event leave them out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Watched {
    /// The column of days since registration.
    registered: usize,
    log_begins_millis: i64,
}

impl Watched {
    /// Takes the earliest first event of all rows as the beginning of the log.
    pub(super) fn learn(
        features: &FeatureMatrix,
        registered_days: &str,
        known_days: usize,
    ) -> Result<Watched, Error> {
        let registered = columns::numbers(features, registered_days)?;
        let rows = features.observations().iter().zip(features.values(known_days));
        let known = rows.filter(|(_, known)| !known.is_nan());
        let first_event = known.map(|(row, known)| {
            row.cutoff.millis().saturating_sub((known * MILLIS_PER_DAY).round() as i64)
        });
        // Where no row knows its first event, none will be asked for the beginning.
        Ok(Watched { registered, log_begins_millis: first_event.min().unwrap_or(0) })
    }

    /// Returns the days of a row that has been known for some, at least those.
    pub(super) fn days(&self, features: &FeatureMatrix, row: usize, known_days: f64) -> f64 {
        let registered_days = features.value(row, self.registered);
        // `f64::max` and `min` would take a number over a NaN.
        if known_days.is_nan() || registered_days.is_nan() {
            return known_days;
        }
        let log_begins = Time::from_millis(self.log_begins_millis);
        let of_the_log = features.observations()[row].cutoff.days_since(log_begins);
        known_days.max(registered_days.min(of_the_log))
    }

    pub(super) fn is_among(&self, n_features: usize) -> bool {
        self.registered < n_features
    }
}
