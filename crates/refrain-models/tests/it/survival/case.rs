//! A small case solved by lifelines and statsmodels (tests/data/survival_by_lifelines.py).

use refrain_core::FeatureMatrix;
use refrain_models::Lifetime;
use serde::Deserialize;

use crate::customers::{matrix, number};

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
        let weighted = |lifetime: Lifetime, row: &Row| lifetime.weighted(row.3).unwrap();
        self.unweighted_lifetimes()
            .into_iter()
            .zip(&self.rows)
            .map(|(l, r)| weighted(l, r))
            .collect()
    }

    pub(super) fn unweighted_lifetimes(&self) -> Vec<Lifetime> {
        self.rows.iter().map(|row| Lifetime::new(row.0, row.1, row.2).unwrap()).collect()
    }
}

pub(super) fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < tolerance, "{found} is not {expected}");
    }
}
