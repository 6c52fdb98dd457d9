//! One standardised column that a linear model sees.

use refrain_core::FeatureMatrix;
use serde::{Deserialize, Serialize};

use crate::{Error, cells};

/// What a column says about its feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Encoding {
    /// The number, the median of training where it is missing.
    Value { median: f64 },
    /// Whether the feature is missing: 1 or 0.
    Missing,
    /// Whether the category has this level: 1 or 0.
    Level { name: String },
}

/// A column of numbers made from one feature, with zero mean and unit variance in training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EncodedColumn {
    pub(crate) feature: usize,
    encoding: Encoding,
    mean: f64,
    deviation: f64,
}

impl EncodedColumn {
    /// Learns mean and deviation (population); `None` if the column is constant.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if a square overflows.
    pub(crate) fn fit(
        features: &FeatureMatrix,
        feature: usize,
        encoding: Encoding,
    ) -> Result<Option<EncodedColumn>, Error> {
        let raw = |row| encoding.raw(features, row, feature);
        let values: Vec<f64> = (0..features.n_rows()).map(raw).collect();
        if values.windows(2).all(|pair| pair[0] == pair[1]) {
            return Ok(None);
        }
        let mean = mean(values.iter().copied());
        let deviation = self::mean(values.iter().map(|value| (value - mean).powi(2))).sqrt();
        if !deviation.is_finite() {
            return Err(Error::TooLarge { column: features.columns()[feature].name.clone() });
        }
        // Values that differ by less than a square can hold are constant for a linear model.
        let column = EncodedColumn { feature, encoding, mean, deviation };
        Ok((deviation > 0.0).then_some(column))
    }

    /// Returns the standardised value of one row, clipped to `[-clip, clip]`.
    pub(crate) fn standardised(&self, features: &FeatureMatrix, row: usize, clip: f64) -> f64 {
        let raw = self.encoding.raw(features, row, self.feature);
        ((raw - self.mean) / self.deviation).clamp(-clip, clip)
    }

    /// Returns the name: the feature's, with what the column says about it.
    pub(crate) fn name(&self, feature_names: &[String]) -> String {
        let feature = &feature_names[self.feature];
        match &self.encoding {
            Encoding::Value { .. } => feature.clone(),
            Encoding::Missing => format!("{feature} is missing"),
            Encoding::Level { name } => format!("{feature}={name}"),
        }
    }

    /// Returns what is wrong with a column that came from a file.
    pub(crate) fn defect(&self, n_features: usize) -> Option<&'static str> {
        let median = if let Encoding::Value { median } = self.encoding { median } else { 0.0 };
        let finite = median.is_finite() && self.mean.is_finite() && self.deviation.is_finite();
        if self.feature >= n_features {
            return Some("a column stands for no feature");
        }
        (!finite || self.deviation <= 0.0).then_some("a column cannot be standardised")
    }
}

impl Encoding {
    fn raw(&self, features: &FeatureMatrix, row: usize, feature: usize) -> f64 {
        match self {
            Encoding::Value { median } => {
                let value = cells::number(features, row, feature);
                if value.is_nan() { *median } else { value }
            }
            Encoding::Missing => indicator(features.value(row, feature).is_nan()),
            Encoding::Level { name } => {
                indicator(cells::level(features, row, feature) == Some(name))
            }
        }
    }
}

fn indicator(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n_values = values.len() as f64;
    values.sum::<f64>() / n_values
}
