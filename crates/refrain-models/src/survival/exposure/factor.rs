//! Factors that raise or lower a customer's hazard.

use refrain_core::{ColumnKind, FeatureMatrix};
use serde::{Deserialize, Serialize};

use super::super::newton::Limits;
use super::population::Population;
use super::problem::ExposureProblem;
use super::visits::Visits;
use super::{ExposureOptions, Per, Signal, columns};
use crate::Error;
use crate::rows::cells;

/// Deviations from the mean beyond which one more says no more.
const CLIP: f64 = 5.0;

/// A standardised number of a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Factor {
    source: Source,
    mean: f64,
    deviation: f64,
}

/// Variants are stored by position in model files: new ones go to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Source {
    /// The logarithm of a shrunk rate.
    Rate { visits: Visits, population: Population },
    /// A feature as it is.
    Number { column: usize },
    /// A factor before this one times another, both standardised.
    Product { signal: usize, modifier: usize },
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

    /// Learns all factors: signals, modifiers, then their products.
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
        let plain = sources.into_iter().map(|one| Factor::standardise(features, weights, one));
        plain.chain(products(options).map(Ok)).collect()
    }

    /// Returns each factor of a row, standardised: 0 (the mean) where it is not known or where
    /// training saw no difference.
    pub(super) fn all_of(factors: &[Factor], features: &FeatureMatrix, row: usize) -> Vec<f64> {
        let mut known = Vec::with_capacity(factors.len());
        for factor in factors {
            let next = factor.standardised(features, row, &known);
            known.push(next);
        }
        known
    }

    /// Returns the feature that the contributions of each factor are given to: the signal's, where
    /// it is multiplied.
    pub(super) fn columns(factors: &[Factor]) -> Vec<usize> {
        let column = |factor: &Factor| match factor.source {
            Source::Product { signal, .. } => factors[signal].source.column(),
            Source::Rate { .. } | Source::Number { .. } => factor.source.column(),
        };
        factors.iter().map(|factor| column(factor).expect("signals are no products")).collect()
    }

    fn standardise(
        features: &FeatureMatrix,
        weights: &[f64],
        source: Source,
    ) -> Result<Factor, Error> {
        let raw = (0..features.n_rows()).map(|row| source.raw(features, row, &[]));
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
            let column = source.column().expect("products are not standardised");
            let column = features.columns()[column].name.clone();
            return Err(ExposureProblem::TooLarge { column }.into());
        }
        // What is left of equal numbers after rounding is no difference.
        let deviation = if deviation > 1e-12 * mean.abs() { deviation } else { 0.0 };
        Ok(Factor { source, mean, deviation })
    }

    /// `before` holds the factors before this one.
    fn standardised(&self, features: &FeatureMatrix, row: usize, before: &[f64]) -> f64 {
        let raw = self.source.raw(features, row, before);
        if raw.is_nan() || self.deviation == 0.0 {
            return 0.0;
        }
        ((raw - self.mean) / self.deviation).clamp(-CLIP, CLIP)
    }

    pub(super) fn check(&self, features: &FeatureMatrix) -> Result<(), Error> {
        match &self.source {
            Source::Rate { visits, .. } => visits.check(features),
            Source::Number { .. } | Source::Product { .. } => Ok(()),
        }
    }

    /// Returns what is wrong with factors that came from a file.
    pub(super) fn defect_of_any(factors: &[Factor], n_features: usize) -> Option<&'static str> {
        let products = factors.iter().enumerate().find_map(|(position, factor)| {
            let Source::Product { signal, modifier } = factor.source else { return None };
            let comes_later = signal.max(modifier) >= position;
            let nested =
                || [signal, modifier].iter().any(|of| factors[*of].source.column().is_none());
            (comes_later || nested()).then_some("a product is not of factors before it")
        });
        products.or_else(|| factors.iter().find_map(|factor| factor.defect(n_features)))
    }

    fn defect(&self, n_features: usize) -> Option<&'static str> {
        let standard = self.mean.is_finite() && self.deviation.is_finite() && self.deviation >= 0.0;
        let source = match &self.source {
            Source::Rate { visits, population } => visits
                .defect(n_features)
                .or((!population.is_possible()).then_some("a rate is not positive")),
            Source::Number { column } => {
                (*column >= n_features).then_some("a modifier is not among its features")
            }
            Source::Product { .. } => None,
        };
        source.or((!standard).then_some("a factor cannot be standardised"))
    }
}

impl Source {
    /// The feature it is read from; of a product there is none.
    fn column(&self) -> Option<usize> {
        match self {
            Source::Rate { visits, .. } => Some(visits.counts),
            Source::Number { column } => Some(*column),
            Source::Product { .. } => None,
        }
    }

    /// NaN where the row does not know.
    fn raw(&self, features: &FeatureMatrix, row: usize, before: &[f64]) -> f64 {
        match self {
            Source::Rate { visits, population } => {
                let seen = visits.seen(features, row);
                if seen.amount == 0.0 { f64::NAN } else { population.rate(seen, 1.0).ln() }
            }
            Source::Number { column } => cells::number(features, row, *column),
            Source::Product { signal, modifier } => before[*signal] * before[*modifier],
        }
    }
}

/// Each signal times each modifier that is crossed.
///
/// Products of standardised numbers are of their size, and stay 0 where one of the two is not
/// known: nothing is standardised again.
fn products(options: &ExposureOptions) -> impl Iterator<Item = Factor> {
    let n_signals = options.signals.len();
    let is_crossed = |(_, name): &(usize, &String)| options.crossed.contains(name);
    let crossed = options.modifiers.iter().enumerate().filter(is_crossed);
    crossed.flat_map(move |(modifier, _)| {
        let product = move |signal| Source::Product { signal, modifier: n_signals + modifier };
        (0..n_signals).map(move |signal| Factor {
            source: product(signal),
            mean: 0.0,
            deviation: 1.0,
        })
    })
}

fn visits(
    features: &FeatureMatrix,
    signal: &Signal,
    options: &ExposureOptions,
) -> Result<Visits, Error> {
    match &signal.per {
        Per::Day { lookback_days } => {
            Visits::per_day(features, &signal.counts, *lookback_days, options)
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
