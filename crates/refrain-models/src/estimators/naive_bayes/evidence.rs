//! Evidence of one feature: the logarithm of its likelihood ratio.

use refrain_core::{ColumnKind, Dataset, FeatureMatrix};
use serde::{Deserialize, Serialize};

use super::gaussians::Gaussians;
use super::levels::Levels;
use super::missing::Missing;
use super::observed::Smoothing;
use crate::Error;
use crate::rows::cells;

/// Evidence of one feature: by its value, and by its being there or missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Evidence {
    value: OfValue,
    missing: Option<Missing>,
}

/// Evidence of a feature by its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum OfValue {
    Nothing,
    Number(Gaussians),
    Level(Levels),
}

impl Evidence {
    /// # Errors
    ///
    /// `ErrorKind::Data` if a square overflows.
    pub(super) fn fit(
        train: &Dataset,
        feature: usize,
        smoothing: Smoothing,
    ) -> Result<Evidence, Error> {
        let value = match train.features().columns()[feature].kind {
            ColumnKind::Category(_) => OfValue::Level(Levels::fit(train, feature, smoothing.level)),
            ColumnKind::Number | ColumnKind::Instant => {
                let gaussians = Gaussians::fit(train, feature, smoothing.value)?;
                gaussians.map_or(OfValue::Nothing, OfValue::Number)
            }
        };
        Ok(Evidence { value, missing: Missing::fit(train, feature, smoothing.level) })
    }

    /// Returns the logarithm of how much likelier a row's value is among those who churn.
    pub(super) fn says(&self, features: &FeatureMatrix, row: usize, feature: usize) -> f64 {
        let is_missing = features.value(row, feature).is_nan();
        let by_presence = self.missing.as_ref().map_or(0.0, |missing| missing.says(is_missing));
        if is_missing {
            return by_presence;
        }
        by_presence
            + match &self.value {
                OfValue::Nothing => 0.0,
                OfValue::Number(gaussians) => gaussians.says(cells::number(features, row, feature)),
                OfValue::Level(levels) => {
                    cells::level(features, row, feature).map_or(0.0, |name| levels.says(name))
                }
            }
    }

    /// Returns what is wrong with evidence that came from a file.
    pub(super) fn defect(&self) -> Option<&'static str> {
        let of_value = match &self.value {
            OfValue::Nothing => None,
            OfValue::Number(gaussians) => gaussians.defect(),
            OfValue::Level(levels) => levels.defect(),
        };
        of_value.or_else(|| self.missing.as_ref().and_then(Missing::defect))
    }
}
