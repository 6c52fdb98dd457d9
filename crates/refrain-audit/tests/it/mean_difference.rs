//! The simplest estimator that learns: a control model for tests.

use std::convert::Infallible;

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};

/// Weighs each column by how far the means of the classes are apart.
pub(crate) struct MeanDifference;

pub(crate) struct Fitted {
    names: Vec<String>,
    weights: Vec<f64>,
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let present: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    present.iter().sum::<f64>() / present.len().max(1) as f64
}

impl Fit for MeanDifference {
    type Fitted = Fitted;
    type Error = Infallible;

    fn fit(&self, train: &Dataset) -> Result<Fitted, Infallible> {
        let weight = |column: usize| {
            let values = train.features().values(column);
            let of = |class: bool| {
                let rows = values.iter().zip(train.labels());
                mean(rows.filter(move |(_, label)| **label == class).map(|(value, _)| *value))
            };
            let centre = mean(values.iter().copied());
            let spread = mean(values.iter().map(|value| (value - centre).abs()));
            if spread > 0.0 { (of(true) - of(false)) / spread.powi(2) } else { 0.0 }
        };
        let n_columns = train.features().columns().len();
        Ok(Fitted {
            names: train.features().names().map(str::to_owned).collect(),
            weights: (0..n_columns).map(weight).collect(),
        })
    }
}

impl PredictProba for Fitted {
    type Error = Infallible;

    fn feature_names(&self) -> &[String] {
        &self.names
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Infallible> {
        let score = |row: usize| {
            let terms = self.weights.iter().enumerate().map(|(column, weight)| {
                let value = features.value(row, column);
                if value.is_nan() { 0.0 } else { weight * value }
            });
            1.0 / (1.0 + (-terms.sum::<f64>()).exp())
        };
        Ok((0..features.n_rows()).map(score).collect())
    }
}
