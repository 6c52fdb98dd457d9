//! A count, and over how much of what.

use refrain_core::FeatureMatrix;
use serde::{Deserialize, Serialize};

use super::watched::Watched;
use super::{ExposureOptions, columns};
use crate::Error;

/// Columns of a count and of what it is a rate of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Visits {
    pub(super) counts: usize,
    over: Over,
}

/// Divisor of a count.
///
/// Variants are stored by position in model files: new ones go to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Over {
    Days { column: usize, at_least: f64, lookback_days: Option<f64> },
    Count { column: usize },
    Watched { column: usize, at_least: f64, lookback_days: Option<f64>, watched: Watched },
}

/// Number of visits, and the days or songs they were seen in; both zero where the data do not know, which leaves
/// what is believed of everybody.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Seen {
    pub(super) count: f64,
    pub(super) amount: f64,
}

impl Visits {
    pub(super) fn per_day(
        features: &FeatureMatrix,
        counts: &str,
        lookback_days: Option<f64>,
        options: &ExposureOptions,
    ) -> Result<Visits, Error> {
        let counts = columns::numbers(features, counts)?;
        let column = columns::numbers(features, &options.known_days)?;
        let at_least = options.min_known_days;
        let over = match &options.registered_days {
            None => Over::Days { column, at_least, lookback_days },
            Some(registered_days) => {
                let watched = Watched::learn(features, registered_days, column)?;
                Over::Watched { column, at_least, lookback_days, watched }
            }
        };
        Ok(Visits { counts, over })
    }

    pub(super) fn per_count(
        features: &FeatureMatrix,
        counts: &str,
        column: &str,
    ) -> Result<Visits, Error> {
        let counts = columns::numbers(features, counts)?;
        Ok(Visits { counts, over: Over::Count { column: columns::numbers(features, column)? } })
    }

    /// The column that the count is divided by.
    pub(super) fn divisor(&self) -> usize {
        match self.over {
            Over::Days { column, .. } | Over::Count { column } | Over::Watched { column, .. } => {
                column
            }
        }
    }

    pub(super) fn check(&self, features: &FeatureMatrix) -> Result<(), Error> {
        columns::check_not_negative(features, self.counts)?;
        match self.over {
            // A registration may lie after the cutoff; whoever has one is known for no day.
            Over::Days { .. } | Over::Watched { .. } => Ok(()),
            Over::Count { column } => columns::check_not_negative(features, column),
        }
    }

    /// Reads a row.
    pub(super) fn seen(&self, features: &FeatureMatrix, row: usize) -> Seen {
        let count = features.value(row, self.counts);
        let amount = match self.over {
            Over::Days { column, at_least, lookback_days } => {
                known(features.value(row, column), at_least, lookback_days)
            }
            Over::Watched { column, at_least, lookback_days, watched } => {
                let days = watched.days(features, row, features.value(row, column));
                known(days, at_least, lookback_days)
            }
            // Something done before the first song is a rate too.
            Over::Count { column } => features.value(row, column) + 1.0,
        };
        if count.is_nan() || amount.is_nan() { Seen::default() } else { Seen { count, amount } }
    }

    pub(super) fn all_seen(&self, features: &FeatureMatrix) -> Vec<Seen> {
        (0..features.n_rows()).map(|row| self.seen(features, row)).collect()
    }

    pub(super) fn defect(&self, n_features: usize) -> Option<&'static str> {
        let watched = match self.over {
            Over::Watched { watched, .. } => watched.is_among(n_features),
            Over::Days { .. } | Over::Count { .. } => true,
        };
        let known = self.counts < n_features && self.divisor() < n_features && watched;
        let days = match self.over {
            Over::Days { at_least, lookback_days, .. }
            | Over::Watched { at_least, lookback_days, .. } => {
                [Some(at_least), lookback_days].into_iter().flatten().all(|days| days > 0.0)
            }
            Over::Count { .. } => true,
        };
        (!known)
            .then_some("a count is not among its features")
            .or((!days).then_some("it looks back no days"))
    }
}

/// `f64::max` and `min` would take a number over a NaN.
fn known(days: f64, at_least: f64, lookback_days: Option<f64>) -> f64 {
    if days.is_nan() {
        return days;
    }
    days.max(at_least).min(lookback_days.unwrap_or(f64::INFINITY))
}
