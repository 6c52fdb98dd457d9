//! Single values of a feature matrix.

use refrain_core::{ColumnKind, FeatureMatrix};

const MS_PER_DAY: f64 = 86_400_000.0;

/// Returns a number, or an instant as days before the row's cutoff; NaN where missing.
///
/// Calendar instants do not generalise: every cutoff to come lies beyond the ones trained on. The
/// distance to the cutoff does.
pub(crate) fn number(features: &FeatureMatrix, row: usize, column: usize) -> f64 {
    let value = features.value(row, column);
    match features.columns()[column].kind {
        ColumnKind::Instant => {
            (features.observations()[row].cutoff.millis() as f64 - value) / MS_PER_DAY
        }
        ColumnKind::Number | ColumnKind::Category(_) => value,
    }
}

/// Returns a column of numbers, or of instants as days before each row's cutoff.
pub(crate) fn numbers(features: &FeatureMatrix, column: usize) -> Vec<f64> {
    match features.columns()[column].kind {
        ColumnKind::Instant => {
            (0..features.n_rows()).map(|row| number(features, row, column)).collect()
        }
        ColumnKind::Number | ColumnKind::Category(_) => features.values(column).to_vec(),
    }
}

/// Returns the name of a category's level, `None` where missing or where it is no category.
pub(crate) fn level(features: &FeatureMatrix, row: usize, column: usize) -> Option<&str> {
    let ColumnKind::Category(levels) = &features.columns()[column].kind else { return None };
    let code = features.value(row, column);
    // A cast takes NaN to 0, which would be the first level.
    if code.is_nan() { None } else { levels.get(code as usize).map(String::as_str) }
}
