//! The column that tells most by itself.

use refrain::base::{ColumnKind, Dataset};
use refrain::eval::metrics::roc_auc;

use refrain::Error;

/// A column and how well it ranks those who left, in whichever direction.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StrongestColumn {
    pub(crate) name: String,
    pub(crate) roc_auc: f64,
}

/// Finds the column of numbers with the greatest ROC AUC, the first of those alike; missing values
/// rank below all others.
pub(crate) fn strongest_column(dataset: &Dataset) -> Result<Option<StrongestColumn>, Error> {
    let features = dataset.features();
    let mut strongest: Option<StrongestColumn> = None;
    for (index, column) in features.columns().iter().enumerate() {
        if column.kind != ColumnKind::Number {
            continue;
        }
        let present = |value: &f64| if value.is_nan() { f64::NEG_INFINITY } else { *value };
        let values: Vec<f64> = features.values(index).iter().map(present).collect();
        let rising = roc_auc(dataset.labels(), &values)?;
        let roc_auc = rising.max(1.0 - rising);
        if strongest.as_ref().is_none_or(|known| known.roc_auc < roc_auc) {
            strongest = Some(StrongestColumn { name: column.name.clone(), roc_auc });
        }
    }
    Ok(strongest)
}
