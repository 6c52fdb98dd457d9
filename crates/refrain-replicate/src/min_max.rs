//! Numbers moved to the range from 0 to 1.

use refrain::base::{ColumnKind, FeatureMatrix};

/// The least and the greatest value of each column of numbers.
#[derive(Debug, Clone)]
pub(crate) struct MinMax {
    ranges: Vec<Option<(f64, f64)>>,
}

impl MinMax {
    /// Learns the ranges of these rows.
    pub(crate) fn fit(features: &FeatureMatrix) -> MinMax {
        let ranges = (0..features.columns().len()).map(|column| range(features, column));
        MinMax { ranges: ranges.collect() }
    }

    /// Returns the range of a column, `None` where there is nothing to scale.
    pub(crate) fn range(&self, column: usize) -> Option<(f64, f64)> {
        self.ranges[column]
    }

    /// Moves what lay in the range to `[0, 1]`; a column that was constant becomes 0, a missing
    /// value stays missing.
    pub(crate) fn transform(&self, features: &FeatureMatrix) -> FeatureMatrix {
        let scaled = self.ranges.iter().enumerate().flat_map(|(column, range)| {
            features.values(column).iter().map(move |value| scale(*value, *range))
        });
        FeatureMatrix::new(
            features.entity_ids().clone(),
            features.observations().to_vec(),
            features.columns().to_vec(),
            scaled.collect(),
        )
        .expect("the same columns and rows, and categories as they were")
    }
}

/// `None` where there is nothing to scale: a category, or no value.
fn range(features: &FeatureMatrix, column: usize) -> Option<(f64, f64)> {
    if features.columns()[column].kind != ColumnKind::Number {
        return None;
    }
    let present = features.values(column).iter().filter(|value| !value.is_nan());
    present.fold(None, |range, value| {
        let (low, high) = range.unwrap_or((*value, *value));
        Some((low.min(*value), high.max(*value)))
    })
}

fn scale(value: f64, range: Option<(f64, f64)>) -> f64 {
    match range {
        None => value,
        Some(_) if value.is_nan() => value,
        Some((low, high)) if low == high => 0.0,
        Some((low, high)) => (value - low) / (high - low),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use refrain::base::{Column, FeatureMatrix, Time};

    use super::MinMax;

    fn matrix(values: &[f64]) -> FeatureMatrix {
        let n_rows = values.len();
        let columns = vec![Column::number("songs", "Songs")];
        let cutoffs = vec![Time::from_millis(0); n_rows];
        FeatureMatrix::from_rows(&vec!["ada"; n_rows], &cutoffs, columns, values).unwrap()
    }

    #[test]
    fn ranges_are_those_of_the_rows_fitted_on() {
        let ranges = MinMax::fit(&matrix(&[2.0, f64::NAN, 6.0]));
        assert_eq!(ranges.transform(&matrix(&[2.0, 4.0, 10.0])).values(0), [0.0, 0.5, 2.0]);
        assert!(ranges.transform(&matrix(&[f64::NAN])).values(0)[0].is_nan());
    }

    #[test]
    fn constant_column_becomes_zero() {
        assert_eq!(MinMax::fit(&matrix(&[3.0, 3.0])).transform(&matrix(&[3.0])).values(0), [0.0]);
    }
}
