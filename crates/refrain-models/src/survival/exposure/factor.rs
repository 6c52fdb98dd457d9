//! What raises or lowers a customer's hazard by a factor.

use refrain_core::{ColumnKind, FeatureMatrix};
use serde::{Deserialize, Serialize};

use super::population::Population;
use super::visits::Visits;
use super::{ExposureOptions, Per, Signal, columns};
use crate::survival::newton::Limits;
use crate::{Error, cells};

/// Deviations from the mean beyond which one more says no more.
const CLIP: f64 = 5.0;

/// A standardised number of a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Factor {
    source: Source,
    mean: f64,
    deviation: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Source {
    /// The logarithm of a shrunk rate.
    Rate { visits: Visits, population: Population },
    /// A feature as it is.
    Number { column: usize },
}

impl Factor {
    /// Refuses columns that cannot be used.
    pub(super) fn check_named(
        features: &FeatureMatrix,
        options: &ExposureOptions,
    ) -> Result<(), Error> {
        for signal in &options.signals {
            visits(features, signal, options)?.check(features)?;
        }
        options.modifiers.iter().try_for_each(|name| modifier(features, name).map(|_| ()))
    }

    /// Learns all factors, signals before modifiers.
    pub(super) fn fit_all(
        features: &FeatureMatrix,
        weights: &[f64],
        options: &ExposureOptions,
        limits: Limits,
    ) -> Result<Vec<Factor>, Error> {
        let mut sources = Vec::new();
        for signal in &options.signals {
            let visits = visits(features, signal, options)?;
            let population = Population::fit(&visits.all_seen(features), weights, limits)?;
            sources.push(Source::Rate { visits, population });
        }
        for name in &options.modifiers {
            sources.push(Source::Number { column: modifier(features, name)? });
        }
        sources.into_iter().map(|source| Factor::standardise(features, weights, source)).collect()
    }

    fn standardise(
        features: &FeatureMatrix,
        weights: &[f64],
        source: Source,
    ) -> Result<Factor, Error> {
        let raw = (0..features.n_rows()).map(|row| source.raw(features, row));
        let known: Vec<(f64, f64)> =
            raw.zip(weights).filter(|(raw, _)| !raw.is_nan()).map(|(raw, of)| (raw, *of)).collect();
        let total = known.iter().map(|(_, weight)| weight).sum::<f64>();
        if total == 0.0 {
            return Ok(Factor { source, mean: 0.0, deviation: 0.0 });
        }
        let mean = known.iter().map(|(raw, weight)| raw * weight / total).sum::<f64>();
        let variance = known.iter().map(|(raw, weight)| (raw - mean).powi(2) * weight / total);
        let deviation = variance.sum::<f64>().sqrt();
        if !deviation.is_finite() {
            let column = features.columns()[source.column()].name.clone();
            return Err(Error::TooLarge { column });
        }
        // What is left of equal numbers after rounding is no difference.
        let deviation = if deviation > 1e-12 * mean.abs() { deviation } else { 0.0 };
        Ok(Factor { source, mean, deviation })
    }

    /// Returns the standardised number of a row, 0 (the mean) where it is not known or where
    /// training saw no difference.
    pub(super) fn standardised(&self, features: &FeatureMatrix, row: usize) -> f64 {
        let raw = self.source.raw(features, row);
        if raw.is_nan() || self.deviation == 0.0 {
            return 0.0;
        }
        ((raw - self.mean) / self.deviation).clamp(-CLIP, CLIP)
    }

    /// The feature that its contributions are given to.
    pub(super) fn column(&self) -> usize {
        self.source.column()
    }

    pub(super) fn check(&self, features: &FeatureMatrix) -> Result<(), Error> {
        match &self.source {
            Source::Rate { visits, .. } => visits.check(features),
            Source::Number { .. } => Ok(()),
        }
    }

    pub(super) fn defect(&self, n_features: usize) -> Option<&'static str> {
        let standard = self.mean.is_finite() && self.deviation.is_finite() && self.deviation >= 0.0;
        let source = match &self.source {
            Source::Rate { visits, population } => visits
                .defect(n_features)
                .or((!population.is_possible()).then_some("a rate is not positive")),
            Source::Number { column } => {
                (*column >= n_features).then_some("a modifier is not among its features")
            }
        };
        source.or((!standard).then_some("a factor cannot be standardised"))
    }
}

impl Source {
    fn column(&self) -> usize {
        match self {
            Source::Rate { visits, .. } => visits.counts,
            Source::Number { column } => *column,
        }
    }

    /// NaN where the row does not know.
    fn raw(&self, features: &FeatureMatrix, row: usize) -> f64 {
        match self {
            Source::Rate { visits, population } => {
                let seen = visits.seen(features, row);
                if seen.amount == 0.0 { f64::NAN } else { population.rate(seen, 1.0).ln() }
            }
            Source::Number { column } => cells::number(features, row, *column),
        }
    }
}

fn visits(
    features: &FeatureMatrix,
    signal: &Signal,
    options: &ExposureOptions,
) -> Result<Visits, Error> {
    let ExposureOptions { known_days, min_known_days, .. } = options;
    match &signal.per {
        Per::Day { lookback_days } => {
            let counts = &signal.counts;
            Visits::per_day(features, counts, known_days, *min_known_days, *lookback_days)
        }
        Per::Count { column } => Visits::per_count(features, &signal.counts, column),
    }
}

/// An instant is taken as days before the cutoff, as everywhere.
fn modifier(features: &FeatureMatrix, name: &str) -> Result<usize, Error> {
    match features.position(name) {
        Some(position) if features.columns()[position].kind == ColumnKind::Instant => Ok(position),
        _ => columns::numbers(features, name),
    }
}
