//! By what a log of trials recognises the rows it was made on.

use crc32fast::Hasher;
use refrain_core::Dataset;
use serde::Serialize;

use crate::search::Fold;

/// By what a log of trials recognises the rows it was made on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::search) struct DataMark {
    n_rows: usize,
    n_folds: usize,
    /// CRC-32 of features, labels and weights.
    rows: String,
    /// CRC-32 of the rows of each fold.
    folds: String,
}

impl DataMark {
    pub(in crate::search) fn of(dataset: &Dataset, folds: &[Fold]) -> DataMark {
        DataMark {
            n_rows: dataset.n_rows(),
            n_folds: folds.len(),
            rows: rows_checksum(dataset),
            folds: folds_checksum(folds),
        }
    }
}

fn rows_checksum(dataset: &Dataset) -> String {
    let mut hasher = Hasher::new();
    for name in dataset.features().names() {
        hasher.update(name.as_bytes());
        hasher.update(&[0]);
    }
    for observation in dataset.features().observations() {
        hasher.update(&observation.cutoff.millis().to_le_bytes());
    }
    for number in dataset.features().all_values().iter().chain(dataset.weights()) {
        hasher.update(&number.to_le_bytes());
    }
    for churned in dataset.labels() {
        hasher.update(&[u8::from(*churned)]);
    }
    hex(hasher)
}

fn folds_checksum(folds: &[Fold]) -> String {
    let mut hasher = Hasher::new();
    for rows in folds.iter().flat_map(|fold| [&fold.train, &fold.test]) {
        // The number of rows keeps one list from running into the next.
        for number in [rows.len()].iter().chain(rows) {
            hasher.update(&(*number as u64).to_le_bytes());
        }
    }
    hex(hasher)
}

fn hex(hasher: Hasher) -> String {
    format!("{:08x}", hasher.finalize())
}
