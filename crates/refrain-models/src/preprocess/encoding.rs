//! One column that a linear model sees.

use refrain_core::FeatureMatrix;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::preprocess::Scaling;
use crate::preprocess::moments::Moments;
use crate::rows::cells;
use crate::rows::problem::RowsProblem;

/// Encoding of a feature in one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Encoding {
    /// The number, moved into the range of training and transformed.
    Value(NumberSteps),
    /// 1 if the feature is missing, otherwise 0.
    Missing,
    /// 1 if the category has this level, otherwise 0.
    Level { name: String },
}

/// Steps by which a number becomes a column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct NumberSteps {
    /// Stands for a missing one.
    pub(crate) fill: f64,
    /// Numbers below count as this.
    pub(crate) low: f64,
    /// Numbers above count as this.
    pub(crate) high: f64,
    pub(crate) curve: Curve,
}

/// Transformation of a number before it is standardised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Curve {
    Straight,
    /// `sign(x) · ln(1 + |x|)`.
    Log1p,
}

/// A column of numbers made from one feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EncodedColumn {
    pub(crate) feature: usize,
    encoding: Encoding,
    mean: f64,
    deviation: f64,
}

impl EncodedColumn {
    /// Learns mean and deviation from rows, each with its weight; `None` if the column is constant
    /// in them.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Data` if a square overflows.
    pub(crate) fn fit(
        features: &FeatureMatrix,
        feature: usize,
        encoding: Encoding,
        weights: &[f64],
        scaling: Scaling,
    ) -> Result<Option<EncodedColumn>, Error> {
        let values = encoding.raw(features, feature);
        let mut counting = values.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        let first = counting.next().map(|(value, _)| *value);
        if counting.all(|(value, _)| Some(*value) == first) {
            return Ok(None);
        }
        let Moments { mean, deviation, .. } = Moments::of(&values, weights);
        if !deviation.is_finite() {
            return Err(
                RowsProblem::TooLarge { column: features.columns()[feature].name.clone() }.into()
            );
        }
        // Values that differ by less than a square can hold are constant for a linear model.
        if deviation == 0.0 {
            return Ok(None);
        }
        Ok(Some(match scaling {
            Scaling::Standardise => EncodedColumn { feature, encoding, mean, deviation },
            Scaling::None => EncodedColumn { feature, encoding, mean: 0.0, deviation: 1.0 },
        }))
    }

    /// Returns the value of each row, clipped to `[-clip, clip]`.
    pub(crate) fn values(&self, features: &FeatureMatrix, clip: f64) -> Vec<f64> {
        let mut values = self.encoding.raw(features, self.feature);
        for value in &mut values {
            // A count ten deviations out is "very many"; without the clip one row rules the sum.
            *value = ((*value - self.mean) / self.deviation).clamp(-clip, clip);
        }
        values
    }

    /// Returns the name: the feature's, with what the column says about it.
    pub(crate) fn name(&self, feature_names: &[String]) -> String {
        let feature = &feature_names[self.feature];
        match &self.encoding {
            Encoding::Value(NumberSteps { curve: Curve::Straight, .. }) => feature.clone(),
            Encoding::Value(NumberSteps { curve: Curve::Log1p, .. }) => format!("log1p({feature})"),
            Encoding::Missing => format!("{feature} is missing"),
            Encoding::Level { name } => format!("{feature}={name}"),
        }
    }

    /// Returns what is wrong with a column that came from a file.
    pub(crate) fn defect(&self, n_features: usize) -> Option<&'static str> {
        let finite = match &self.encoding {
            Encoding::Value(NumberSteps { fill, low, high, .. }) => {
                fill.is_finite() && low.is_finite() && high.is_finite() && low <= high
            }
            Encoding::Missing | Encoding::Level { .. } => true,
        };
        if self.feature >= n_features {
            return Some("a column stands for no feature");
        }
        let standardised = self.mean.is_finite() && self.deviation.is_finite();
        let possible = finite && standardised && self.deviation > 0.0;
        (!possible).then_some("a column cannot be standardised")
    }
}

impl Encoding {
    /// The column of all rows, before it is standardised.
    fn raw(&self, features: &FeatureMatrix, feature: usize) -> Vec<f64> {
        let rows = 0..features.n_rows();
        match self {
            Encoding::Value(value) => {
                let mut numbers = cells::numbers(features, feature);
                numbers.iter_mut().for_each(|number| *number = value.of(*number));
                numbers
            }
            Encoding::Missing => {
                features.values(feature).iter().map(|value| indicator(value.is_nan())).collect()
            }
            Encoding::Level { name } => rows
                .map(|row| indicator(cells::level(features, row, feature) == Some(name)))
                .collect(),
        }
    }
}

impl NumberSteps {
    fn of(&self, number: f64) -> f64 {
        let present = if number.is_nan() { self.fill } else { number };
        self.curve.of(present.clamp(self.low, self.high))
    }
}

impl Curve {
    pub(crate) fn of(self, number: f64) -> f64 {
        match self {
            Curve::Straight => number,
            Curve::Log1p => number.abs().ln_1p().copysign(number),
        }
    }
}

fn indicator(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}
