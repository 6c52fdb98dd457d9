//! A small case solved by lifelines and statsmodels (tests/data/survival_by_lifelines.py).

use refrain_core::{Dataset, FeatureMatrix, Lifetime, Outcome, Span};
use serde::Deserialize;

use crate::customers::{cutoff, matrix, number};

#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) rows: Vec<Row>,
    pub(super) curve: Curve,
    pub(super) cox: SolvedCox,
    pub(super) unweighted: Unweighted,
}

/// Entry, exit, churned, weight, songs, adverts.
#[derive(Deserialize, Clone, Copy)]
pub(super) struct Row(f64, f64, bool, f64, f64, f64);

#[derive(Deserialize)]
pub(super) struct Curve {
    pub(super) days: Vec<f64>,
    pub(super) survival: Vec<f64>,
    pub(super) bounds: Vec<Option<(f64, f64)>>,
    pub(super) at_risk: Vec<f64>,
}

#[derive(Deserialize)]
pub(super) struct SolvedCox {
    pub(super) coefficients: Vec<f64>,
    pub(super) standard_errors: Vec<f64>,
    pub(super) robust_standard_errors: Vec<f64>,
    pub(super) log_likelihood: f64,
}

#[derive(Deserialize)]
pub(super) struct Unweighted {
    pub(super) breslow: Fit,
    pub(super) efron: Fit,
}

#[derive(Deserialize)]
pub(super) struct Fit {
    pub(super) coefficients: Vec<f64>,
    pub(super) standard_errors: Vec<f64>,
}

pub(super) fn case() -> Case {
    serde_json::from_str(include_str!("../../data/survival_by_lifelines.json")).unwrap()
}

impl Case {
    pub(super) fn features(&self) -> FeatureMatrix {
        let songs: Vec<f64> = self.rows.iter().map(|row| row.4).collect();
        let adverts: Vec<f64> = self.rows.iter().map(|row| row.5).collect();
        matrix(&[(number("songs"), &songs), (number("adverts"), &adverts)])
    }

    /// With zero mean and unit population variance, weights left aside.
    pub(super) fn standardised_features(&self) -> FeatureMatrix {
        let features = self.features();
        let standardised = |values: &[f64]| -> Vec<f64> {
            let n_rows = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n_rows;
            let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
            values.iter().map(|value| (value - mean) / (square / n_rows).sqrt()).collect()
        };
        let (songs, adverts) = (standardised(features.values(0)), standardised(features.values(1)));
        matrix(&[(number("songs"), &songs), (number("adverts"), &adverts)])
    }

    pub(super) fn lifetimes(&self) -> Vec<Lifetime> {
        self.rows.iter().map(|row| Lifetime::new(row.0, row.1, row.2).unwrap()).collect()
    }

    pub(super) fn weights(&self) -> Vec<f64> {
        self.rows.iter().map(|row| row.3).collect()
    }

    /// Each lifetime as often as its weight says.
    pub(super) fn repeated_lifetimes(&self) -> Vec<Lifetime> {
        let lifetimes = self.lifetimes().into_iter().zip(&self.rows);
        lifetimes.flat_map(|(lifetime, row)| vec![lifetime; row.3 as usize]).collect()
    }

    pub(super) fn dataset(&self) -> Dataset {
        watched(&self.features(), &self.lifetimes())
    }
}

/// A dataset of intervals that begin at the tenure, which becomes the last feature.
pub(super) fn watched(features: &FeatureMatrix, lifetimes: &[Lifetime]) -> Dataset {
    let tenures: Vec<f64> = lifetimes.iter().map(Lifetime::entry_days).collect();
    with_tenure(features, &tenures, lifetimes, 60)
}

/// A dataset of intervals within outcome windows of so many days, with a tenure that says what it
/// likes.
pub(super) fn with_tenure(
    features: &FeatureMatrix,
    tenures: &[f64],
    lifetimes: &[Lifetime],
    window_days: u32,
) -> Dataset {
    let mut columns = features.columns().to_vec();
    columns.push(number("tenure_days"));
    let values = [features.all_values(), tenures].concat();
    let (ids, rows) = (features.entity_ids().clone(), features.observations().to_vec());
    let features = FeatureMatrix::new(ids, rows, columns, values).unwrap();
    let outcome = |lifetime: &Lifetime| match lifetime.churned() {
        true => Outcome::Churned { at: cutoff() },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = lifetimes.iter().map(outcome).collect();
    let ends = vec![cutoff() + Span::from_days(window_days); lifetimes.len()];
    let dataset = Dataset::new(features, &outcomes, ends).unwrap();
    dataset.with_lifetimes(lifetimes.to_vec()).unwrap()
}

pub(super) fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < tolerance, "{found} is not {expected}");
    }
}
